// SPDX-License-Identifier: GPL-2.0-only
/* rig.c - see rig.h. */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "rig/rig.h"
#include "device/connect.h"
#include "files/search.h"
#include "files/statedir.h"
#include "verbs/verbs.h"

const char *rig_dir = ".";

void rig_start(struct rig *r, bool json)
{
	/* Without it, what is done here would go into the history of the machine that the tests run on. */
	if (!getenv(STATE_ENV))
		fail_msg("%s names no directory", STATE_ENV);
	memset(r, 0, sizeof(*r));
	fake_init(&r->f);
	r->to = open_memstream(&r->buf, &r->size);
	assert_non_null(r->to);
	session_init(&r->s, &r->f.t, r->to, json);
	r->s.verbs = verbs;
	searchlist_set(&r->s, rig_dir);
	r->s.btf_dir = "/nonexistent";	/* this machine's types are not the fake's */
	r->s.kernel_root = "/nonexistent";	/* nor are its settings */
}

void rig_end(struct rig *r)
{
	device_close(&r->s);
	searchlist_end(&r->s);
	fclose(r->to);
	free(r->buf);
}

int rig_run(struct rig *r, const char *line)
{
	rewind(r->to);
	return dispatch_line(&r->s, line, FINISH_LINE);
}

const char *rig_said(struct rig *r)
{
	fputc('\0', r->to);
	fflush(r->to);
	return r->buf;
}

void rig_expect(struct rig *r, const char *line, int code, const char *text)
{
	int got = rig_run(r, line);
	const char *said = rig_said(r);

	if (got != code)
		fail_msg("\"%s\" ended with %d, not %d:\n%s", line, got, code, said);
	if (text && !strstr(said, text))
		fail_msg("\"%s\" did not say \"%s\":\n%s", line, text, said);
}

void rig_shell(const char *format, ...)
{
	char command[PATH_MAX * 2];
	va_list ap;

	va_start(ap, format);
	vsnprintf(command, sizeof(command), format, ap);
	va_end(ap);
	assert_int_equal(system(command), 0);
}

static char functions[PATH_MAX];

void rig_functions(struct rig *r, const char *id, const char *lines)
{
	snprintf(functions, sizeof(functions), "%s/%s.hpfun", rig_dir, r->s.release);
	rig_shell("printf 'include/a.h\\n\\n%s' | perl -MCompress::Zlib -0777 -ne '"
		  "$_ = (\"%s\" x 20) . \"\\n\" . $_; printf \"hpfun 2 %%08x %%s\", crc32($_), $_' |"
		  "xz -c --format=lzma >%s", lines, id, functions);
}

void rig_no_functions(void)
{
	if (*functions)
		unlink(functions);
	functions[0] = '\0';
}

void rig_text(char path[32], const char *text)
{
	ssize_t len = strlen(text);
	int fd;

	strcpy(path, "/tmp/hp-text-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
}

void rig_block(struct rig *r, uint32_t kind, uint32_t never)
{
	struct hp_blocker *b = &r->f.blockers[0];

	b->pid = 123;
	b->kind = kind;
	b->never = never;
	b->state = 'S';
	b->nframes = 2;
	b->frames[0] = 0xffffffff81000010ull;
	b->frames[1] = 0x1234;
	b->hit = b->frames[0];
	memcpy(b->comm, "evil\x1b[2Jno-end!!", 16);	/* no NUL at its end */
	r->f.blocked = 1;
}
