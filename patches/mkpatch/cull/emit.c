// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit.c - the patch as one C file: the carried text as asm(), and what patches/hotpatch.h wants.
 *
 * A replaced function's body has another name.  What calls or jumps to it within the patch goes to the new body at once; where
 * its address is taken it stays the kernel's, because others compare and keep that.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cull/sects.h"
#include "cull/report.h"

struct out {
	struct patch *p;
	struct unit *u;
	FILE *f;
	struct text symbols;	/* HOTPATCH_SYMBOL lines */
};

/* --- names ------------------------------------------------------------------------------------ */

/* A name for C, made of prefix and name, that nobody in the patch has. */
static char *fresh(struct patch *p, const char *prefix, const char *name)
{
	char *s = xprintf("%s%s", prefix, name);
	void **taken;

	for (char *c = s; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	for (unsigned int n = 2; *(taken = names_add(&p->aliases, s)); n++)
		s = xprintf("%s_%u", s, n);
	*taken = p;
	return s;
}

static bool is_c_name(const char *s)
{
	return *s && !isdigit((unsigned char)*s) && !strchr(s, '.') && !strchr(s, '$');
}

/* Data of the unit that both the old code and the patch use; k: what is known of it, NULL: no old code showed where it is. */
static void say_shared(struct unit *u, struct kernel_symbol *k, const char *name)
{
	const struct asm_symbol *sym = names_find(&u->old.symbols, name);

	if (!sym || !sym->piece || sym->piece->kind != PIECE_DATA || sym->piece->said)
		return;
	sym->piece->said = true;
	if (k && k->name)
		report("shared", u, name, "%s", k->name);
	else if (!k)
		report("named", u, name, "%s", "");
}

/* What the patch calls a symbol of the kernel, name in the old object. */
static const char *kernel_name(struct out *o, const char *name)
{
	struct unit *u = o->u;
	struct kernel_symbol *k = names_find(&u->matched, name);
	const char *in = k && k->in_object ? u->module : "";

	say_shared(u, k, name);
	if (k && !k->name) {
		refuse(o->p, u, name, "is at %s of the kernel, which has no name for it: a table made of its vmlinux may (make symtab)", k->at);
		return name;
	}
	if (!k || (k->of == 1 && !*in && is_c_name(k->name) && !strcmp(k->name, name))) {
		if (!is_c_name(name))
			refuse(o->p, u, name, "has a name that C cannot spell, and where the kernel has it is not known");
		return name;
	}
	if (k->alias)
		return k->alias;
	k->alias = fresh(o->p, "k_", k->name);
	if (*in && k->of == 1)
		text_printf(&o->symbols, "HOTPATCH_SYMBOL_IN(\"%s\", %s, %s);\n", in, k->alias, k->name);
	else if (*in)
		text_printf(&o->symbols, "HOTPATCH_SYMBOL_NTH_IN(%u, \"%s\", %s, %s);\n", k->nth, in, k->alias, k->name);
	else if (k->of == 1)
		text_printf(&o->symbols, "HOTPATCH_SYMBOL(%s, %s, \"\");\n", k->alias, k->name);
	else
		text_printf(&o->symbols, "HOTPATCH_SYMBOL_NTH(%u, %s, %s);\n", k->nth, k->alias, k->name);
	return k->alias;
}

static void give_names(struct patch *p)
{
	for (size_t i = 0; i < p->nunits; i++) {
		struct unit *u = &p->units[i];

		for (size_t k = 0; k < u->new.npieces; k++) {
			struct piece *q = u->new.pieces[k];

			if (!q->carried || q->kind == PIECE_ANON)
				continue;
			/* Also of what is new: another unit may mean something of the kernel's by that name. */
			if (q->old || !q->global)
				q->new_name = fresh(p, "new_", q->name);
			else
				*names_add(&p->aliases, q->name) = p;
		}
	}
}

static const char *name_of(const struct piece *q)
{
	return q->new_name ? q->new_name : q->name;
}

/* --- words of a statement --------------------------------------------------------------------- */

bool is_jump(const struct stmt *s)
{
	const char *t = s->text;

	if (s->kind != ST_CODE)
		return false;
	return *t == 'j' || !strncmp(t, "call", 4) || !strncmp(t, "bl ", 3) || !strncmp(t, "bl\t", 3) ||
	       !strncmp(t, "b ", 2) || !strncmp(t, "b\t", 2) || !strncmp(t, "b.", 2) || !strncmp(t, "cb", 2) ||
	       !strncmp(t, "tb", 2);
}

static bool is_own_name(const struct stmt *s)
{
	return s->kind == ST_LABEL || directive_args(s->text, ".size") || directive_args(s->text, ".type") ||
	       directive_args(s->text, ".globl") || directive_args(s->text, ".comm") || directive_args(s->text, ".local");
}

/* Labels of several units are in the file, and those that the compiler makes for the C in it. */
static void local_label(struct out *o, struct text *t, const char *word, size_t n)
{
	text_printf(t, ".Lu%u_%.*s", o->u->nr, (int)n - 2, word + 2);
}

/* A symbol that the unit defines. */
static void own_symbol(struct out *o, struct text *t, const struct stmt *s, const struct asm_symbol *sym, const char *name)
{
	const struct piece *to = sym->piece;
	bool here = to->carried && (is_own_name(s) || is_jump(s) || to->kind == PIECE_DATA || !to->old);
	size_t n = strlen(to->name);

	if (here && sym->start)
		text_printf(t, "%s", name_of(to));
	else if (here && !strncmp(name, to->name, n))		/* its .cold part */
		text_printf(t, "%s%s", name_of(to), name + n);
	else if (here || !to->old)
		text_printf(t, "%s", name);
	else
		text_printf(t, "%s", kernel_name(o, sym->start ? to->old->name : name));
}

static void one_word(struct out *o, struct text *t, const struct stmt *s, const char *word, size_t n)
{
	const struct asm_symbol *sym = find_symbol(&o->u->new, word, n);
	const char *many;
	char *name;

	if (is_local_label(word)) {
		local_label(o, t, word, n);
		return;
	}
	name = xstrndup(word, n);
	if (sym && sym->piece)
		own_symbol(o, t, s, sym, name);
	else if (names_find(&o->u->old.symbols, name))
		refuse(o->p, o->u, name, "was the file's own and is now another's of the same name: the kernel's cannot be told from the old one");
	else if (names_find(&o->u->matched, name))
		text_printf(t, "%s", kernel_name(o, name));
	else
		text_add(t, word, n);
	many = names_find(&o->u->many, name);
	if (!sym && many && !strcmp(many, "0"))
		refuse(o->p, o->u, name, "is no symbol of the kernel, its value is in the kernel's code only, written there when it boots: it cannot be loaded");
	else if (!sym && many)
		refuse(o->p, o->u, name, "is used by new code only, and the kernel has %s of that name: which one is meant cannot be told", many);
	free(name);
}

static char *renamed(struct out *o, const struct stmt *s)
{
	const char *at = s->text, *from = s->text, *word;
	struct text t = { 0 };
	size_t n;

	while ((n = next_word(&at, &word))) {
		text_add(&t, from, word - from);
		if (word == s->text && s->kind != ST_LABEL)
			text_add(&t, word, n);
		else
			one_word(o, &t, s, word, n);
		from = at;
	}
	text_add(&t, from, strlen(from));
	return t.s;
}

/* --- statements ------------------------------------------------------------------------------- */

/* A line of text within asm(). */
static void put(struct out *o, const char *prefix, const char *s)
{
	fprintf(o->f, "\"%s", prefix);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', o->f);
		if (*s == '\t')
			fputs("\\t", o->f);
		else
			fputc(*s, o->f);
	}
	fputs("\\n\"\n", o->f);
}

/* The reader of this text has not seen the section's first use, where its attributes were. */
static const char *whole_section(const struct unit_text *u, const struct stmt *s)
{
	const char *args = directive_args(s->text, ".section"), *push = directive_args(s->text, ".pushsection");

	if ((!args && !push) || strchr(s->text, ','))
		return NULL;
	args = u->text.sects[s->sect].directive;
	return push ? xprintf(".push%s", args + 1) : args;
}

static void put_section(struct out *o, const struct piece *q, const char *directive)
{
	put(o, "\\t", section_is_linked(directive) ? xprintf("%s,%s", directive, name_of(q)) : directive);
}

static void put_statement(struct out *o, const struct piece *q, size_t i)
{
	const struct unit_text *u = &o->u->new;
	const struct stmt *s = &u->text.stmts[i];
	const char *whole;

	if (s->kind == ST_LABEL) {
		if (is_local_label(s->text) && !names_find(&u->used, s->text))
			return;
		put(o, "", xprintf("%s:", isdigit((unsigned char)*s->text) ? s->text : renamed(o, s)));
		return;
	}
	whole = whole_section(u, s);
	if (directive_args(s->text, ".section") || directive_args(s->text, ".pushsection"))
		put_section(o, q, whole ? whole : s->text);
	else
		put(o, "\\t", renamed(o, s));
}

static bool has_alias(struct unit *u, const char *word, size_t n)
{
	char *name = xstrndup(word, n);
	const struct kernel_symbol *k = names_find(&u->matched, name);

	free(name);
	return k && k->alias;
}

/*
 * Static calls of the kernel name their key in a separate object only (include/linux/static_call.h, __ADDRESSABLE), and objtool
 * wants it for each trampoline that is called.  What is called by another name is none for objtool: a call of the trampoline, which
 * jumps to what is set (kernel/static_call_inline.c, __static_call_update()).  That does for a module's own, whose keys are not
 * to be had.
 */
static void static_call_keys(struct out *o, const struct piece *q)
{
	for (size_t i = q->first; i < q->end; i++) {
		const char *at = o->u->new.text.stmts[i].text, *word;
		size_t n;

		while ((n = next_word(&at, &word))) {
			if (n < 8 || strncmp(word, "__SCT__", 7) || has_alias(o->u, word, n))
				continue;
			put(o, "\\t", ".pushsection .discard.addressable,\"aw\"");
			put(o, "\\t", xprintf(".quad __SCK__%.*s", (int)n - 7, word + 7));
			put(o, "\\t", ".popsection");
		}
	}
}

static bool begins_with_endbr(const struct unit_text *u, const struct piece *q)
{
	size_t i = q->label;

	while (i < q->end && u->text.stmts[i].kind != ST_CODE)
		i++;
	return i < q->end && !strcmp(u->text.stmts[i].text, "endbr64");
}

/*
 * With CONFIG_X86_KERNEL_IBT what is only called by name does not begin with the mark of what may be jumped to.  The table of
 * the patch has the body's address, and objtool wants it there.
 */
static bool wants_endbr(const struct unit_text *u, const struct piece *q)
{
	if (q->kind != PIECE_FUNCTION || !q->old || begins_with_endbr(u, q))
		return false;
	for (size_t i = 0; i < u->npieces; i++)
		if (u->pieces[i]->kind == PIECE_FUNCTION && begins_with_endbr(u, u->pieces[i]))
			return true;
	return false;
}

static void put_piece(struct out *o, const struct piece *q)
{
	const struct unit_text *u = &o->u->new;

	fprintf(o->f, "\nasm(\n");
	put_section(o, q, u->text.sects[u->text.stmts[q->first].sect].directive);
	if (q->kind != PIECE_ANON) {
		if (q->kind == PIECE_DATA && !q->common)
			put(o, "\\t", xprintf(".type %s, %%object", name_of(q)));
		if (q->common)
			put(o, "\\t", xprintf(".local %s", name_of(q)));
	}
	for (size_t i = q->first; i < q->end; i++) {
		put_statement(o, q, i);
		if (i == q->label && wants_endbr(u, q))
			put(o, "\\t", "endbr64");
	}
	for (size_t i = 0; i < q->nlate; i++) {
		put(o, "\\t", u->text.sects[u->text.stmts[q->late[i]].sect].directive);
		put_statement(o, q, q->late[i]);
	}
	if (q->kind == PIECE_FUNCTION)
		static_call_keys(o, q);
	put(o, "\\t", ".text");
	fprintf(o->f, ");\n");
}

static void put_unit(struct out *o)
{
	for (size_t i = 0; i < o->u->new.npieces; i++)
		if (o->u->new.pieces[i]->carried)
			put_piece(o, o->u->new.pieces[i]);
}

/* --- the table of the patch ------------------------------------------------------------------- */

static void put_target(struct out *o, const struct piece *q, const char *comma)
{
	const struct kernel_symbol *k = names_find(&o->u->matched, q->name);
	const char *name = k && k->name ? k->name : q->name;

	fprintf(o->f, "%s\n\t ", comma);
	if (*o->u->module && (!k || k->of == 1))
		fprintf(o->f, "HOTPATCH_REPLACE_IN(\"%s\", %s, %s)", o->u->module, name, q->new_name);
	else if (*o->u->module)
		fprintf(o->f, "__HOTPATCH_FUNC(%s, .name = \"%s\", .object = \"%s\", .pos = %u)", q->new_name, name,
			o->u->module, k->nth);
	else if (!k || k->of == 1)
		fprintf(o->f, "HOTPATCH_REPLACE(%s, %s)", name, q->new_name);
	else
		fprintf(o->f, "HOTPATCH_REPLACE_NTH(%u, %s, %s)", k->nth, name, q->new_name);
}

static void put_body(struct out *o, const struct piece *q)
{
	const struct body *b = names_find(&o->u->bodies, q->name);
	unsigned int gap, len, count = 0;
	const char *at;
	int n;

	if (!b) {
		put(o, "\\t", ".uleb128 0");
		return;
	}
	for (at = b->ranges; at && sscanf(at, "%u,%u%n", &gap, &len, &n) == 2; at += n)
		count++;
	put(o, "\\t", xprintf(".uleb128 %s", b->size));
	put(o, "\\t", xprintf(".8byte 0x%s", b->digest));
	put(o, "\\t", xprintf(".uleb128 %u", count));
	for (at = b->ranges; at && sscanf(at, "%u,%u%n", &gap, &len, &n) == 2; at += n)
		put(o, "\\t", xprintf(".uleb128 %u, %u", gap, len));
}

static void each_target(struct out *o, void (*each)(struct out *o, const struct piece *q))
{
	for (size_t i = 0; i < o->p->nunits; i++) {
		o->u = &o->p->units[i];
		for (size_t k = 0; k < o->u->new.npieces; k++) {
			const struct piece *q = o->u->new.pieces[k];

			if (q->carried && q->kind == PIECE_FUNCTION && q->old)
				each(o, q);
		}
	}
}

static void declare(struct out *o, const struct piece *q)
{
	fprintf(o->f, "extern %svoid %s(void);\n", q->old->entry ? "" : "HOTPATCH_KEEPS ", q->new_name);
}

static bool first_target;

static void list(struct out *o, const struct piece *q)
{
	put_target(o, q, first_target ? "" : ",");
	first_target = false;
}

/* A string of C, in quotes. */
static void c_string(FILE *f, const char *s)
{
	fputc('"', f);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc((unsigned char)*s < ' ' ? ' ' : *s, f);
	}
	fputc('"', f);
}

void emit(struct patch *p, FILE *f)
{
	struct out o = { .p = p };
	char *body;
	size_t len;

	give_names(p);
	o.f = open_memstream(&body, &len);
	if (!o.f)
		die("out of memory");
	for (size_t i = 0; i < p->nunits; i++) {
		o.u = &p->units[i];
		put_unit(&o);
	}
	fclose(o.f);
	o.f = f;
	fprintf(f, "// SPDX-License-Identifier: GPL-2.0-only\n"
		"/* %s.c - made by hp-mkpatch for kernel %s; the text is the compiler's, of the fixed source. */\n"
		"#include \"hotpatch.h\"\n\n%s%s\n", p->name, p->kernel, o.symbols.s ? o.symbols.s : "", body);
	fprintf(f, "/* What their callers in the same file expect of registers is in the callers' text, which was compared. */\n");
	each_target(&o, declare);
	fprintf(f, "\nasm(\n");
	put(&o, "\\t", ".pushsection .hotpatch.bodies,\"\",%progbits");
	put(&o, "\\t", ".byte 1");
	each_target(&o, put_body);
	put(&o, "\\t", ".popsection");
	fprintf(f, ");\n\nHOTPATCH(");
	c_string(f, p->description);
	fputc(',', f);
	first_target = true;
	each_target(&o, list);
	fprintf(f, ");\n");
	free(body);
}
