// SPDX-License-Identifier: GPL-2.0-only
/* screen_test.c - what of the full screen needs no terminal: keys and their table, lines of
 * text, the search of names. */
#include <stdio.h>
#include <unistd.h>

#include "command/dispatch.h"
#include "rig/test.h"
#include "screen/names.h"
#include "screen/text.h"
#include "terminal/keys.h"
#include "terminal/terminfo.h"
#include "verbs/verbs.h"

/* Declared here, because <term.h> makes macros of everyday words. */
extern int setupterm(const char *term, int fd, int *err);
extern char *tigetstr(const char *name);
struct term;
extern int del_curterm(struct term *t);
extern struct term *cur_term;

static unsigned feed(struct keydec *d, const char *bytes, int *keys)
{
	unsigned n = 0;

	for (; *bytes; bytes++)
		n += keys_feed(d, *bytes, keys + n);
	return n;
}

static void test_key_sequences(void **state)
{
	static const struct {
		const char *bytes;
		int key;
	} table[] = {
		{ "\x1b[A", K_UP }, { "\x1bOA", K_UP }, { "\x1b[B", K_DOWN }, { "\x1bOD", K_LEFT },
		{ "\x1b[5~", K_PGUP }, { "\x1b[6~", K_PGDN }, { "\x1b[1~", K_HOME },
		{ "\x1b[4~", K_END }, { "\x1b[H", K_HOME }, { "\x1bOF", K_END }, { "\x1bOP", K_F1 },
		{ "\x1b[[A", K_F1 }, { "\x1b[11~", K_F1 }, { "\x1b[3~", K_DELETE },
		{ "\x1b[1;5A", K_UP }, { "\x1bOM", '\r' }, { "\x1b[99~", K_STRANGE },
		{ "\x1b[200~", K_STRANGE }, { "\x1b[1;2;3;4;5;6;7;8;9R", K_STRANGE },
		{ "q", 'q' }, { "\r", '\r' }, { "\xe4", 0xe4 },
	};
	struct keydec d = { 0 };
	int keys[8];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(feed(&d, table[i].bytes, keys), 1);
		assert_int_equal(keys[0], table[i].key);
		assert_int_equal(d.n, 0);
	}
}

static void test_escape_by_itself(void **state)
{
	struct keydec d = { 0 };
	int keys[8];

	(void)state;
	assert_int_equal(keys_timeout(&d), K_NONE);
	assert_int_equal(feed(&d, "\x1b", keys), 0);
	assert_int_equal(keys_timeout(&d), K_ESC);
	assert_int_equal(feed(&d, "\x1bq", keys), 2);
	assert_int_equal(keys[0], K_ESC);
	assert_int_equal(keys[1], 'q');
	assert_int_equal(feed(&d, "\x1b\x1b", keys), 1);
	assert_int_equal(keys[0], K_ESC);
	assert_int_equal(keys_timeout(&d), K_ESC);
	assert_int_equal(feed(&d, "\x1b[5", keys), 0);	/* the line broke off */
	assert_int_equal(keys_timeout(&d), K_STRANGE);
}

/* The keys of flow control, and those of screen(1) and QEMU, do nothing. */
static void test_unbound_keys(void **state)
{
	(void)state;
	for (int view = 0; view < VIEWS; view++) {
		assert_null(binding_of(CONTROL('S'), view));
		assert_null(binding_of(CONTROL('Q'), view));
		assert_null(binding_of(CONTROL('A'), view));
		assert_null(binding_of(0xe4, view));
		assert_null(binding_of(K_STRANGE, view));
	}
}

static void test_table_of_keys(void **state)
{
	(void)state;
	for (const struct binding *b = bindings; b->key; b++) {
		assert_true(b->key < K_UP);		/* a character, no special key */
		assert_non_null(b->text);
		for (int view = 0; view < VIEWS; view++)
			if (b->in & IN(view))
				assert_ptr_equal(binding_of(b->key, view), b);	/* bound once */
	}
}

/* Each key that changes the kernel asks before it does. */
static void test_changes_ask(void **state)
{
	char line[128], *argv[MAX_ARGS + 1];
	const struct verb *v;

	(void)state;
	for (const struct binding *b = bindings; b->key; b++) {
		if (b->act == ACT_RETRY)
			assert_true(binding_changes(b));
		if (b->act != ACT_VERB)
			continue;
		snprintf(line, sizeof(line), "%s", b->verb);
		assert_true(split_line(line, argv, MAX_ARGS) > 0);
		for (v = verbs; v->name && strcmp(v->name, argv[0]); v++)
			;
		assert_non_null(v->name);
		assert_int_equal(!!(v->flags & VF_CHANGES), binding_changes(b));
		if (binding_changes(b))
			assert_non_null(b->question);
	}
}

static void test_hints_fit(void **state)
{
	char buf[256];

	(void)state;
	for (int view = 0; view < VIEWS; view++)
		for (int unlocked = 0; unlocked < 2; unlocked++)
			for (size_t columns = 10; columns < 200; columns += 7) {
				keys_hints(view, unlocked, buf, columns);
				assert_true(strlen(buf) < columns);
			}
	keys_hints(VIEW_PATCHES, false, buf, 80);
	assert_null(strstr(buf, "revert"));
	assert_non_null(strstr(buf, "? help  q quit  w unlock"));
	keys_hints(VIEW_PATCHES, true, buf, 80);
	assert_non_null(strstr(buf, "r revert"));
}

static void test_text(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_add_all(&t, "one\n  a line that is too long for twenty\n\nxxxxxxxxxxxxxxxxxxxxxxxx\n"
		     "\x1b[2J\xff", 20);
	assert_string_equal(text_at(&t, 0), "one");
	assert_string_equal(text_at(&t, 1), "  a line that is too");
	assert_string_equal(text_at(&t, 2), "    long for twenty");
	assert_string_equal(text_at(&t, 3), "");
	assert_string_equal(text_at(&t, 4), "xxxxxxxxxxxxxxxxxxxx");
	assert_string_equal(text_at(&t, 5), "  xxxx");
	assert_string_equal(text_at(&t, 6), "?[2J?");
	assert_int_equal(t.n, 7);
	text_drop(&t, 5);
	assert_int_equal(t.n, 2);
	assert_string_equal(text_at(&t, 1), "?[2J?");
	assert_string_equal(text_at(&t, 2), "");
	text_drop(&t, 9);
	assert_int_equal(t.n, 0);
	text_free(&t);
}

static void read_names(struct names *n, const char *lines)
{
	char path[] = "/tmp/names.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
	close(fd);
	names_open(n, path, NULL, 0);
	while (names_read(n))
		;
	unlink(path);
}

static const char *hit(const struct names *n, uint32_t i)
{
	char type;

	return names_hit(n, i, &type);
}

static void test_names(void **state)
{
	struct names n;
	char type;

	(void)state;
	read_names(&n, "0 t zz_foo\n0 T foo_bar\n0 t foo\t[mod]\n0 t foo\n0 t foo\n\nnonsense\n0 x\n"
		   "0 T foofoo\n0 d other");
	assert_int_equal(n.n, 7);
	names_find(&n, "foo");
	assert_int_equal(n.nhits, 5);
	assert_string_equal(hit(&n, 0), "foo");			/* twice, shown once */
	assert_string_equal(hit(&n, 1), "foo [mod]");
	assert_string_equal(hit(&n, 2), "foo_bar");
	assert_string_equal(hit(&n, 3), "foofoo");
	assert_string_equal(hit(&n, 4), "zz_foo");
	assert_null(hit(&n, 5));
	names_hit(&n, 2, &type);
	assert_int_equal(type, 'T');
	names_find(&n, "Tfoo");			/* the type's letter is no part of the name */
	assert_int_equal(n.nhits, 0);
	names_find(&n, "T");
	assert_int_equal(n.nhits, 0);
	names_find(&n, "d");
	assert_int_equal(n.nhits, 1);		/* that of "foo [mod]" */
	names_find(&n, "other");
	assert_int_equal(n.nhits, 1);
	names_find(&n, "nothing");
	assert_int_equal(n.nhits, 0);
	names_find(&n, "");
	assert_int_equal(n.nhits, 7);
	names_close(&n);
}

static void test_no_names(void **state)
{
	struct names n;

	(void)state;
	names_open(&n, "/no/such/file", NULL, 0);
	assert_false(names_read(&n));
	names_find(&n, "foo");
	assert_int_equal(n.nhits, 0);
	names_close(&n);
	names_open(&n, "/no/such/file", strdup("no table"), 8);
	assert_false(names_read(&n));
	names_close(&n);
}

/* A box without terminfo uses our entries.  That these are ours shows in that they know no keys. */
static void test_terminals_of_ours(void **state)
{
	unsigned n = 0;
	int err;

	(void)state;
	for (const struct terminfo_entry *e = terminfo_entries; e->name; e++, n++) {
		setenv("TERMINFO", e->entry, 1);
		assert_int_equal(setupterm(e->name, STDOUT_FILENO, &err), 0);
		assert_non_null(tigetstr("cup"));
		assert_null(tigetstr("kcuu1"));
		del_curterm(cur_term);
	}
	unsetenv("TERMINFO");
	assert_true(n >= 10);
	assert_false(terminfo_known("no-such-terminal"));
	assert_null(getenv("TERMINFO"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key_sequences),
		cmocka_unit_test(test_escape_by_itself),
		cmocka_unit_test(test_unbound_keys),
		cmocka_unit_test(test_table_of_keys),
		cmocka_unit_test(test_changes_ask),
		cmocka_unit_test(test_hints_fit),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_names),
		cmocka_unit_test(test_terminals_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
