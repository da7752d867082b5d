// SPDX-License-Identifier: GPL-2.0-only
/* recv_test.c - the verb recv, with its input in memory: what is kept, asked for, refused,
 * and what others may have put where it keeps things. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "files/search.h"
#include "files/statedir.h"
#include "rig/rig.h"
#include "send/pack.h"
#include "session/input.h"

struct memory_input {
	struct input in;
	const char *text;
	unsigned begun, ended;
};

static int memory_begin(struct input *in)
{
	((struct memory_input *)in)->begun++;
	return 0;
}

static ssize_t memory_read(struct input *in, char *buf, size_t size, int timeout_ms)
{
	struct memory_input *m = (struct memory_input *)in;

	(void)size;
	(void)timeout_ms;
	if (!*m->text)
		return -ENODATA;
	*buf = *m->text++;
	return 1;
}

static void memory_end(struct input *in)
{
	((struct memory_input *)in)->ended++;
}

static struct memory_input input = {
	.in = { .begin = memory_begin, .read = memory_read, .end = memory_end },
};
static struct rig r;
static char state[64], incoming[80];
static uint8_t fix[64 << 10], *packed;
static size_t fix_size;
static struct wire_head head;

static int start(void **arg)
{
	(void)arg;
	snprintf(state, sizeof(state), "/tmp/hp-recv-XXXXXX");
	if (!mkdtemp(state))
		return -1;
	snprintf(incoming, sizeof(incoming), "%s/incoming", state);
	setenv(STATE_ENV, state, 1);
	rig_start(&r, false);
	searchlist_set(&r.s, incoming);
	r.s.in = &input.in;
	return mkdir(incoming, 0700);
}

static int end(void **arg)
{
	char command[80];

	(void)arg;
	rig_end(&r);
	unsetenv(STATE_ENV);
	snprintf(command, sizeof(command), "rm -rf %s", state);
	return system(command);
}

/* Lines from..to of the transfer, as text; those that skip says are left out. */
static const char *lines(const struct wire_head *h, const uint8_t *data, uint32_t from,
			 uint32_t to, uint32_t skip)
{
	static char text[64 << 10];
	size_t at = 0;

	for (uint32_t nr = from; nr <= to; nr++) {
		if (nr == skip)
			continue;
		if (nr)
			wire_put_data(text + at, h, nr, data);
		else
			wire_put_head(text + at, h);
		at += strlen(text + at);
		text[at++] = '\n';
	}
	strcpy(text + at, "#end\n");
	return text;
}

static const char *fix_lines(uint32_t from, uint32_t to, uint32_t skip)
{
	return lines(&head, packed, from, to < wire_lines(&head) ? to : wire_lines(&head), skip);
}

static void recv_of(const char *text, const char *command, int code, const char *said)
{
	input.text = text;
	input.begun = input.ended = 0;
	rig_expect(&r, command, code, said);
	assert_int_equal(input.begun, input.ended);
}

static bool there(const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", incoming, name);
	return !access(path, F_OK);
}

static void test_whole(void **arg)
{
	(void)arg;
	recv_of(fix_lines(0, -1, -1), "recv fix", 0, "module fix for 6.1.0-test replaces "
		"meminfo_proc_show, cmdline_proc_show\n");
	assert_true(there("fix.ko"));
	assert_false(there("fix.part"));
	rig_expect(&r, "recv", 0, "  fix ");
	rig_expect(&r, "check fix", 0, "meminfo_proc_show");
	recv_of(fix_lines(0, -1, -1), "recv fix.ko", 0, "fix.ko");
	recv_of(fix_lines(0, -1, -1), "recv other", 0, "note: it calls itself fix\n");
}

static void test_goes_on(void **arg)
{
	(void)arg;
	recv_of(fix_lines(0, 4, 2), "recv fix", HPX_AGAIN, "missing are 2,5-");
	assert_true(there("fix.part"));
	assert_false(there("fix.ko"));
	rig_expect(&r, "recv", 0, "  3 of ");
	recv_of(fix_lines(5, -1, -1), "recv fix", HPX_AGAIN, "missing are 2\n");
	recv_of("", "recv fix", HPX_AGAIN, "missing are 2\n");
	recv_of(fix_lines(2, 2, -1), "recv fix", 0, "fix.ko");
	assert_false(there("fix.part"));
	recv_of("nonsense\n", "recv fix", HPX_AGAIN, "found none\n");
	assert_false(there("fix.part"));
}

static void test_another(void **arg)
{
	struct wire_head h;
	uint8_t *data;

	(void)arg;
	assert_int_equal(pack(fix, fix_size - 1, &h, &data), 0);
	recv_of(fix_lines(0, 4, -1), "recv fix", HPX_AGAIN, NULL);
	recv_of(lines(&h, data, 2, 3, -1), "recv fix", HPX_AGAIN, "4; \"recv fix\"");
	recv_of(lines(&h, data, 0, 3, 1), "recv fix", HPX_AGAIN, "note: fix: another file's");
	assert_non_null(strstr(rig_said(&r), "2; \"recv fix\""));
	recv_of(fix_lines(0, -1, -1), "recv fix", 0, NULL);
	free(data);
}

/* All lines have right checks, but the file is not what the head says, or is no module. */
static void test_lies(void **arg)
{
	struct wire_head h = head;
	uint8_t *data;
	char text[4096];

	(void)arg;
	h.sha256[0] ^= 1;
	recv_of(lines(&h, packed, 0, wire_lines(&h), -1), "recv fix", HPX_FAILED, "the SHA-256");
	assert_false(there("fix.part") || there("fix.ko"));
	h = head;
	h.size = 100;
	recv_of(lines(&h, packed, 0, wire_lines(&h), -1), "recv fix", HPX_FAILED,
		"expected 100 bytes after decompression");
	assert_false(there("fix.part") || there("fix.ko"));
	memset(text, 'x', sizeof(text));
	assert_int_equal(pack((uint8_t *)text, sizeof(text), &h, &data), 0);
	recv_of(lines(&h, data, 0, wire_lines(&h), -1), "recv fix", HPX_FAILED,
		"ERR 1 fix: not a kernel module: expected an ELF file, found text");
	assert_false(there("fix.part") || there("fix.ko"));
	free(data);
}

static void test_words(void **arg)
{
	static const char *const wrong[] = {
		"recv ../fix", "recv .fix", "recv a/b", "recv -x", "recv ''", "recv a.b",
		"recv a b", "recv a wait", "recv a wait 0", "recv a wait x", "recv a wait 99999999",
		"recv aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffff",
	};

	(void)arg;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		recv_of("", wrong[i], HPX_USAGE, NULL);
	recv_of("", "recv aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffff", HPX_AGAIN,
		"found none");
	recv_of(fix_lines(0, -1, -1), "recv a wait 3", 0, NULL);
	r.s.in = NULL;
	rig_expect(&r, "recv a", HPX_FAILED, "an input to read from");
}

static void test_json(void **arg)
{
	(void)arg;
	r.s.out.json = true;
	recv_of(fix_lines(0, -1, 3), "recv fix", HPX_AGAIN, "\"missing\":\"3\",\"bad\":0");
	rig_expect(&r, "recv", 0, "\"name\":\"fix\",\"whole\":false");
	recv_of(fix_lines(3, 3, -1), "recv fix", 0, "\"targets\":[\"meminfo_proc_show\"");
}

/* What others have put in place of the .part file is neither written to nor believed. */
static void test_strangers(void **arg)
{
	int dir = open(incoming, O_RDONLY | O_DIRECTORY), fd;
	char text[] = "#hp1:5:5:nonsense\n#1:AAAA\n\0\n#end\n";

	(void)arg;
	fd = openat(dir, "else", O_RDWR | O_CREAT, 0600);
	assert_int_equal(symlinkat("else", dir, "fix.part"), 0);
	recv_of(fix_lines(0, 1, -1), "recv fix", HPX_FAILED, "a file of ours");
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	close(fd);
	unlinkat(dir, "fix.part", 0);
	assert_int_equal(mkfifoat(dir, "fix.part", 0600), 0);
	recv_of("", "recv fix", HPX_FAILED, "a file of ours");
	unlinkat(dir, "fix.part", 0);
	fd = openat(dir, "fix.part", O_RDWR | O_CREAT, 0600);
	assert_int_equal(linkat(dir, "fix.part", dir, "elsewhere", 0), 0);
	recv_of("", "recv fix", HPX_FAILED, "a file of ours");
	unlinkat(dir, "elsewhere", 0);
	assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
	recv_of(fix_lines(1, 2, -1), "recv fix", HPX_AGAIN, "the head (line 0) missing");
	assert_int_equal(flock(openat(dir, "fix.part", O_RDWR | O_CREAT, 0600), LOCK_EX), 0);
	recv_of("", "recv fix", HPX_AGAIN, "another one does");
	close(fd);
	close(dir);
}

/* What another console does between our open() and our lock: nothing by default. */
static void (*before_lock)(void);
static unsigned locks;

/* Takes the place of libc's flock(), to call before_lock first. */
int flock(int fd, int how)
{
	locks++;
	if (before_lock)
		before_lock();
	return syscall(SYS_flock, fd, how);
}

static void in_incoming(const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", incoming, name);
}

/* The other console finishes: the .part that we have opened has no name any more. */
static void other_is_done(void)
{
	char path[128];

	in_incoming("fix.part", path);
	assert_int_equal(unlink(path), 0);
	before_lock = NULL;
}

/* The same, and a third console begins: there is another .part of that name. */
static void other_begins(void)
{
	char path[128];

	other_is_done();
	in_incoming("fix.part", path);
	close(open(path, O_WRONLY | O_CREAT, 0600));
}

static void always_gone(void)
{
	other_is_done();
	before_lock = always_gone;
}

static void test_removed_before_lock(void **arg)
{
	char path[128];

	(void)arg;
	in_incoming("fix.part", path);
	for (int i = 0; i < 2; i++) {
		locks = 0;
		before_lock = i ? other_begins : other_is_done;
		recv_of(fix_lines(0, 5, -1), "recv fix", HPX_AGAIN, "found 5;");
		assert_int_equal(locks, 2);
		recv_of("", "recv fix", HPX_AGAIN, "found 5;");	/* the lines were kept */
		assert_int_equal(unlink(path), 0);
	}
	before_lock = always_gone;
	recv_of("", "recv fix", HPX_AGAIN, "a file that stays");
	before_lock = NULL;
}

/* Lines of an earlier time that were changed since, or cut off, are missing again. */
static void test_torn(void **arg)
{
	int dir = open(incoming, O_RDONLY | O_DIRECTORY), fd;
	struct stat st;

	(void)arg;
	recv_of(fix_lines(0, 5, -1), "recv fix", HPX_AGAIN, "found 5;");
	fd = openat(dir, "fix.part", O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pwrite(fd, "?", 1, 100), 1);
	assert_int_equal(ftruncate(fd, st.st_size - 10), 0);
	close(fd);
	close(dir);
	recv_of("", "recv fix", HPX_AGAIN, "found 3; \"recv fix\" goes on, missing are 1,5-");
	recv_of(fix_lines(0, -1, -1), "recv fix", 0, NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole, start, end),
		cmocka_unit_test_setup_teardown(test_goes_on, start, end),
		cmocka_unit_test_setup_teardown(test_another, start, end),
		cmocka_unit_test_setup_teardown(test_lies, start, end),
		cmocka_unit_test_setup_teardown(test_words, start, end),
		cmocka_unit_test_setup_teardown(test_json, start, end),
		cmocka_unit_test_setup_teardown(test_strangers, start, end),
		cmocka_unit_test_setup_teardown(test_removed_before_lock, start, end),
		cmocka_unit_test_setup_teardown(test_torn, start, end),
	};
	FILE *f = fopen(test_path(argc, argv, "patches/fix.ko"), "r");

	fix_size = f ? fread(fix, 1, sizeof(fix), f) : 0;
	if (!fix_size || fclose(f) || pack(fix, fix_size, &head, &packed))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
