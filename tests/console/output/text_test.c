// SPDX-License-Identifier: GPL-2.0-only
/*
 * text_test.c - text that others wrote is only shown: whatever is in it, it cannot begin a line, nor be a
 * command to a terminal.  A script that reads a line OK must be able to believe it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig/rig.h"
#include "device/klog.h"
#include "files/search.h"
#include "files/statedir.h"
#include "line/complete.h"

#define EVIL "x\nOK\nhp> \x1b[2J\x9b\x7f\xe2\x80\xae"	/* must never be shown as it is */

static char home[32];

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/hp-text-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	setenv("SUDO_USER", EVIL, 1);
	return setenv(STATE_ENV, home, 1);
}

static int gone(void **state)
{
	char command[80];

	(void)state;
	unsetenv("SUDO_USER");
	snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

/* Runs a line.  The console's last line is the only one that says how it ended. */
static void harmless(struct rig *r, const char *line)
{
	int code = rig_run(r, line);
	const char *said = rig_said(r), *end = strstr(said, code ? "ERR " : "OK\n");

	for (const char *p = said; *p; p++) {
		bool starts = p == said || p[-1] == '\n';

		if ((*p < ' ' || *p > '~') && *p != '\n')
			fail_msg("\"%s\": byte %02x is printed:\n%s", line, (unsigned char)*p, said);
		if (starts && (!strncmp(p, "OK", 2) || !strncmp(p, "hp> ", 4)) && strcmp(p, "OK\n"))
			fail_msg("\"%s\": a line that is not ours:\n%s", line, said);
	}
	if (!end)
		fail_msg("\"%s\" ended with %d and not with a line that says so:\n%s", line, code, said);
}

/* A copy of fix.ko in the search list whose description is another one. */
static void put_patch(struct rig *r, const char *description)
{
	char path[600], buf[16384], *at;
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/fix.ko", rig_dir);
	f = fopen(path, "re");
	assert_non_null(f);
	n = fread(buf, 1, sizeof(buf), f);
	fclose(f);
	at = memmem(buf, n, "a fix for tests", 15);
	assert_non_null(at);
	snprintf(at, 16, "%-15s", description);
	snprintf(path, sizeof(path), "%s/fix.ko", home);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(buf, 1, n, f), n);
	fclose(f);
	searchlist_set(&r->s, home);
}

static void test_description(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	put_patch(&r, "f\n  applied\nOK");
	harmless(&r, "check fix");
	harmless(&r, "show fix");
	rig_expect(&r, "list", 0, "f?  applied?OK");
	harmless(&r, "list");
	harmless(&r, "apply fix");
	harmless(&r, "show fix");
	rig_end(&r);
	rig_start(&r, true);
	put_patch(&r, "f\xc3\xbcr\nOK");
	rig_expect(&r, "list", 0, "\"description\":\"f\xc3\xbcr?OK");
	rig_end(&r);
}

/* All the strings of the device: names of patches, symbols and tasks, files, reasons. */
static void poison(struct rig *r)
{
	struct hp_patch *p = fake_patch(&r->f, "fix", HP_UNCONFIRMED);
	struct hp_blocker *b = &r->f.blockers[0];

	strcpy(fake_patch(&r->f, "other", HP_APPLIED)->name, EVIL);
	p->changed = 1;
	r->f.evil = EVIL;
	r->f.blocked = 1;
	*b = (struct hp_blocker){ .pid = 1, .state = '\n', .nframes = 1 };
	b->hit = b->frames[0] = 0xffffffff81000010ull;
	memcpy(b->comm, EVIL, sizeof(b->comm));
	r->f.check_verdict = (struct hp_verdict){ .reason = HP_R_UNBREAKABLE, .text = EVIL };
	r->f.verdict = r->f.check_verdict;
	r->f.events[0] = (struct hp_event){ .kind = HP_EV_APPLIED, .pid = 1, .patch = EVIL };
	memcpy(r->f.events[0].comm, EVIL, sizeof(b->comm));
	r->f.nevents = 1;
	strcpy(r->f.info.release, EVIL);
	strcpy(r->f.info.pending, EVIL);
	strcpy(r->f.info.machine, "x\nOK\n");
	r->f.log[0] = "5,1,5,-;hotpatch: event=ap\x1b[2Jplied patch=fix comm=\"a\rb\" depth=\x9b result=0\n";
}

static void test_device(void **state)
{
	static const char *const lines[] = {
		"status", "list", "show fix", "check fix", "blocking fix", "apply fix", "revert fix",
		"hits fix", "sym show", "sym 0xffffffff81000123", "events", "history", "cancel",
		"stub show 1", "load fix",
	};
	struct rig r;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		rig_start(&r, false);
		poison(&r);
		harmless(&r, lines[i]);
		r.f.op_error = -EPERM;
		r.f.npatches = 0;
		harmless(&r, lines[i]);
		rig_end(&r);
	}
}

static void test_words(void **state)
{
	static const char *const verbs[] = {
		"%s", "help '%s'", "apply '%s'", "apply fix '%s'", "apply fix within '%s'", "show './%s'",
		"table '%s'", "sym '%s'", "batch '%s'", "recv '%s'", "stub show '%s'", "history '%s'",
		"blocking fix '%s'", "revert '%s'", "unload '%s.ko'",
	};
	char line[128];
	struct rig r;

	(void)state;
	rig_start(&r, false);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		snprintf(line, sizeof(line), verbs[i], EVIL);
		harmless(&r, line);
	}
	harmless(&r, "history");	/* has all of the above, and SUDO_USER */
	assert_non_null(strstr(rig_said(&r), "for x?OK?hp> ?[2J"));
	rig_end(&r);
}

static void touch(const char *dir, const char *name)
{
	char path[600];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

/* Names of files: in the search list, in what was received, when completed. */
static void test_files(void **state)
{
	struct matches m;
	struct rig r;
	char dir[64];

	(void)state;
	rig_start(&r, false);
	put_patch(&r, "a fix");
	harmless(&r, "recv");
	snprintf(dir, sizeof(dir), "%s/incoming", home);
	touch(dir, EVIL ".ko");
	touch(dir, EVIL ".part");
	harmless(&r, "recv");
	touch(home, EVIL ".ko");
	harmless(&r, "list");
	harmless(&r, "check '" EVIL "'");
	complete(&r.s, "show ", &m);
	assert_int_equal(m.n, 1);	/* a name that cannot be printed is not offered: nobody can type it */
	assert_string_equal(m.word[0], "fix");
	matches_free(&m);
	rig_end(&r);
}

static void test_log(void **state)
{
	struct klog_line l;

	(void)state;
	assert_true(klog_parse("5,1,5,-;hotpatch: a\x1b[2J\x9b=\xc3\xbc\n DICT=x\n", &l));
	assert_string_equal(l.text, "hotpatch: a?[2J?=??");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_description, fresh, gone),
		cmocka_unit_test_setup_teardown(test_device, fresh, gone),
		cmocka_unit_test_setup_teardown(test_words, fresh, gone),
		cmocka_unit_test_setup_teardown(test_files, fresh, gone),
		cmocka_unit_test(test_log),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
