// SPDX-License-Identifier: GPL-2.0-only
/* recv.c - recv: a patch over the line that the console itself is on. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "delivery/recv.h"
#include "files/search.h"
#include "files/statedir.h"
#include "format/digest.h"
#include "patch/patchfile.h"
#include "session/input.h"
#include "verbs/verbs.h"

#define WAIT_S 60

struct recv_args {
	char name[HP_OBJECT_LEN + 1];	/* one letter more: a name that is too long is refused, not cut */
	const char *program;		/* NULL: as lines */
	uint32_t wait_s;
};

static int parse(struct session *s, int argc, char **argv, struct recv_args *a)
{
	size_t len = strlen(argv[1]);

	if (len > 3 && !strcmp(argv[1] + len - 3, ".ko"))	/* a file's suffix, not the name's */
		len -= 3;
	snprintf(a->name, sizeof(a->name), "%.*s", (int)len, argv[1]);
	a->wait_s = WAIT_S;
	for (int i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "wait") && i + 1 < argc) {
			if (!parse_number(s, "wait", argv[++i], 1, 86400, "seconds", &a->wait_s))
				return HPX_USAGE;
		} else if (recv_is_program(argv[i])) {
			a->program = argv[i];
		} else {
			return fail_found(s, HPX_USAGE, "recv", "wait SECONDS, rz or gkermit",
					  argv[i]);
		}
	}
	return 0;
}

/* Says so if "load NAME" would not take this file, and which one it would take. */
static void note_search(struct session *s, const char *name, const char *path)
{
	char *first = file_search(s, name, ".ko");

	if (!first)
		note(s, "%s is not in the search list, say its whole name", path);
	else if (strcmp(first, path))
		note(s, "\"%s\" alone means %s", name, first);
	free(first);
}

static void describe(struct session *s, const char *name, const struct patchfile *pf)
{
	int len = strcspn(pf->vermagic, " ");

	out_str(&s->out, "module", pf->name);
	out_fmt(&s->out, "kernel", "%.*s", len, pf->vermagic);
	out_array(&s->out, "targets");
	out_text(&s->out, "  module %s for %.*s replaces", pf->name, len, pf->vermagic);
	for (uint32_t i = 0; i < pf->nfuncs; i++) {
		out_text(&s->out, "%s %s", i ? "," : "", pf->funcs[i].target.name);
		out_str(&s->out, NULL, pf->funcs[i].target.name);
	}
	out_text(&s->out, "\n");
	out_end(&s->out);
	if (strcmp(pf->name, name))
		note(s, "it calls itself %s", pf->name);
	if (strlen(s->release) != (size_t)len || strncmp(s->release, pf->vermagic, len))
		note(s, "this kernel is %s", s->release);
}

/* Stores the file, unless it is no patch that load would take: then it is refused. */
static int accept_file(struct session *s, struct incoming *in, const uint8_t *file, size_t size,
		       bool answer)
{
	char path[512], hex[DIGEST_SIZE], what[192];
	struct patchfile pf;
	struct pf_error err;
	int ret;

	if (patchfile_parse(&pf, file, size, &err)) {
		incoming_drop(in);
		snprintf(what, sizeof(what), "%s: %s", in->name, err.what);
		return fail_found(s, HPX_FAILED, what, err.expected, err.found);
	}
	ret = incoming_store(s, in, file, size);
	if (!ret && answer)	/* before the rest, which is for people: the sender can end */
		recv_answer(s, "done");
	if (!ret) {
		snprintf(path, sizeof(path), "%s/" INCOMING "/%s.ko", statedir_path(), in->name);
		digest_data(file, size, hex);
		out_str(&s->out, "path", path);
		out_uint(&s->out, "bytes", size);
		out_str(&s->out, "sha256", hex);
		out_text(&s->out, "%s: %zu bytes\n  sha256 %s\n", path, size, hex);
		describe(s, in->name, &pf);
		note_search(s, in->name, path);
	}
	patchfile_free(&pf);
	return ret;
}

static int by_program(struct session *s, struct incoming *in, const char *program)
{
	uint8_t *file = NULL;
	size_t size = 0;
	int ret = recv_by_program(s, in, program, &file, &size);

	if (!ret)
		ret = accept_file(s, in, file, size, false);
	free(file);
	return ret;
}

static int by_lines(struct session *s, struct incoming *in, uint32_t wait_s)
{
	uint8_t *file = NULL;
	size_t size = 0;
	int ret;

	if (!s->in)
		return fail_found(s, HPX_FAILED, "recv", "an input to read from", "none");
	ret = s->in->begin(s->in);
	if (ret)
		return fail_found(s, HPX_FAILED, "the terminal", "one that can be made raw",
				  strerror(-ret));
	ret = recv_lines(s, in, wait_s, &file, &size);
	if (!ret)
		ret = accept_file(s, in, file, size, true);
	free(file);
	if (ret && ret != HPX_AGAIN)	/* HPX_AGAIN: asked again, it tells what is missing */
		recv_answer(s, "failed");
	s->in->end(s->in);
	return ret;
}

VERB(recv)
{
	struct recv_args a = { .program = NULL };
	struct incoming in;
	int ret;

	s->outcome.looked = argc < 2;
	if (argc < 2)
		return incoming_list(s);
	ret = parse(s, argc, argv, &a);
	if (!ret)
		ret = incoming_open(s, a.name, &in);
	if (ret)
		return ret;
	out_str(&s->out, "name", in.name);
	ret = a.program ? by_program(s, &in, a.program) : by_lines(s, &in, a.wait_s);
	incoming_close(&in);
	return ret;
}
