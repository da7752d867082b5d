// SPDX-License-Identifier: GPL-2.0-only
/*
 * sects.c - what the sections of a unit mean for a patch.
 *
 * Every section that data of a unit may lie in is in one of these lists.  One that is in none is refused: to leave it out would
 * drop something silently.  Names are of include/asm-generic/vmlinux.lds.h and of the headers that use them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cull/sects.h"
#include "cull/report.h"

/* name begins with one of the list: whole, or up to a '.' more */
static bool is_in(const char *const *list, const char *name)
{
	for (; *list; list++) {
		size_t n = strlen(*list);

		if (!strncmp(name, *list, n) && (!name[n] || name[n] == '.' || (*list)[n - 1] == '.'))
			return true;
	}
	return false;
}

bool sect_is_plain(const char *name)
{
	static const char *const list[] = {
		".data", ".bss", ".rodata", ".data.rel", ".data.rel.ro", ".data.rel.local", ".data.unlikely",
		".data..read_mostly", ".data..ro_after_init", ".data..percpu", ".data..cacheline_aligned", NULL,
	};
	static const char *const not_plain[] = { ".data..init", ".data..page_aligned", NULL };

	return is_in(list, name) && !is_in(not_plain, name);
}

bool sect_is_own(const char *name)
{
	static const char *const list[] = { "__dyndbg", ".data.once", ".data..once", "__tracepoint_str", NULL };

	return is_in(list, name);
}

bool sect_is_entry(const char *name)
{
	static const char *const list[] = { ".noinstr.text", ".entry.text", ".cpuidle.text", ".head.text", NULL };

	return is_in(list, name);
}

bool sect_goes_with_code(const char *name)
{
	static const char *const list[] = {
		".text", ".rodata", ".data.rel.ro", ".discard.", "__bug_table", "__jump_table", "__ex_table", ".altinstructions",
		".altinstr_replacement", ".altinstr_aux", ".smp_locks", "__mcount_loc", "__patchable_function_entries",
		".parainstructions", ".fixup", ".static_call_sites", NULL,
	};

	return is_in(list, name);
}

bool sect_is_patched_at_boot(const char *name)
{
	/* asm/runtime-const.h, since 6.11; of pointers those that asm_runtime_pointers() did not make loads of */
	return !strncmp(name, "runtime_ptr_", 12) || !strncmp(name, "runtime_shift_", 14);
}

bool sect_is_ignored(const char *name)
{
	static const char *const list[] = { ".discard.", ".note", "__ksymtab_strings", "__tracepoint_check", NULL };

	return is_in(list, name);
}

static const struct {
	const char *sect, *what;
} registers[] = {
	{ "___ksymtab", "an export" },
	{ "__ksymtab", "an export" },
	{ "___kcrctab", "an export" },
	{ ".export_symbol", "an export" },	/* linux/export.h, since 6.5 */
	{ ".initcall", "an initcall" },
	{ ".con_initcall", "an initcall" },
	{ ".exitcall", "an exit call" },
	{ "__param", "a module parameter" },
	{ ".modinfo", "a word about the module" },
	{ ".init.setup", "a word of the kernel's command line" },
	{ ".init.", "data for the boot" },
	{ ".exit.", "data for the unloading" },
	{ "__tracepoints", "a tracepoint" },
	{ "_ftrace_events", "a trace event" },
	{ "_ftrace_eval_map", "a trace event" },
	{ "__bpf_raw_tp_map", "a tracepoint" },
	{ "__syscalls_metadata", "a system call" },
	{ ".static_call", "a static call" },
	{ "__ex_table", "an entry of the exception table outside of a function" },
};

const char *sect_registers(const char *name)
{
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (!strncmp(name, registers[i].sect, strlen(registers[i].sect)))
			return registers[i].what;
	return NULL;
}

/* --- asm() outside of functions --------------------------------------------------------------- */

/* One statement without the numbers that the source's __COUNTER__ and __LINE__ gave. */
static char *without_numbers(const char *s)
{
	struct text t = { 0 };

	for (; *s; s++) {
		if (isdigit((unsigned char)*s) && t.len && (t.s[t.len - 1] == '_' || t.s[t.len - 1] == '#')) {
			if (t.s[t.len - 1] == '_')
				text_add(&t, "#", 1);
		} else if (isdigit((unsigned char)*s) && t.len && t.s[t.len - 1] == '#') {
			continue;
		} else {
			text_add(&t, s, 1);
		}
	}
	return t.s;
}

/* Blocks begin where a section does: the text of each, in its section. */
static void blocks(const struct unit_text *u, void (*each)(void *arg, const char *sect, char *block, const char *first), void *arg)
{
	struct text t = { 0 };
	const char *sect = NULL, *first = NULL;

	for (size_t i = 0; i <= u->ntop; i++) {
		const struct stmt *s = i < u->ntop ? &u->text.stmts[u->top[i]] : NULL;
		bool begins = s && (directive_args(s->text, ".section") || directive_args(s->text, ".pushsection"));

		if (t.len && (!s || begins)) {
			each(arg, sect, t.s, first ? first : "asm");
			t = (struct text){ 0 };
			first = NULL;
		}
		if (!s)
			break;
		if (begins || !sect)
			sect = u->text.sects[s->sect].name;
		if (s->kind == ST_LABEL && !first)
			first = s->text;
		text_printf(&t, "%s\n", without_numbers(s->text));
	}
}

static void note_block(void *arg, const char *sect, char *block, const char *first)
{
	(void)sect;
	(void)first;
	*names_add(arg, block) = arg;
}

struct against {
	struct patch *p;
	struct unit *u;
	struct names old;
};

static void compare_block(void *arg, const char *sect, char *block, const char *first)
{
	struct against *a = arg;
	const char *what = sect_registers(sect);

	if (names_find(&a->old, block) || sect_is_ignored(sect) || is_left(a->p, a->u, first))
		return;
	if (what)
		refuse(a->p, a->u, first, "%s, which the kernel takes note of only when it boots or loads a module", what);
	else
		refuse(a->p, a->u, first, "assembler outside of functions is new or changed, in section %s", sect);
}

void check_top(struct patch *p, struct unit *u)
{
	struct against a = { .p = p, .u = u };

	blocks(&u->old, note_block, &a.old);
	blocks(&u->new, compare_block, &a);
}
