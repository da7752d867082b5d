// SPDX-License-Identifier: GPL-2.0-only
/* sym.c - sym: look up by name or address. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "output/clean.h"
#include "report/blockers.h"
#include "report/functions.h"
#include "report/show.h"
#include "report/symspec.h"
#include "verbs/verbs.h"

#define SYM_MAX 512

static int by_address(struct session *s, uint64_t addr)
{
	struct hp_symbolize q = { .addr = addr };
	char text[384];
	int ret = contract_call(s, HP_IOC_SYMBOLIZE, &q);

	if (ret)
		return failure(s, exit_of_errno(-ret), "0x%llx: %s", (unsigned long long)addr,
			       strerror(-ret));
	if (!*q.sym.name) {
		snprintf(text, sizeof(text), "0x%llx", (unsigned long long)addr);
		return fail_found(s, HPX_FAILED, text, "an address within a function or datum",
				  "none there");
	}
	out_text(&s->out, "%s\n", symbolize(s, addr, text, sizeof(text)));
	out_uint(&s->out, "offset", q.offset);
	out_array(&s->out, "symbols");
	show_symbol(s, &q.sym, 1);
	out_end(&s->out);
	return 0;
}

/* h: NULL where nothing is known of functions. */
static int not_ok(struct session *s, const struct hp_lookup *l, const struct hpfun *h)
{
	char ref[384], expected[64], found[256] = "none";

	ref_text(ref, sizeof(ref), &l->ref);
	switch (l->status) {
	case HP_SYM_NO_POSITION:
		snprintf(expected, sizeof(expected), "at least %u of that name", l->ref.pos);
		snprintf(found, sizeof(found), "%u", l->count);
		return fail_found(s, HPX_FAILED, ref, expected, found);
	case HP_SYM_NO_FILES:
		return fail_found(s, HPX_FAILED, ref, "a symbol table with file names (table FILE)",
				  s->info.flags & HP_HAS_TABLE ? "one without" : "none");
	case HP_SYM_NOT_FOUND:
		if (h && !*l->ref.object && !*l->ref.file)
			functions_instead(h, l->ref.name, found, sizeof(found));
		return fail_found(s, HPX_FAILED, ref, "a symbol of the kernel", found);
	default:
		return fail_found(s, HPX_FAILED, ref, "a symbol", text_sym_status(l->status));
	}
}

static bool is_function(const struct hp_sym *sym)
{
	return sym->type && strchr("tTwW", (char)sym->type);
}

/* Of one function: can it be replaced? */
static void show_replaceable(struct session *s, const struct hp_symref *ref)
{
	struct hp_target t = { .ref = *ref };
	struct hp_check c = { .targets = (uintptr_t)&t, .count = 1 };

	if (!contract_call(s, HP_IOC_CHECK, &c) && t.sym.status == HP_SYM_OK)
		show_verdict(s, &t);
}

/* All symbols of the name; in text what is known of a function stands below its line, for programs in an array. */
static void show_all(struct session *s, const struct hp_lookup *l, const struct hp_sym *syms, uint32_t n,
		     const struct hpfun *h)
{
	uint32_t first = l->status == HP_SYM_OK && l->ref.pos && n == 1 ? l->ref.pos : 1;

	out_array(&s->out, "symbols");
	for (uint32_t i = 0; i < n; i++) {
		show_symbol(s, &syms[i], first + i);
		if (h && !s->out.json)
			functions_show(s, h, &syms[i], first + i);
	}
	out_end(&s->out);
	if (s->out.json && h) {
		out_array(&s->out, "functions");
		for (uint32_t i = 0; i < n; i++)
			functions_show(s, h, &syms[i], first + i);
		out_end(&s->out);
	}
	if (l->status == HP_SYM_OK && n == 1 && is_function(&syms[0]))
		show_replaceable(s, &l->ref);
}

static int by_name(struct session *s, const struct hp_symref *ref)
{
	struct hp_lookup l = { .ref = *ref, .max = SYM_MAX };
	struct hp_sym *syms = calloc(SYM_MAX, sizeof(*syms));
	struct hpfun h;
	uint32_t n;
	bool known;
	int ret;

	l.syms = (uintptr_t)syms;
	ret = syms ? contract_call(s, HP_IOC_LOOKUP, &l) : -1;
	if (ret) {
		free(syms);
		return failure(s, exit_of_errno(-ret), "%s: %s", ref->name, strerror(-ret));
	}
	n = l.count < l.max ? l.count : l.max;
	out_str(&s->out, "status", word_sym_status(l.status));
	out_uint(&s->out, "count", l.count);
	known = functions_open(s, &h);
	show_all(s, &l, syms, n, known ? &h : NULL);
	free(syms);
	ret = 0;
	if (l.status == HP_SYM_AMBIGUOUS)	/* no failure: the list is what was asked for */
		out_text(&s->out, "%u bear the name: say %s@FILE or %s#POSITION\n", l.count,
			 ref->name, ref->name);
	else if (l.status)
		ret = not_ok(s, &l, known ? &h : NULL);
	if (known)
		hpfun_close(&h);
	return ret;
}

/* May it be a name, but one that is too long for the module?  Those of Rust may be (KSYM_NAME_LEN). */
static bool is_long(const char *text)
{
	return strlen(text) >= HP_NAME_LEN && clean_already(text) && !strpbrk(text, ":@# ");
}

/* The module is asked by the addresses that kallsyms has for the name. */
static int by_long_name(struct session *s, const char *name)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	unsigned long long addr;
	char *line = NULL;
	size_t size = 0;
	uint32_t n = 0;
	int ret = 0;

	out_array(&s->out, "symbols");
	while (!ret && f && getline(&line, &size, f) > 0) {
		struct hp_symbolize q = { 0 };
		int at = -1;		/* stays so where the line ends behind the number */

		line[strcspn(line, "\t\n")] = '\0';
		if (sscanf(line, "%llx %*c %n", &addr, &at) != 1 || at < 0 || strcmp(line + at, name) ||
		    !addr)
			continue;
		q.addr = addr;
		ret = contract_call(s, HP_IOC_SYMBOLIZE, &q);
		if (!ret && !q.offset)
			show_symbol_named(s, &q.sym, name, ++n);
	}
	out_end(&s->out);
	free(line);
	if (f)
		fclose(f);
	if (ret)
		return failure(s, exit_of_errno(-ret), "%s: %s", name, strerror(-ret));
	if (!n)
		return fail_found(s, HPX_FAILED, name, "a symbol in /proc/kallsyms", "none");
	out_text(&s->out, "a name of %zu letters: it can be looked up, but neither replaced nor used by a patch, whose "
		 "names have up to %d\n", strlen(name), HP_NAME_LEN - 1);
	return 0;
}

VERB(sym)
{
	struct symspec spec;
	const char *wrong = symspec_parse(argv[1], &spec);
	char found[80];

	(void)argc;
	if (is_long(argv[1])) {
		out_str(&s->out, "symbol", argv[1]);
		return by_long_name(s, argv[1]);
	}
	if (wrong) {
		snprintf(found, sizeof(found), "\"%.64s\"", argv[1]);
		return fail_found(s, HPX_USAGE, "sym", wrong, found);
	}
	out_str(&s->out, "symbol", argv[1]);
	return spec.is_addr ? by_address(s, spec.addr) : by_name(s, &spec.ref);
}
