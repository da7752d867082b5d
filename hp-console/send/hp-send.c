// SPDX-License-Identifier: GPL-2.0-only
/*
 * hp-send.c - the sender's side of "recv": a patch as text (wire.h), printed or sent.  Runs
 * where the patch was built; needs no kernel module and no rights but on the line.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "delivery/linelist.h"
#include "output/clean.h"
#include "output/enumtext.h"
#include "patch/patchfile.h"
#include "send/pack.h"
#include "send/sendline.h"
#include "send/sendtty.h"

#define VERSION "1"

static int fail(const char *what, const char *expected, const char *found)
{
	clean_print(stderr, "hp-send: %s: expected %s, found %s\n", what, expected, found);
	return HPX_FAILED;
}

static int read_file(const char *path, uint8_t **data, size_t *size)
{
	FILE *f = fopen(path, "re");
	bool good;

	if (!f)
		return fail(path, "a readable file", strerror(errno));
	*data = malloc(WIRE_MAX_FILE + 1);
	*size = *data ? fread(*data, 1, WIRE_MAX_FILE + 1, f) : 0;
	good = *data && !ferror(f);
	fclose(f);
	if (!good)
		return fail(path, "a readable file", strerror(errno));
	if (*size > WIRE_MAX_FILE)
		return fail(path, "at most 4 MiB", "more");
	return 0;
}

/* Checks the file as the console will: sending takes minutes, which a file that it refuses would waste. */
static int check_patch(const char *path, const uint8_t *data, size_t size, char *name)
{
	struct patchfile pf;
	struct pf_error err;

	if (patchfile_parse(&pf, data, size, &err)) {
		clean_print(stderr, "hp-send: %s: %s: expected %s, found %s\n", path, err.what,
			    err.expected, err.found);
		return HPX_FAILED;
	}
	strcpy(name, pf.name);
	patchfile_free(&pf);
	if (memmem(data, size, "\0.debug_info", sizeof("\0.debug_info")))
		clean_print(stderr, "hp-send: note: %s has debug information, "
			    "\"strip --strip-debug\" makes it much smaller\n", path);
	return 0;
}

static int print_lines(const struct sendopts *o, const struct wire_head *h, const uint8_t *packed)
{
	uint32_t lines = wire_lines(h);
	uint8_t *wanted = calloc(lines + 1, 1);
	char text[WIRE_LINE];
	int ret = 0;

	if (!wanted)
		return fail(o->file, "memory", "none");
	if (!linelist_parse(o->lines ? o->lines : "all", wanted, lines)) {
		clean_print(stderr, "hp-send: --lines: expected numbers up to %u as in 3,17,40-42, "
			    "found %s\n", lines, o->lines);
		ret = HPX_USAGE;
	}
	for (uint32_t nr = 0; !ret && nr <= lines; nr++) {
		if (!wanted[nr])
			continue;
		if (nr)
			wire_put_data(text, h, nr, packed);
		else
			wire_put_head(text, h);
		puts(text);
	}
	if (!ret)
		puts(WIRE_END);
	free(wanted);
	if (fflush(stdout))
		ret = fail("standard output", "all lines written", strerror(errno));
	return ret;
}

static void on_signal(int sig)
{
	(void)sig;
	sendline_interrupted = 1;
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}

static int deliver(const struct sendopts *o, const uint8_t *data, size_t size)
{
	char name[HP_OBJECT_LEN];
	uint8_t *packed;
	struct wire_head h;
	int ret = check_patch(o->file, data, size, name);

	if (ret)
		return ret;
	ret = pack(data, size, &h, &packed);
	if (ret)
		return fail(o->file, "a file that compresses to at most 4 MiB", strerror(-ret));
	if (o->tty) {
		catch_signals();
		ret = send_by_tty(o, o->name ? o->name : name, &h, packed);
	} else {
		if (isatty(STDERR_FILENO))
			clean_print(stderr, "hp-send: at the console: recv %s\n",
				    o->name ? o->name : name);
		ret = print_lines(o, &h, packed);
	}
	free(packed);
	return ret;
}

int main(int argc, char **argv)
{
	struct sendopts o;
	uint8_t *data = NULL;
	size_t size;
	int ret;

	if (!sendopts_parse(&o, argc, argv))
		return HPX_USAGE;
	if (o.help)
		sendopts_help();
	else if (o.mdoc)
		sendopts_mdoc();
	else if (o.version)
		puts("hp-send " VERSION);
	if (!o.file)
		return 0;
	ret = read_file(o.file, &data, &size);
	if (!ret)
		ret = deliver(&o, data, size);
	free(data);
	return ret;
}
