// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - takes a shipped symbol table, if it is the running kernel's.
 *
 * Three things are checked: the build-id is the kernel's own; symbols whose addresses the linker
 * gave us all lie at the same distance from the table's (the KASLR slide); and a sample across the
 * table agrees with kallsyms.
 */
#include <linux/elf.h>
#include <linux/kthread.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "kernel/kfuncs.h"
#include "symbols/table.h"

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

/* Reads the build-id from the ELF notes [from, to).  The addresses may be invalid if a table gave them. */
static void read_build_id(unsigned long from, unsigned long to, u8 build_id[HP_BUILD_ID_LEN])
{
	struct elf64_note n;
	char name[4];

	memset(build_id, 0, HP_BUILD_ID_LEN);
	while (from + sizeof(n) + sizeof(name) <= to &&
	       !copy_from_kernel_nofault(&n, (void *)from, sizeof(n)) &&
	       !copy_from_kernel_nofault(name, (void *)(from + sizeof(n)), sizeof(name))) {
		unsigned long desc = from + sizeof(n) + ALIGN((unsigned long)n.n_namesz, 4);

		if (n.n_type == NOTE_BUILD_ID && n.n_namesz == sizeof(name) &&
		    !memcmp(name, "GNU", sizeof(name))) {
			if (copy_from_kernel_nofault(build_id, (void *)desc,
						     min_t(size_t, n.n_descsz, HP_BUILD_ID_LEN)))
				memset(build_id, 0, HP_BUILD_ID_LEN);
			return;
		}
		from = desc + ALIGN((unsigned long)n.n_descsz, 4);
	}
}

void hp_table_init(void)
{
	if (kdata.__start_notes && kdata.__stop_notes)
		read_build_id((unsigned long)kdata.__start_notes,
			      (unsigned long)kdata.__stop_notes, kernel_build_id);
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

/* Finds the slide by symbols that this module is linked to: all of them must give the same one. */
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
		if ((i && slide != ts->slide) || offset_in_page(slide))
			return -EUCLEAN;
		ts->slide = slide;
	}
	return 0;
}

/*
 * Is it this kernel's?  If kallsyms did not tell where the kernel's notes lie, they are looked for where
 * the table says, and the build-id found there must be the table's.
 */
static int check_build_id(struct hp_table_state *ts)
{
	static const u8 unknown[HP_BUILD_ID_LEN];
	u8 build_id[HP_BUILD_ID_LEN];
	u64 from, to;
	int ret;

	if (memcmp(kernel_build_id, unknown, HP_BUILD_ID_LEN)) {
		if (memcmp(ts->t.build_id, kernel_build_id, HP_BUILD_ID_LEN))
			return -EKEYREJECTED;
		return find_slide(ts);
	}
	ret = find_slide(ts);
	if (ret || !find_once(&ts->t, "__start_notes", &from) ||
	    !find_once(&ts->t, "__stop_notes", &to))
		return -EKEYREJECTED;
	read_build_id(from + ts->slide, to + ts->slide, build_id);
	if (!memcmp(build_id, unknown, HP_BUILD_ID_LEN) ||
	    memcmp(ts->t.build_id, build_id, HP_BUILD_ID_LEN))
		return -EKEYREJECTED;
	memcpy(kernel_build_id, build_id, HP_BUILD_ID_LEN);
	return 0;
}

struct comparison {
	unsigned long addr;	/* of the table */
	bool known;		/* kallsyms has the name, at this or another address */
};

static int same_addr(void *data, unsigned long addr)
{
	struct comparison *c = data;

	c->known = true;
	return addr == c->addr;		/* non-zero ends the walk, which returns it */
}

/*
 * kallsyms may lack a symbol, but where it has the name it must have the address.  It is asked for symbols of
 * the image only.  A module may have a name that kallsyms leaves out of the image, as ".LC0", which the
 * compiler made: that would look like a disagreement.
 */
static bool kallsyms_agrees(const struct hp_table_state *ts, const char *name,
			    const struct hpsym_sym *s)
{
	struct comparison c = { .addr = hp_table_addr(ts, s) };

	return !hp_sym_in_kallsyms(s->type) ||
	       hp_call(kallsyms_on_each_match_symbol)(same_addr, name, &c) == 1 || !c.known;
}

/*
 * Where kallsyms cannot be asked for a name, it is walked through once, and of each n-th of its symbols the table
 * is asked: it may lack the name, but where it has it, it must have the address.
 */
struct walk {
	const struct hp_table_state *ts;
	u32 step;
	u32 n;
	int ret;		/* 0: they agree as far as was looked */
};

static int table_agrees(void *data, const char *name, struct module *mod, unsigned long addr)
{
	struct walk *w = data;
	struct hpsym_sym s;
	bool known = false;
	u32 iter = 0;
	int ret;

	if (mod)
		return 1;
	if (w->n++ % w->step)
		return 0;
	while ((ret = hpsym_find(&w->ts->t, name, &iter, &s)) == 1) {
		if (hp_table_addr(w->ts, &s) == addr)
			return 0;
		known = true;
	}
	if (ret < 0)
		w->ret = -EBADMSG;
	else if (known)
		w->ret = -EUCLEAN;
	return w->ret;		/* non-zero ends the walk */
}

static int compare_in_one_walk(const struct hp_table_state *ts)
{
	struct walk w = { .ts = ts, .step = max(ts->t.nsyms / SAMPLES, 1u) };

	hp_walk_names(table_agrees, &w);
	return w.ret;
}

static int compare_with_kallsyms(const struct hp_table_state *ts)
{
	u32 step = max(ts->t.nsyms / SAMPLES, 1u), i;
	char *name;
	int ret = 0;

	if (!hp_have(kallsyms_on_each_match_symbol))
		return compare_in_one_walk(ts);
	name = kmalloc(HPSYM_NAME_LEN, GFP_KERNEL);
	if (!name)
		return -ENOMEM;
	for (i = 0; i < ts->t.nsyms && !ret; i += step) {
		struct hpsym_sym s;

		if (hpsym_get(&ts->t, i, &s) != 1 ||
		    hpsym_name(&ts->t, i, name, HPSYM_NAME_LEN) < 0)
			ret = -EBADMSG;
		else if (!kallsyms_agrees(ts, name, &s))
			ret = -EUCLEAN;
		cond_resched();
	}
	kfree(name);
	return ret;
}

/* For hp_kfuncs_complete(). */
static unsigned long find_in_table(void *data, const char *name, bool function)
{
	const struct hp_table_state *ts = data;
	struct hpsym_sym s, other;
	u32 iter = 0;

	if (hpsym_find(&ts->t, name, &iter, &s) != 1 || hpsym_find(&ts->t, name, &iter, &other))
		return 0;
	if (function && !hp_sym_is_text(s.type))
		return 0;
	return hp_table_addr(ts, &s);
}

int hp_table_take(void *data, size_t len, u8 build_id[HP_BUILD_ID_LEN])
{
	struct hp_table_state ts = { .data = data, .len = len };
	u8 known_build_id[HP_BUILD_ID_LEN];
	int ret;

	if (!data) {
		hp_table_exit();
		return 0;
	}
	memcpy(known_build_id, kernel_build_id, HP_BUILD_ID_LEN);
	ret = hpsym_open(&ts.t, data, len);
	if (!ret || ret == -EBADMSG)
		memcpy(build_id, ts.t.build_id, HP_BUILD_ID_LEN);
	if (!ret && (ts.t.flags & HPSYM_F_MODULE))
		ret = -EINVAL;
	if (!ret)
		ret = check_build_id(&ts);
	if (!ret)
		ret = compare_with_kallsyms(&ts);
	if (!ret)
		ret = hp_kfuncs_complete(find_in_table, &ts);
	if (ret) {
		/* check_build_id() may have taken the kernel's build-id from where this table said. */
		memcpy(kernel_build_id, known_build_id, HP_BUILD_ID_LEN);
		vfree(data);
		return ret;
	}
	hp_table_exit();
	table = ts;
	return 0;
}
