// SPDX-License-Identifier: GPL-2.0-only
/* show.c - see show.h: verdicts, targets, symbols. */
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "report/show.h"
#include "report/symspec.h"

#define MAX_CANDIDATES 64

static bool about_bytes(const struct hp_verdict *v)
{
	switch (v->reason) {
	case HP_R_BODY:
	case HP_R_HELD:
	case HP_R_CHANGED:
		return v->entry_len > 0 && v->entry_len <= HP_ENTRY_LEN;
	default:
		return false;
	}
}

/* For HP_R_BODY no particular bytes are expected: a function's body may begin with any. */
static const char *expected_bytes(const struct hp_verdict *v, char *buf, size_t size)
{
	if (v->reason == HP_R_BODY)
		return "bytes that are nobody else's";
	return hex_bytes(buf, size, v->expected, v->entry_len);
}

/* What the number beside a reason means. */
static const char *detail_text(const struct hp_verdict *v)
{
	switch (v->reason) {
	case HP_R_SYMBOL:
		return text_sym_status(v->detail);
	case HP_R_HELD:
		return text_holder(v->detail);
	case HP_R_STATE:
		return text_state(v->detail);
	default:
		return "";
	}
}

static void verdict_text(const struct hp_verdict *v, int err, char *buf, size_t size)
{
	const char *detail = detail_text(v);
	char func[HP_NAME_LEN + HP_FILE_LEN + HP_OBJECT_LEN + 16] = "";

	if (*v->func.name)
		ref_text(func, sizeof(func), &v->func);
	snprintf(buf, size, "%s%s%s%s%s%s%.127s%s", func, *func ? ": " : "", text_reason(v->reason),
		 *detail ? ": " : "", detail, *v->text ? " (" : "", v->text, *v->text ? ")" : "");
	if (v->reason == HP_R_FAULT || v->reason == HP_R_NONE)
		snprintf(buf, size, "%s%s%s", func, *func ? ": " : "", strerror(err));
}

int fail_verdict(struct session *s, const char *prefix, const struct hp_verdict *v, int err)
{
	char text[640], what[800], expected[64], found[64];
	int code = v->reason ? exit_of_reason(v->reason) : exit_of_errno(err);

	if (v->reason == HP_R_SYMBOL && v->detail == HP_SYM_AMBIGUOUS)
		show_candidates(s, &v->func);
	verdict_text(v, err, text, sizeof(text));
	snprintf(what, sizeof(what), "%s: %s", prefix, text);
	if (v->reason == HP_R_NO_SLOT) {
		snprintf(found, sizeof(found), v->detail ? "%u of %u used" : "all %u used",
			 HP_SLOTS - v->detail, HP_SLOTS);
		return fail_found(s, code, what, "a free slot for each", found);
	}
	if (!about_bytes(v))
		return failure(s, code, "%s", what);
	return fail_found(s, code, what, expected_bytes(v, expected, sizeof(expected)),
			  hex_bytes(found, sizeof(found), v->found, v->entry_len));
}

/* What was expected of a function's code, and what was found, for people. */
static void body_text(const struct hp_body *b, char expected[64], char found[64])
{
	snprintf(expected, 64, "%u bytes of digest %016llx", b->size, (unsigned long long)b->digest);
	if (b->verdict.reason == HP_R_HELD)
		snprintf(found, 64, "%s in it (take that out first)", text_holder(b->verdict.detail));
	else if (b->found)
		snprintf(found, 64, "%016llx (send this to its author)", (unsigned long long)b->found);
	else
		snprintf(found, 64, "%llu bytes (send this to its author)", (unsigned long long)b->found_size);
}

static const char *body_wrong(const struct hp_body *b)
{
	switch (b->verdict.reason) {
	case HP_R_OTHER:
	case HP_R_HELD:
		return text_reason(HP_R_OTHER);
	default:
		return text_reason(b->verdict.reason);
	}
}

int fail_body(struct session *s, const char *prefix, const struct hp_body *b)
{
	char ref[HP_NAME_LEN + HP_FILE_LEN + HP_OBJECT_LEN + 16], what[800], expected[64], found[64];

	if (!b->verdict.reason)
		return 0;
	if (b->verdict.reason == HP_R_SYMBOL)	/* nothing was compared */
		return fail_verdict(s, prefix, &b->verdict, -b->verdict.error);
	snprintf(what, sizeof(what), "%s: %s: %s", prefix, ref_text(ref, sizeof(ref), &b->ref), body_wrong(b));
	body_text(b, expected, found);
	return fail_found(s, exit_of_reason(b->verdict.reason), what, expected, found);
}

static void json_body(struct session *s, const struct hp_body *b)
{
	out_str(&s->out, "body", b->verdict.reason ? word_reason(b->verdict.reason) : "same");
	out_uint(&s->out, "body_size", b->size);
	out_fmt(&s->out, "body_expected", "%016llx", (unsigned long long)b->digest);
	if (b->found)
		out_fmt(&s->out, "body_found", "%016llx", (unsigned long long)b->found);
}

static void text_body(struct session *s, const struct hp_body *b)
{
	char expected[64], found[64];

	if (!b->verdict.reason) {
		out_text(&s->out, "    its %u bytes are those that the patch was made for\n", b->size);
		return;
	}
	body_text(b, expected, found);
	out_text(&s->out, "    REFUSED: %s: expected %s, found %s\n", body_wrong(b), expected, found);
}

static void json_ref(struct session *s, const struct hp_symref *r)
{
	out_str(&s->out, "name", r->name);
	if (*r->file)
		out_str(&s->out, "wanted_file", r->file);
	if (*r->object)
		out_str(&s->out, "wanted_object", r->object);
	if (r->pos)
		out_uint(&s->out, "wanted_position", r->pos);
}

static void json_verdict(struct session *s, const struct hp_verdict *v)
{
	char text[640];

	verdict_text(v, -v->error, text, sizeof(text));
	out_str(&s->out, "verdict", word_reason(v->reason));
	if (v->reason)
		out_str(&s->out, "verdict_text", text);
}

static void json_target(struct session *s, const struct hp_target *t, const char *replacement)
{
	uint32_t len = t->entry_len < HP_ENTRY_LEN ? t->entry_len : HP_ENTRY_LEN;

	json_ref(s, &t->ref);
	out_str(&s->out, "status", word_sym_status(t->sym.status));
	if (t->sym.status == HP_SYM_OK) {
		out_addr(&s->out, "address", t->sym.addr);
		out_uint(&s->out, "size", t->sym.size);
		out_str(&s->out, "file", t->sym.file);
		out_str(&s->out, "object", t->sym.object);
		out_str(&s->out, "from", word_from(t->sym.from));
		out_str(&s->out, "method", word_method(t->method));
		out_addr(&s->out, "entry", t->entry);
		out_bytes(&s->out, "bytes", t->bytes, len);
		out_uint(&s->out, "fragments", t->fragments);
		out_uint(&s->out, "clones", t->clones);
		out_uint(&s->out, "probes", t->probes);
		out_bool(&s->out, "counting", t->counting);
		out_uint(&s->out, "hits", t->hits);
	}
	if (replacement && *replacement)
		out_str(&s->out, "replacement", replacement);
	if (t->replacement)
		out_addr(&s->out, "replacement_address", t->replacement);
	json_verdict(s, &t->verdict);
}

/* While it is not applied .original is zeros, and no code consists of zeros alone. */
static bool is_applied(const struct hp_target *t, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		if (t->original[i])
			return true;
	return false;
}

static void text_place(struct session *s, const struct hp_target *t)
{
	uint32_t len = t->entry_len < HP_ENTRY_LEN ? t->entry_len : HP_ENTRY_LEN;
	char bytes[64];
	unsigned long long offset = t->entry - t->sym.addr;

	out_text(&s->out, "    at 0x%llx, %llu bytes, %s (%s)\n",
		 (unsigned long long)t->sym.addr, (unsigned long long)t->sym.size,
		 *t->sym.file ? t->sym.file : "file not known", word_from(t->sym.from));
	hex_bytes(bytes, sizeof(bytes), t->bytes, len);
	if (len && t->method == HP_METHOD_BODY)
		out_text(&s->out, "    entry: body; jump over the first %u bytes, at +%llu: %s\n",
			 len, offset, bytes);
	else if (len)
		out_text(&s->out, "    entry at +%llu: %s\n", offset, bytes);
	if (is_applied(t, len))
		out_text(&s->out, "    entry before it was applied: %s\n",
			 hex_bytes(bytes, sizeof(bytes), t->original, len));
	if (t->fragments)
		out_text(&s->out, "    %u fragment%s (.cold) of it count%s as the function\n",
			 t->fragments, &"s"[t->fragments == 1], t->fragments == 1 ? "s" : "");
	if (t->clones)
		out_text(&s->out, "    HALF FIX: %u compiler clone%s (.isra, .constprop, .part) of "
			 "it stay%s unpatched\n", t->clones, &"s"[t->clones == 1],
			 t->clones == 1 ? "s" : "");
	if (t->counting || t->hits)
		out_text(&s->out, "    calls: %llu%s\n", (unsigned long long)t->hits,
			 t->counting ? " so far" : " while they were counted");
	if (t->probes)
		out_text(&s->out, "    a kprobe sits on the entry and has no effect now\n");
}

/* other: it has been said that this is another function. */
static void text_verdict(struct session *s, const struct hp_target *t, bool other)
{
	struct hp_verdict v = t->verdict;
	char text[640], a[64], b[64];

	memset(v.func.name, 0, sizeof(v.func.name));	/* stands above already */
	verdict_text(&v, -v.error, text, sizeof(text));
	if (!v.reason && other)
		return;
	if (!v.reason)
		out_text(&s->out, "    could be replaced\n");
	else if (about_bytes(&v))
		out_text(&s->out, "    REFUSED: %s: expected %s, found %s\n", text,
			 expected_bytes(&v, a, sizeof(a)),
			 hex_bytes(b, sizeof(b), v.found, v.entry_len));
	else
		out_text(&s->out, "    REFUSED: %s\n", text);
}

void show_target(struct session *s, const struct hp_target *t, const struct hp_body *body,
		 const char *replacement, bool with_verdict)
{
	char ref[HP_NAME_LEN + HP_FILE_LEN + HP_OBJECT_LEN + 16];

	if (s->out.json) {
		out_object(&s->out, NULL);
		json_target(s, t, replacement);
		if (body && body->size)
			json_body(s, body);
		out_end(&s->out);
		return;
	}
	out_text(&s->out, "  %s%s%s\n", ref_text(ref, sizeof(ref), &t->ref),
		 replacement && *replacement ? " -> " : "", replacement ? replacement : "");
	if (t->sym.status == HP_SYM_OK)
		text_place(s, t);
	else
		out_text(&s->out, "    %s\n", text_sym_status(t->sym.status));
	if (body && body->size && t->sym.status == HP_SYM_OK)
		text_body(s, body);
	if (with_verdict && t->sym.status == HP_SYM_OK)
		text_verdict(s, t, body && body->verdict.reason);
}

void show_verdict(struct session *s, const struct hp_target *t)
{
	json_verdict(s, &t->verdict);
	text_verdict(s, t, false);
}

void show_symbol(struct session *s, const struct hp_sym *sym, uint32_t pos)
{
	show_symbol_named(s, sym, sym->name, pos);
}

void show_symbol_named(struct session *s, const struct hp_sym *sym, const char *name, uint32_t pos)
{
	char type = sym->type > ' ' && sym->type < 0x7f ? (char)sym->type : '?';
	bool both = sym->from == (HP_FROM_KALLSYMS | HP_FROM_TABLE);

	if (s->out.json) {
		out_object(&s->out, NULL);
		out_str(&s->out, "name", name);
		out_uint(&s->out, "position", pos);
		out_addr(&s->out, "address", sym->addr);
		out_uint(&s->out, "size", sym->size);
		out_fmt(&s->out, "type", "%c", type);
		out_str(&s->out, "file", sym->file);
		out_str(&s->out, "object", sym->object);
		out_str(&s->out, "from", word_from(sym->from));
		out_end(&s->out);
		return;
	}
	/* The source is named unless both, kallsyms and the table, know the symbol: lines stay short. */
	out_text(&s->out, "#%-3u 0x%016llx %6llu %c %s%s%s%s%s%s%s%s\n", pos,
		 (unsigned long long)sym->addr, (unsigned long long)sym->size, type,
		 sym->object, *sym->object ? ":" : "", name, *sym->file ? "@" : "",
		 sym->file, both ? "" : " (", both ? "" : word_from(sym->from), both ? "" : ")");
}

void show_candidates(struct session *s, const struct hp_symref *ref)
{
	struct hp_sym *syms = calloc(MAX_CANDIDATES, sizeof(*syms));
	struct hp_lookup l = { .ref = *ref, .syms = (uintptr_t)syms, .max = MAX_CANDIDATES };

	out_array(&s->out, "candidates");
	if (syms && !contract_call(s, HP_IOC_LOOKUP, &l))
		for (uint32_t i = 0; i < l.count && i < l.max; i++)
			show_symbol(s, &syms[i], i + 1);
	out_end(&s->out);
	free(syms);
}
