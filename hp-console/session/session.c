// SPDX-License-Identifier: GPL-2.0-only
/* session.c - start of a session, its failures and notes. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "output/clean.h"
#include "session/session.h"

volatile sig_atomic_t session_interrupted;

void session_init(struct session *s, struct transport *dev, FILE *to, bool json)
{
	struct utsname u;

	memset(s, 0, sizeof(*s));
	s->dev = dev;
	out_init(&s->out, to, json);
	if (!uname(&u))
		snprintf(s->release, sizeof(s->release), "%.64s", u.release);
	s->btf_dir = "/sys/kernel/btf";
	s->kernel_root = "";
}

int failure(struct session *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->text, sizeof(s->text), fmt, ap);
	va_end(ap);
	s->expected[0] = s->found[0] = '\0';
	clean_text(s->text);	/* a failure is printed as one line */
	return code;
}

int fail_found(struct session *s, int code, const char *what, const char *expected,
	       const char *found)
{
	failure(s, code, "%s: expected %s, found %s", what, expected, found);
	snprintf(s->expected, sizeof(s->expected), "%s", expected);
	snprintf(s->found, sizeof(s->found), "%s", found);
	return code;
}

void note(struct session *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	clean_text(text);
	if (s->out.json)
		fprintf(stderr, "note: %s\n", text);
	else
		out_text(&s->out, "note: %s\n", text);
}
