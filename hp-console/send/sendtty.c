// SPDX-License-Identifier: GPL-2.0-only
/*
 * sendtty.c - see sendtty.h: the sender's half of the dialog.  Every answer of the console has a
 * CRC (wire.h); a damaged answer is ignored, and the console is asked again.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "delivery/linelist.h"
#include "output/clean.h"
#include "output/enumtext.h"
#include "send/sendline.h"
#include "send/sendplace.h"
#include "send/sendtty.h"

#define ASK_TIMES 12		/* without an answer, before giving up */
#define STRANGE   4		/* responses that are not understood, before giving up */
#define QUIET_MS  500		/* of silence: the response to an Enter is over */
#define ERRORS    2
#define CTRL_U    "\x15"	/* deletes what may stand on its command line */
#define CTRL_C    "\x03"	/* ends a recv that waits */
#define QUOTE     80

struct dialog {
	const struct sendopts *o;
	const char *name;
	const struct wire_head *head;
	const uint8_t *packed;
	struct sendline line;
	uint8_t *wanted;		/* a flag for each line 0.. */
	char words[WIRE_WORDS];		/* the last answer */
	unsigned rounds;
	char command[160];		/* the line that starts recv */
	bool again;			/* command was typed once more after the last line was sent */
	char error[200];		/* the last ERR line */
	unsigned errors;		/* since the last good answer */
};

static int broken(const struct dialog *d, int err)
{
	clean_print(stderr, "hp-send: %s: %s\n", d->o->tty, err == EINTR ?
		    "interrupted; what has arrived is kept there" : strerror(err));
	return HPX_AGAIN;
}

/*
 * The last line of a command.  OK after lines were sent means the same as "done".  ERR may be the
 * response to noise that reached the prompt, so it counts only when it comes a second time.
 */
static int take_end(struct dialog *d, const char *text)
{
	if (d->rounds && !strcmp(text, "OK")) {
		strcpy(d->words, "done");
		return 0;
	}
	if (strncmp(text, "ERR ", 4))
		return -EAGAIN;
	snprintf(d->error, sizeof(d->error), "%.*s", (int)sizeof(d->error) - 1, text);
	return ++d->errors < ERRORS ? -EAGAIN : HPX_FAILED;
}

/* Waits for the next good answer.  0 and d->words, -EAGAIN when none comes, else an exit code. */
static int hear(struct dialog *d)
{
	unsigned errors = d->errors;
	int ret;

	while ((ret = sendline_read(&d->line, d->o->wait_s * 1000)) > 0) {
		if (wire_get_answer(d->line.line, d->words)) {
			d->errors = 0;
			return 0;
		}
		ret = take_end(d, d->line.line);
		if (ret != -EAGAIN || d->errors != errors)
			return ret;
	}
	return ret < 0 ? broken(d, -ret) : -EAGAIN;
}

/* What is at the other end; quote: the last line that came from there. */
static enum place place(const struct dialog *d, char quote[QUOTE])
{
	return place_of(d->line.heard, d->line.nheard, quote, QUOTE);
}

static bool elsewhere(const struct dialog *d)
{
	char quote[QUOTE];

	return place_text(place(d, quote));
}

static int found_other(const struct dialog *d, const char *expected)
{
	char quote[QUOTE];
	enum place where = place(d, quote);
	const char *text = place_text(where);

	if (where == PLACE_SILENT || (where == PLACE_STRANGE && !*quote))
		clean_print(stderr, "hp-send: %s: expected %s, found none: %s\n", d->o->tty, expected,
			    where == PLACE_SILENT ? "nothing was heard" :
			    "nothing but empty lines came");
	else if (where == PLACE_SCREEN)		/* a line out of a full screen tells nothing */
		clean_print(stderr, "hp-send: %s: expected %s, found %s\n", d->o->tty, expected,
			    text);
	else
		clean_print(stderr, "hp-send: %s: expected %s, found %s%s\"%s\"\n", d->o->tty,
			    expected, text ? text : "", text ? ": " : "", quote);
	return HPX_AGAIN;
}

static int gave_up(const struct dialog *d, int ret)
{
	if (!d->errors)
		return found_other(d, "an answer of hp-console's recv");
	clean_print(stderr, "hp-send: %s: the console says: %s\n", d->o->tty, d->error);
	return ret;
}

/* Reads all of the response to an Enter.  0: an answer is in d->words; -EAGAIN: none; or an exit code. */
static int listen_to_it(struct dialog *d)
{
	int steps = d->o->wait_s * 1000 / QUIET_MS, ret;
	uint64_t start = d->line.received, before;

	for (int i = 0; i < steps; i++) {
		before = d->line.received;
		ret = sendline_read(&d->line, QUIET_MS);
		if (ret < 0)
			return broken(d, -ret);
		if (ret && wire_get_answer(d->line.line, d->words))
			return 0;
		if (!ret && before > start && d->line.received == before)
			break;
	}
	return -EAGAIN;
}

/*
 * Finds out what is at the other end, typing nothing but Enter, with Ctrl-U before it every other time,
 * because what somebody left on the command line must not run.  A recv that waits takes the Ctrl-U for
 * noise, and an Enter alone for the question what is missing.  0: the prompt is there, or recv answered.
 */
static int arrive(struct dialog *d)
{
	char quote[QUOTE];
	int ret = -EAGAIN, strange = 0;

	/* A silent console may be in the middle of an apply and show its prompt later: it gets more tries. */
	for (int i = 0; ret == -EAGAIN && i < ASK_TIMES && strange < STRANGE; i++) {
		int err = sendline_write(&d->line, i % 2 ? "\r" : CTRL_U "\r");

		if (err)
			return broken(d, -err);
		ret = listen_to_it(d);
		if (ret == -EAGAIN && place(d, quote) == PLACE_CONSOLE)
			return 0;
		if (ret == -EAGAIN && elsewhere(d))
			break;
		strange += place(d, quote) == PLACE_STRANGE;
	}
	return ret == -EAGAIN ? found_other(d, "the prompt of hp-console") : ret;
}

/* Types the two texts in turn until an answer comes. */
static int ask(struct dialog *d, const char *first, const char *then)
{
	int ret = -EAGAIN;

	/* Stops where the console is gone and, for example, a login prompt is there by now. */
	for (int i = 0; ret == -EAGAIN && i < ASK_TIMES && !elsewhere(d); i++) {
		const char *text = i % 2 ? then : first;
		int err = sendline_write(&d->line, text);

		if (err)
			return broken(d, -err);
		d->again |= d->rounds && text == d->command;
		ret = hear(d);
	}
	if (ret == -EAGAIN)
		return gave_up(d, HPX_AGAIN);
	return d->errors ? gave_up(d, ret) : ret;
}

/* "LIST of ID": where ID is another file's, whose lines we do not have, all lines of ours are sent. */
static bool parse_wish(struct dialog *d)
{
	uint32_t lines = wire_lines(d->head);
	char *list = d->words + strlen("send "), *of = strstr(list, " of ");
	char id[WIRE_ID + 1];

	if (strncmp(d->words, "send ", strlen("send ")))
		return false;
	memset(d->wanted, 0, lines + 1);
	if (of)
		*of = '\0';
	if (of && strcmp(of + strlen(" of "), wire_id(d->head, id)))
		list = "all";
	return linelist_parse(list, d->wanted, lines);
}

static void line_text(const struct dialog *d, uint32_t nr, char text[WIRE_LINE + 1])
{
	if (nr)
		wire_put_data(text, d->head, nr, d->packed);
	else
		wire_put_head(text, d->head);
	strcat(text, "\n");
}

static int send_wanted(struct dialog *d)
{
	uint32_t lines = wire_lines(d->head);
	char text[WIRE_LINE + 1];
	int ret = 0;

	sendline_forget(&d->line);
	d->again = false;
	d->rounds++;
	d->line.goal = d->line.sent;
	for (uint32_t nr = 0; nr <= lines; nr++) {
		if (!d->wanted[nr])
			continue;
		line_text(d, nr, text);
		d->line.goal += strlen(text);
	}
	for (uint32_t nr = 0; !ret && nr <= lines; nr++) {
		if (!d->wanted[nr])
			continue;
		if (elsewhere(d)) {	/* recv prints nothing meanwhile: it is gone */
			sendline_take_back(&d->line);
			return gave_up(d, HPX_AGAIN);
		}
		line_text(d, nr, text);
		ret = sendline_write(&d->line, text);
	}
	sendline_drain(&d->line);
	return ret ? broken(d, -ret) : 0;
}

static int refused(struct dialog *d)
{
	hear(d);	/* the reason, if it arrives */
	if (d->errors)
		return gave_up(d, HPX_FAILED);
	clean_print(stderr, "hp-send: %s: the console refuses it\n", d->o->tty);
	return HPX_FAILED;
}

/* A console that was only slow to say "done" has run the repeated recv, and waits: Ctrl-C ends that. */
static int leave(struct dialog *d)
{
	int err = d->again ? sendline_write(&d->line, CTRL_C) : 0;

	return err ? broken(d, -err) : 0;
}

/*
 * The whole dialog, up to "done".  A console in which an earlier recv still waits takes the recv command
 * for noise; an Enter after a pause makes it say what is missing.  One that does not wait any more,
 * because its time was up or because its "done" was lost, takes "#end" for a comment and needs the
 * command again.
 */
static int converse(struct dialog *d)
{
	int ret = arrive(d);

	if (!ret && !*d->words)
		ret = ask(d, d->command, "\r");
	while (!ret) {
		if (!strcmp(d->words, "done"))
			return leave(d);
		if (!strcmp(d->words, "failed"))
			return refused(d);
		if (!parse_wish(d)) {
			clean_print(stderr, "hp-send: %s: expected what to send, found \"%.100s\"\n",
				    d->o->tty, d->words);
			return HPX_FAILED;
		}
		if (d->rounds == d->o->rounds) {
			clean_print(stderr, "hp-send: %s: lines are missing after %u rounds: %.100s\n",
				    d->o->tty, d->rounds, d->words);
			return HPX_AGAIN;
		}
		ret = send_wanted(d);
		if (!ret)
			ret = ask(d, WIRE_END "\n", d->command);
	}
	return ret;
}

int send_by_tty(const struct sendopts *o, const char *name, const struct wire_head *h,
		const uint8_t *packed)
{
	struct dialog d = { .o = o, .name = name, .head = h, .packed = packed };
	int ret = sendline_open(&d.line, o->tty, o->baud);
	uint64_t bytes;

	if (ret) {
		clean_print(stderr, "hp-send: %s: expected a serial line%s, found: %s\n", o->tty,
			    ret == -EINVAL ? " that has this speed" : "", strerror(-ret));
		return HPX_FAILED;
	}
	snprintf(d.command, sizeof(d.command), CTRL_U "recv %s\r", name);
	d.wanted = calloc(wire_lines(h) + 1, 1);
	d.line.what = isatty(STDERR_FILENO) ? name : NULL;
	ret = d.wanted ? converse(&d) : HPX_FAILED;
	bytes = d.line.sent + d.line.received;
	clean_print(stdout, "%s: %s; %llu bytes sent, %llu received, %u rounds; %llu.%llu s at "
		    "%u baud\n", name, ret ? "not delivered" : "delivered",
		    (unsigned long long)d.line.sent, (unsigned long long)d.line.received, d.rounds,
		    (unsigned long long)(bytes * 10 / d.line.baud),
		    (unsigned long long)(bytes * 100 / d.line.baud % 10), d.line.baud);
	sendline_close(&d.line);
	free(d.wanted);
	return ret;
}
