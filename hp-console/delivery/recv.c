// SPDX-License-Identifier: GPL-2.0-only
/*
 * recv.c - see recv.h.  Bytes are read one by one, because behind the last line there may be commands,
 * which the console has to read.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "delivery/recv.h"
#include "delivery/unpack.h"
#include "session/input.h"

#define SLICE_MS 500	/* a Ctrl-C is a key, not noise, if nothing follows for so long */
#define PAUSE_MS 1000	/* of silence: before a person's Enter, and to end a whole transfer */
#define CTRL_C   3
#define CTRL_D   4

struct reception {
	struct session *s;
	struct incoming *in;
	struct gather g;
	bool asks;		/* somebody reads our answers */
	bool ended;		/* "#end" came */
	bool no_memory;
	int64_t last;		/* when the last byte came */
	char line[256];		/* what is longer than WIRE_LINE is noise */
	size_t len;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static bool asks(struct session *s)
{
	return s->in->terminal && !s->out.json;
}

void recv_answer(struct session *s, const char *words)
{
	char answer[WIRE_ANSWER];

	if (!asks(s))
		return;
	wire_put_answer(answer, words);
	out_text(&s->out, "%s\n", answer);
	fflush(s->out.to);
}

static void ask(struct reception *r)
{
	char words[WIRE_WORDS] = "send ", id[WIRE_ID + 1];
	size_t at = strlen(words);

	if (!r->asks || gather_whole(&r->g))
		return;
	gather_missing(&r->g, words + at, sizeof(words) - at - WIRE_ID - 8);
	at = strlen(words);
	if (r->g.headed)
		snprintf(words + at, sizeof(words) - at, " of %s", wire_id(&r->g.head, id));
	recv_answer(r->s, words);
}

static void take_line(struct reception *r)
{
	uint32_t nr;

	switch (gather_take(&r->g, r->line, &nr)) {
	case GATHERED_OTHER:
		note(r->s, "%s: another file's lines come now, those before are forgotten",
		     r->in->name);
		/* fall through */
	case GATHERED_HEAD:
	case GATHERED_DATA:
		incoming_keep(r->s, r->in, &r->g, nr);
		break;
	case GATHERED_END:
		r->ended = true;
		ask(r);
		break;
	case GATHERED_NO_MEMORY:
		r->no_memory = true;
		break;
	case GATHERED_NOTHING:
		break;
	}
}

/* CR, LF and both end a line; an empty line counts as a person's Enter only after a pause. */
static void take_byte(struct reception *r, char c)
{
	int64_t now = now_ms(), pause = now - r->last;

	r->last = now;
	if (c != '\r' && c != '\n') {
		if (r->len < sizeof(r->line) - 1)
			r->line[r->len++] = c ? c : '?';
		return;
	}
	r->line[r->len] = '\0';
	if (r->len)
		take_line(r);
	else if (pause >= PAUSE_MS)
		ask(r);
	r->len = 0;
}

static bool key_to_end(const struct reception *r)
{
	char last = r->len ? r->line[r->len - 1] : '\0';

	return last == CTRL_C || last == CTRL_D;
}

/* Called when nothing came for SLICE_MS.  True: nothing more is waited for. */
static bool quiet(struct reception *r, unsigned wait_s)
{
	int64_t pause = now_ms() - r->last;

	if (gather_whole(&r->g) && pause >= PAUSE_MS)
		return true;
	if (r->s->in->terminal && key_to_end(r))
		return true;
	return pause >= wait_s * 1000LL;
}

static bool finished(const struct reception *r)
{
	return r->no_memory || (r->ended && (gather_whole(&r->g) || !r->asks));
}

static void read_until_end(struct reception *r, unsigned wait_s)
{
	struct input *in = r->s->in;
	ssize_t n;
	char c;

	r->last = now_ms();
	while (!finished(r)) {
		n = in->read(in, &c, 1, SLICE_MS);
		if (n < 0)
			break;
		if (n)
			take_byte(r, c);
		else if (quiet(r, wait_s))
			break;
	}
	if (r->len)
		take_byte(r, '\n');	/* a last line without an end */
}

static void tell_counts(struct reception *r)
{
	struct out *o = &r->s->out;
	char missing[WIRE_WORDS];

	gather_missing(&r->g, missing, sizeof(missing));
	out_uint(o, "lines", r->g.lines);
	out_uint(o, "received", r->g.have);
	out_str(o, "missing", missing);
	out_uint(o, "bad", r->g.bad);
	out_uint(o, "twice", r->g.twice);
	if (r->g.headed)
		out_text(o, "%s: %u of %u lines; %u bad ones and %u double ones came\n",
			 r->in->name, r->g.have, r->g.lines, r->g.bad, r->g.twice);
}

static int incomplete(struct reception *r)
{
	char expected[64], found[WIRE_WORDS + 64];
	int at;

	if (!r->g.headed) {
		incoming_drop(r->in);
		return fail_found(r->s, HPX_AGAIN, r->in->name, "lines as hp-send makes them",
				  r->g.early_len ? "the head (line 0) missing" : "none");
	}
	snprintf(expected, sizeof(expected), "%u lines", r->g.lines);
	at = snprintf(found, sizeof(found), "%u; \"recv %s\" goes on, missing are ", r->g.have,
		      r->in->name);
	gather_missing(&r->g, found + at, sizeof(found) - at);
	return fail_found(r->s, HPX_AGAIN, r->in->name, expected, found);
}

static int take_whole(struct reception *r, uint8_t **file, size_t *size)
{
	const struct wire_head *h = &r->g.head;
	char expected[64];
	int ret = unpack(h, r->g.data, file);

	*size = h->size;
	if (!ret)
		return 0;
	if (ret == -ENOMEM)	/* the lines are good: they are kept for another try */
		return failure(r->s, HPX_FAILED, "%s: %s", r->in->name, strerror(ENOMEM));
	incoming_drop(r->in);
	if (ret == -EBADMSG)
		return fail_found(r->s, HPX_FAILED, r->in->name, "the SHA-256 the sender told",
				  "another one, though each line was good");
	snprintf(expected, sizeof(expected), "%u bytes after decompression", h->size);
	return fail_found(r->s, HPX_FAILED, r->in->name, expected, "data that are not so");
}

int recv_lines(struct session *s, struct incoming *in, unsigned wait_s, uint8_t **file,
	       size_t *size)
{
	struct reception r = { .s = s, .in = in, .asks = asks(s) };
	int ret;

	gather_start(&r.g);
	incoming_read(in, &r.g);
	if (!gather_whole(&r.g)) {
		if (r.asks)
			out_text(&s->out, "paste what \"hp-send %s.ko\" prints; Enter shows what "
				 "is missing, Ctrl-C ends\n", in->name);
		ask(&r);
		read_until_end(&r, wait_s);
	}
	tell_counts(&r);
	if (r.no_memory)
		ret = failure(s, HPX_FAILED, "%s: %s", in->name, strerror(ENOMEM));
	else
		ret = gather_whole(&r.g) ? take_whole(&r, file, size) : incomplete(&r);
	gather_free(&r.g);
	return ret;
}
