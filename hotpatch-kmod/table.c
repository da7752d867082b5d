// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - takes a shipped symbol table, if it is the running kernel's.
 *
 * Three proofs are asked for: the build-id is the kernel's own; symbols whose addresses the linker
 * gave us all lie at the same distance from the table's (the KASLR slide); and a sample across the
 * table agrees with kallsyms.
 */
#include <linux/elf.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/stop_machine.h>
#include <linux/vmalloc.h>
#include "kfuncs.h"
#include "table.h"

#define SAMPLES		256	/* symbols compared with kallsyms */
#define NOTE_BUILD_ID	3	/* NT_GNU_BUILD_ID of elf.h */

static struct hp_table_state table;
static u8 kernel_build_id[HP_BUILD_ID_LEN];

const u8 *hp_build_id(void)
{
	return kernel_build_id;
}

const struct hp_table_state *hp_table(void)
{
	return table.data ? &table : NULL;
}

unsigned long hp_table_addr(const struct hp_table_state *ts, const struct hpsym_sym *s)
{
	return s->type == 'A' || s->type == 'a' ? s->addr : s->addr + ts->slide;
}

void hp_table_init(void)
{
	const char *p = kdata.__start_notes, *end = kdata.__stop_notes;

	while (p && p + sizeof(struct elf64_note) <= end) {
		const struct elf64_note *n = (const void *)p;
		const char *name = p + sizeof(*n);
		const char *desc = name + ALIGN(n->n_namesz, 4);

		if (desc + n->n_descsz > end)
			return;
		if (n->n_type == NOTE_BUILD_ID && n->n_namesz == 4 && !memcmp(name, "GNU", 4)) {
			memcpy(kernel_build_id, desc,
			       min_t(size_t, n->n_descsz, HP_BUILD_ID_LEN));
			return;
		}
		p = desc + ALIGN(n->n_descsz, 4);
	}
}

void hp_table_exit(void)
{
	vfree(table.data);
	table.data = NULL;
}

static bool find_once(const struct hpsym *t, const char *name, u64 *addr)
{
	struct hpsym_sym s, other;
	u32 iter = 0;

	if (hpsym_find(t, name, &iter, &s) != 1 || hpsym_find(t, name, &iter, &other) != 0)
		return false;
	*addr = s.addr;
	return true;
}

/* The slide is what several symbols, linked into this module, agree on. */
static int find_slide(struct hp_table_state *ts)
{
	static const struct { const char *name; void *addr; } known[] = {
		{ "stop_machine", &stop_machine },
		{ "kthread_stop", &kthread_stop },
		{ "misc_register", &misc_register },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		unsigned long slide;
		u64 addr;

		if (!find_once(&ts->t, known[i].name, &addr))
			return -EUCLEAN;
		slide = (unsigned long)known[i].addr - (unsigned long)addr;
		if (i && slide != ts->slide)
			return -EUCLEAN;
		ts->slide = slide;
	}
	return 0;
}

static int same_addr(void *data, unsigned long addr)
{
	return addr == *(unsigned long *)data;	/* non-zero ends the walk, and is its result */
}

/* kallsyms may lack a symbol, but where it has the name it must have the address. */
static int compare_with_kallsyms(const struct hp_table_state *ts)
{
	u32 step = max(ts->t.nsyms / SAMPLES, 1u), i;
	char *name = kmalloc(HPSYM_NAME_LEN, GFP_KERNEL);
	int ret = 0;

	if (!name)
		return -ENOMEM;
	for (i = 0; i < ts->t.nsyms && !ret; i += step) {
		struct hpsym_sym s;
		unsigned long addr;

		ret = hpsym_get(&ts->t, i, &s) == 1 ? 0 : -EBADMSG;
		if (ret || hpsym_name(&ts->t, i, name, HPSYM_NAME_LEN) < 0) {
			ret = -EBADMSG;
			break;
		}
		addr = hp_table_addr(ts, &s);
		if (hp_call(kallsyms_lookup_name)(name) &&
		    hp_call(kallsyms_on_each_match_symbol)(same_addr, name, &addr) != 1)
			ret = -EUCLEAN;
		cond_resched();
	}
	kfree(name);
	return ret;
}

int hp_table_take(void *data, size_t len, u8 build_id[HP_BUILD_ID_LEN])
{
	struct hp_table_state ts = { .data = data, .len = len };
	int ret;

	if (!data) {
		hp_table_exit();
		return 0;
	}
	ret = hpsym_open(&ts.t, data, len);
	if (!ret || ret == -EBADMSG)
		memcpy(build_id, ts.t.build_id, HP_BUILD_ID_LEN);
	if (!ret && (ts.t.flags & HPSYM_F_MODULE))
		ret = -EINVAL;
	if (!ret && memcmp(ts.t.build_id, kernel_build_id, HP_BUILD_ID_LEN))
		ret = -EKEYREJECTED;
	if (!ret)
		ret = find_slide(&ts);
	if (!ret)
		ret = compare_with_kallsyms(&ts);
	if (ret) {
		vfree(data);
		return ret;
	}
	hp_table_exit();
	table = ts;
	return 0;
}
