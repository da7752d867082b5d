// SPDX-License-Identifier: GPL-2.0-only
/* cull.c - what of a unit's new text goes into the patch. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cull/sects.h"
#include "cull/why.h"
#include "cull/report.h"

/* --- the report ------------------------------------------------------------------------------- */

static void report_line(const char *kind, const struct unit *u, const char *name, const char *fmt, va_list ap)
{
	printf("%s\t%s\t%s\t", kind, u->path, name);
	vprintf(fmt, ap);
	putchar('\n');
}

void report(const char *kind, const struct unit *u, const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report_line(kind, u, name, fmt, ap);
	va_end(ap);
}

void refuse(struct patch *p, const struct unit *u, const char *name, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report_line("refuse", u, name, fmt, ap);
	va_end(ap);
	p->refused++;
}

bool is_left(struct patch *p, const struct unit *u, const char *name)
{
	char **left = names_find(&p->leave, name);

	if (!left)
		return false;
	report("left", u, name, "%s", "");
	return true;
}

bool is_allowed(struct patch *p, const struct unit *u, const char *name)
{
	if (!names_find(&p->allow, name))
		return false;
	report("allowed", u, name, "%s", "");
	return true;
}

/* --- old and new ------------------------------------------------------------------------------ */

static void pair(struct unit *u)
{
	for (size_t i = 0; i < u->old.npieces; i++) {
		struct piece *q = u->old.pieces[i];

		if (q->kind != PIECE_ANON)
			*names_add(&u->old_ids, q->id) = q;
	}
	for (size_t i = 0; i < u->new.npieces; i++) {
		struct piece *q = u->new.pieces[i], *old;

		if (q->kind == PIECE_ANON)
			continue;
		old = names_find(&u->old_ids, q->id);
		if (!old || old->kind != q->kind)
			continue;
		q->old = old;
		q->changed = strcmp(old->same, q->same);
	}
}

/* Calls each for every piece that q refers to, with the word that does; a statement that jumps there says so. */
static void each_reference(struct unit *u, struct piece *q,
			   void (*each)(struct patch *p, struct unit *u, struct piece *q, struct piece *to), struct patch *p)
{
	for (size_t i = q->first; i < q->end; i++) {
		const struct stmt *s = &u->new.text.stmts[i];
		const char *at = s->text, *word;
		size_t n;

		if (s->kind == ST_LABEL || directive_args(s->text, ".size") || directive_args(s->text, ".type"))
			continue;
		while ((n = next_word(&at, &word))) {
			struct asm_symbol *sym = word == s->text ? NULL : find_symbol(&u->new, word, n);

			if (sym && sym->piece && sym->piece != q)
				each(p, u, q, sym->piece);
		}
	}
}

/* --- constants that changed ------------------------------------------------------------------- */

static bool is_const(const struct unit *u, const struct piece *q)
{
	return q->kind == PIECE_DATA && !q->global && is_const_sect(piece_sect(&u->new, q));
}

static bool again;

/* A constant of the unit's own, or what belongs to a place in the code, can be brought anew, if all its users are: they are. */
static void uses_changed_const(struct patch *p, struct unit *u, struct piece *q, struct piece *to)
{
	if (q->changed || !to->changed || !(is_const(u, to) || sect_is_own(piece_sect(&u->new, to))) ||
	    sect_registers(piece_sect(&u->new, q)))
		return;
	if (q->kind == PIECE_DATA && !is_const(u, q) && q->old && !q->said)
		refuse(p, u, q->name, "points to %s, which changed: existing data keeps pointing to the old one", to->name);
	q->said = true;
	if (q->kind != PIECE_FUNCTION && !is_const(u, q))
		return;
	q->changed = again = true;
	q->through = to->name;
}

static void spread_consts(struct patch *p, struct unit *u)
{
	for (size_t i = 0; i < u->new.npieces; i++) {
		struct piece *q = u->new.pieces[i];

		if (q->kind == PIECE_DATA && q->old && q->changed && is_left(p, u, q->name))
			q->changed = false;
	}
	do {
		again = false;
		for (size_t i = 0; i < u->new.npieces; i++)
			each_reference(u, u->new.pieces[i], uses_changed_const, p);
	} while (again);
}

/* --- what cannot be done ---------------------------------------------------------------------- */

static void check_function(struct patch *p, struct unit *u, struct piece *q)
{
	const char *sect = piece_sect(&u->new, q), *status;

	if (sect_is_entry(sect)) {
		refuse(p, u, q->name, "is code of the kernel's entry (section %s), where nothing may be replaced", sect);
		return;
	}
	if (!strncmp(sect, ".init.", 6) || !strncmp(sect, ".exit.", 6)) {
		if (!is_left(p, u, q->name))
			refuse(p, u, q->name, "is %s code: it has run already, or never will; --leave %s takes the fix without it",
			       sect[1] == 'i' ? "init" : "exit", q->name);
		q->changed = false;
		return;
	}
	if (is_left(p, u, q->name)) {
		q->changed = false;
		return;
	}
	status = names_find(&u->funcs, q->name);
	if (!status)
		refuse(p, u, q->name, "is not in the kernel: it was compiled from other source, or by another compiler");
	else if (strcmp(status, "ok"))
		refuse(p, u, q->name, "is not what the kernel has: source, configuration or compiler differ (%s)", status);
}

static bool was_in_other_number(const struct unit *u, const struct piece *q)
{
	size_t n = strcspn(q->id, " ");

	if (q->id == q->name || q->id[n] != ' ' || !strchr(q->id, ':'))
		return false;
	for (size_t i = 0; i < u->old.npieces; i++) {
		const char *id = u->old.pieces[i]->id;

		if (!strncmp(id, q->id, n + 1))
			return true;
	}
	return false;
}

/*
 * Variables of these names come from macros, one for each use; it does not matter which use has which: how often was something
 * said, and keys of lockdep's.  Not so ___once_key (linux/once.h): what has been done once is not done again.
 */
static bool is_interchangeable(const char *id)
{
	static const char *const names[] = { "_rs", "rs_", "__warned", "__print_once", "__key", "_key", "__srcu_key", "rwsem_key",
					     "lock_key", "request_key" };
	const char *name = strchr(id, ':');

	for (size_t i = 0; name && i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(name + 1, names[i], strlen(names[i])) && name[1 + strlen(names[i])] == ' ')
			return true;
	return false;
}

/* The plain name of a variable: of "f:x 1 of 1" and of "x". */
static char *variable_name(const struct piece *q)
{
	const char *colon = q->id != q->name ? strchr(q->id, ':') : NULL, *from = colon ? colon + 1 : q->name;

	return xstrndup(from, colon ? strcspn(from, " ") : plain_length(from, strlen(from)));
}

/* Old data of that name that the new text has no more: it may have moved, and must then keep its value. */
static const struct piece *gone(const struct unit *u, const char *name)
{
	for (size_t i = 0; i < u->old.npieces; i++) {
		const struct piece *old = u->old.pieces[i];
		bool there = false;
		char *var;

		if (old->kind != PIECE_DATA || is_const_sect(piece_sect(&u->old, old)) || sect_is_own(piece_sect(&u->old, old)))
			continue;
		var = variable_name(old);
		for (size_t k = 0; !strcmp(var, name) && k < u->new.npieces && !there; k++)
			there = u->new.pieces[k]->old == old;
		if (!strcmp(var, name) && !there)
			return old;
		free(var);
	}
	return NULL;
}

static bool moved(struct patch *p, struct unit *u, struct piece *q)
{
	char *name = variable_name(q);
	const struct piece *old = is_const_sect(piece_sect(&u->new, q)) ? NULL : gone(u, name);

	if (!old || is_allowed(p, u, name))
		return false;
	refuse(p, u, q->name, "is new (%s), and the kernel's variable of that name has no user any more (%s): if it was moved, its value would be lost; --new %s if not",
	       q->id, old->id, name);
	return true;
}

/* Has a constant pointers to functions, the unit's or others'? */
static bool points_to_code(const struct unit *u, const struct piece *q)
{
	for (size_t i = q->label; i < q->end; i++) {
		const struct stmt *s = &u->new.text.stmts[i];
		const char *at = s->text, *word;
		size_t n;

		if (s->kind == ST_LABEL || !(directive_args(s->text, ".quad") || directive_args(s->text, ".xword")))
			continue;
		while ((n = next_word(&at, &word))) {
			const struct asm_symbol *sym = find_symbol(&u->new, word, n);

			if (word != s->text && !is_local_label(word) && (!sym || !sym->piece || sym->piece->kind == PIECE_FUNCTION))
				return true;
		}
	}
	return false;
}

static void check_new_data(struct patch *p, struct unit *u, struct piece *q)
{
	const char *sect = piece_sect(&u->new, q), *what;

	if (sect_is_own(sect) || sect_is_ignored(sect) || is_left(p, u, q->name))
		return;
	what = sect_registers(sect);
	if (what)
		refuse(p, u, q->name, "%s, which the kernel takes note of only when it boots or loads a module", what);
	else if (!sect_is_plain(sect))
		refuse(p, u, q->name, "lies in section %s, which is not known here", sect);
	else if (is_interchangeable(q->id))
		return;
	else if (was_in_other_number(u, q) && (!is_const(u, q) || points_to_code(u, q)))
		refuse(p, u, q->name, "there are several variables of this name in one function (%s), and their number changed: which is which cannot be told",
		       q->id);
	else if (moved(p, u, q))
		return;
	else if (q->id == q->name && plain_length(q->name, strlen(q->name)) < strlen(q->name))
		refuse(p, u, q->name, "a static variable of which the debug information says nothing: whether the kernel has it cannot be told");
}

static void check_changed_data(struct patch *p, struct unit *u, struct piece *q)
{
	const char *sect = piece_sect(&u->new, q);

	if (sect_is_own(sect) || sect_is_ignored(sect))
		return;
	if (is_const(u, q)) {
		if (points_to_code(u, q) && !is_allowed(p, u, q->name))
			refuse(p, u, q->name, "is a constant with pointers to functions, and changed: what exists keeps the old one, and who compares with its address sees two; --new %s if that means nothing",
			       q->name);
		return;
	}
	refuse(p, u, q->name, "the initial value of existing data changed, which has its value by now; set it in a function of the fix, and --leave %s",
	       q->name);
}

static void check_pieces(struct patch *p, struct unit *u)
{
	for (size_t i = 0; i < u->new.npieces; i++) {
		struct piece *q = u->new.pieces[i];

		if (q->kind == PIECE_FUNCTION && q->changed)
			check_function(p, u, q);
		else if (q->kind == PIECE_DATA && !q->old)
			check_new_data(p, u, q);
		else if (q->kind == PIECE_DATA && q->changed)
			check_changed_data(p, u, q);
	}
}

/* --- what is carried -------------------------------------------------------------------------- */

static void carry(struct patch *p, struct unit *u, struct piece *q);

/*
 * One of several variables of one name in a function that changed: which of the new ones is which of the old ones
 * only their order tells.
 */
static void check_order(struct patch *p, struct unit *u, const struct piece *q, struct piece *to)
{
	const char *of = to->id != to->name && strchr(to->id, ':') ? strstr(to->id, " of ") : NULL;
	char *name;

	if (!of || !strcmp(of, " of 1") || !q->changed || to->asked || is_const(u, to) || is_interchangeable(to->id))
		return;
	to->asked = true;
	name = variable_name(to);
	if (!is_allowed(p, u, name))
		refuse(p, u, to->name, "the function has several variables of this name (%s): are they the same, in the same order? --same %s if so",
		       to->id, name);
}

static void carry_what_is_used(struct patch *p, struct unit *u, struct piece *q, struct piece *to)
{
	if (to->of && to->of->carried && !is_const(u, to) && to->kind == PIECE_DATA && !to->asked) {
		to->asked = true;
		refuse(p, u, to->name, "holds places inside %s, which is replaced", to->of->name);
	}
	if (to->kind == PIECE_ANON || (to->of && to->of->carried) ||
	    (to->kind == PIECE_FUNCTION ? !to->old : !to->old || to->changed) ||
	    (to->kind == PIECE_DATA && (sect_is_own(piece_sect(&u->new, to)) || strchr(to->id, '{'))))
		carry(p, u, to);
	else if (to->kind == PIECE_DATA)
		check_order(p, u, q, to);
}

static void say_carried(const struct unit *u, const struct piece *q)
{
	if (q->kind == PIECE_ANON)
		return;
	if (!q->old)
		report("new", u, q->name, "%s", q->kind == PIECE_FUNCTION ? "function" : "data");
	else if (q->kind == PIECE_DATA)
		report("copied", u, q->name, "%s", piece_sect(&u->new, q));
}

static void check_places(struct patch *p, struct unit *u, const struct piece *q)
{
	for (size_t i = q->first; i < q->end; i++) {
		const char *sect = u->new.text.sects[u->new.text.stmts[i].sect].name;

		if (sect_is_patched_at_boot(sect)) {
			refuse(p, u, q->name, "has a number in its code that the kernel writes there when it boots (section %s), and in a patch never", sect);
			return;
		}
		if (q->kind == PIECE_FUNCTION && u->new.text.stmts[i].sect != q->sect && !sect_goes_with_code(sect)) {
			refuse(p, u, q->name, "brings something in section %s, which is not known here", sect);
			return;
		}
	}
}

static void carry(struct patch *p, struct unit *u, struct piece *q)
{
	if (q->carried)
		return;
	q->carried = true;
	check_places(p, u, q);
	say_carried(u, q);
	each_reference(u, q, carry_what_is_used, p);
}

static void carry_changed(struct patch *p, struct unit *u)
{
	for (size_t i = 0; i < u->new.npieces; i++) {
		struct piece *q = u->new.pieces[i];

		if (q->kind == PIECE_FUNCTION && q->changed) {
			const char *through, *reason = why_changed(p, u, q, &through);

			report("replaced", u, q->name, "%s\t%s", reason, through);
			carry(p, u, q);
			p->carried++;
		}
	}
}

/* A constant that changed, such as a table that init code registers (sysctls of 6.13 and later), and that nothing brings anew. */
static bool unused_const(const struct unit *u, const struct piece *q)
{
	const char *sect = piece_sect(&u->new, q);

	return q->old && q->changed && !q->carried && is_const(u, q) && !sect_is_own(sect) && !sect_is_ignored(sect);
}

/* What is new and global others may use; what nobody uses is said. */
static void look_at_new(struct patch *p, struct unit *u)
{
	for (size_t i = 0; i < u->new.npieces; i++) {
		struct piece *q = u->new.pieces[i];

		if (unused_const(u, q) && !is_left(p, u, q->name))
			refuse(p, u, q->name, "changed, and only code that has run already refers to it: it gave the kernel the old one; --leave %s",
			       q->name);
		if (q->kind == PIECE_ANON || q->old)
			continue;
		if (q->global && !strncmp(piece_sect(&u->new, q), ".text", 5))
			carry(p, u, q);
		else if (!q->carried && !sect_is_own(piece_sect(&u->new, q)) && !sect_is_ignored(piece_sect(&u->new, q)))
			report("unused", u, q->name, "%s", "");
	}
}

void cull(struct patch *p)
{
	for (size_t i = 0; i < p->nunits; i++) {
		struct unit *u = &p->units[i];

		pair(u);
		check_top(p, u);
		spread_consts(p, u);
		check_pieces(p, u);
	}
	for (size_t i = 0; i < p->nunits; i++) {
		carry_changed(p, &p->units[i]);
		look_at_new(p, &p->units[i]);
	}
}
