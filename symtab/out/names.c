// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c - brings names into the order in which they share most with their neighbours.
 *
 * A third of a kernel's symbols are made by macros from one other name: __ksymtab_X, __kstrtab_X,
 * event_X and so on.  Taken without such a prefix, they sort next to each other, and cost one
 * byte each instead of ten.
 */
#include <stdlib.h>
#include <string.h>

#include "out/out.h"

/* At most HPSYM_MAX_PREFIXES.  Where one begins with another, the longer comes first. */
const char *const out_prefixes[] = {
	"",
	"__ksymtab_", "__kstrtabns_", "__kstrtab_", "__crc_", "__pfx_",
	"__tracepoint_", "__traceiter_", "__probestub_", "__tpstrtab_",
	"__SCK__tp_func_", "__SCT__tp_func_", "__bpf_trace_tp_map_", "__bpf_trace_",
	"__event_", "event_class_", "event_", "perf_trace_", "print_fmt_",
	"trace_event_fields_", "trace_event_type_funcs_", "trace_event_raw_event_",
	"trace_raw_output_",
	"__setup_str_", "__setup_", "__param_str_", "__param_",
	"__x64_sys_", "__ia32_sys_", "__arm64_sys_", "__se_sys_", "__do_sys_",
	NULL
};

static int compare_text(const struct entry *a, const struct entry *b)
{
	int cmp = memcmp(a->stem, b->stem, a->len < b->len ? a->len : b->len);

	return cmp ? cmp : a->len < b->len ? -1 : a->len > b->len;
}

static int compare(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	int cmp = compare_text(a, b);

	if (cmp)
		return cmp;
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	return a->owner < b->owner ? -1 : a->owner > b->owner;
}

static void split(struct entry *e)
{
	uint32_t i;

	for (i = 1; out_prefixes[i]; i++) {
		size_t n = strlen(out_prefixes[i]);

		if (e->len <= n || memcmp(e->stem, out_prefixes[i], n))
			continue;
		e->stem += n;
		e->len -= n;
		e->prefix = i;
		return;
	}
}

static void unsplit(struct entry *e)
{
	size_t n = strlen(out_prefixes[e->prefix]);

	e->stem -= n;		/* it points into the whole name */
	e->len += n;
	e->prefix = 0;
}

static void find_kept(struct entry *e, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t max, k = 0;

		e[i].keep = 0;
		if (i % HPSYM_BLOCK == 0)
			continue;
		max = e[i].len < e[i - 1].len ? e[i].len : e[i - 1].len;
		if (max > HPSYM_S_KEEP_MORE + 255)	/* what one more byte can say */
			max = HPSYM_S_KEEP_MORE + 255;
		while (k < max && e[i].stem[k] == e[i - 1].stem[k])
			k++;
		e[i].keep = k;
	}
}

/* Has no entry the same stem with another prefix?  Then to split it saves nothing.  Entries of one name
 * get the same answer. */
static bool is_alone(const struct entry *e, size_t i, size_t n)
{
	size_t a = i, b = i;

	while (a && !compare_text(&e[a - 1], &e[i]))
		a--;
	while (b + 1 < n && !compare_text(&e[b + 1], &e[i]))
		b++;
	return e[a].prefix == e[b].prefix;
}

int out_sort_names(struct entry *e, size_t n, struct fail *f)
{
	bool *alone = calloc(n + 1, sizeof(*alone));
	size_t i;

	if (!alone)
		return fail(f, "out of memory");
	for (i = 0; i < n; i++)
		split(&e[i]);
	qsort(e, n, sizeof(*e), compare);
	for (i = 0; i < n; i++)
		alone[i] = e[i].prefix && is_alone(e, i, n);
	for (i = 0; i < n; i++)
		if (alone[i])
			unsplit(&e[i]);
	free(alone);
	qsort(e, n, sizeof(*e), compare);
	find_kept(e, n);
	return 0;
}

void out_sort_files(struct entry *e, size_t n)
{
	qsort(e, n, sizeof(*e), compare);
	find_kept(e, n);
}
