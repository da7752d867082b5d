// SPDX-License-Identifier: GPL-2.0-only
/* hpsym_made.c - see hpsym_made.h. */
#include "hpsym_made.h"

void add(struct made *m, const char *name, uint64_t addr, uint64_t size, char type, uint32_t file)
{
	struct symbol s = { .name = name, .addr = addr, .size = size, .type = type, .file = file };
	struct fail f = { "" };

	assert_int_equal(symset_add(&m->set, &s, &f), 0);
}

uint32_t add_file(struct made *m, const char *name)
{
	struct fail f = { "" };
	uint32_t nr;

	assert_int_equal(symset_add_file(&m->set, name, &nr, &f), 0);
	return nr;
}

void make(struct made *m)
{
	struct bytes b = { 0 };
	struct fail f = { "" };

	symset_sort(&m->set);
	assert_int_equal(out_table(&b, &m->set, &f), 0);
	m->p = malloc(b.len);
	assert_non_null(m->p);
	memcpy(m->p, b.p, b.len);
	m->len = b.len;
	free(b.p);
	assert_int_equal(hpsym_open(&m->t, m->p, m->len), 0);
}

void drop(struct made *m)
{
	symset_free(&m->set);
	free(m->p);
}

void fill(struct made *m, unsigned int n)
{
	static const char *const forms[] = {
		"fn_%u", "__ksymtab_fn_%u", "__kstrtab_fn_%u", "fn_%u.cold", "event_alone_%u",
		"_%u_x", "dup", "a_long_name_of_which_the_most_is_in_its_neighbour_too_%u",
		"__pfx_fn_%u", "%u",
	};
	uint32_t file = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		char text[100];

		if (i % 6 == 0) {
			snprintf(text, sizeof(text), "drivers/dir%u/part.c", i / 12);
			file = add_file(m, text);
		}
		snprintf(text, sizeof(text), forms[i % 10], i / 10);
		add(m, text, TEXT + i / 2 * 40 + i % 3, i % 4 * 20, "tTdDrA"[i % 6],
		    i % 5 ? file : 0);
	}
}
