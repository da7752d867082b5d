// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - what user space is shown of the kernel, of patches and of targets.
 */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>
#define INCLUDE_VERMAGIC
#include <linux/vermagic.h>
#include "entry/body.h"
#include "entry/ftrace.h"
#include "entry/slots.h"
#include "entry/target.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "operation/hits.h"
#include "operation/kit.h"
#include "operation/timer.h"
#include "patch/digest.h"
#include "patch/entries.h"
#include "patch/load.h"
#include "symbols/symbols.h"
#include "symbols/table.h"
#include "tasks/freeze.h"
#include "tasks/stacks.h"
#include "user/report.h"

#define FTRACE_NS	(100 * NSEC_PER_MSEC)	/* a check waits so long for ftrace's lock */

static const char vermagic[] = VERMAGIC_STRING;

void hp_report_info(struct hp_info *info)
{
	const struct hp_table_state *ts = hp_table();
	const char *missing = hp_kfuncs_missing();
	struct hp_patch_rec *rec;

	memset(info, 0, sizeof(*info));
	info->version = HP_VERSION;
	info->oldest = HP_VERSION_SIZES;
	info->flags = HP_CAN_NUDGE | HP_KNOWS_KEEPS | HP_KNOWS_BODY;
	if (hp_have(kallsyms_on_each_match_symbol) || hp_can_walk_names())
		info->flags |= HP_HAS_KALLSYMS;
	if (IS_ENABLED(CONFIG_DYNAMIC_FTRACE))
		info->flags |= HP_HAS_FTRACE;
	if (missing) {
		info->flags |= HP_NEEDS_TABLE;
		hp_copy(info->missing, missing);
	}
	if (hp_can_freeze())
		info->flags |= HP_CAN_FREEZE;
	if (hp_have(stack_trace_save_tsk_reliable))
		info->flags |= HP_CAN_UNWIND;
	if (ts) {
		info->flags |= HP_HAS_TABLE;
		if (ts->t.flags & HPSYM_F_FILES)
			info->flags |= HP_TABLE_FILES;
		info->symbols = ts->t.nsyms;
		info->slide = ts->slide;
		info->table_bytes = ts->len;
	}
	hp_copy(info->release, init_utsname()->release);
	hp_copy(info->machine, init_utsname()->machine);
	hp_copy(info->vermagic, vermagic);
	memcpy(info->build_id, hp_build_id(), HP_BUILD_ID_LEN);
	info->loader = hp_load_owner();
	info->held = hp_ftrace_settle(ktime_get_ns());
	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		info->patches++;
		info->applied += rec->state != HP_LOADED;
	}
	mutex_unlock(&hp_list_lock);
	hp_pending(info->pending, &info->pending_left_s);
}

/* hp_list_lock held. */
static void fill_hits(struct hp_patch *p, const struct hp_patch_rec *rec)
{
	u32 i;

	for (i = 0; i < rec->nfuncs; i++) {
		p->counting += hp_counting(rec, i);
		p->hits += hp_hits(&rec->funcs[i]);
	}
	if (rec->kind == HP_KIND_STUB)
		p->value = hp_slot_value(rec->funcs[0].slot);
}

u32 hp_report_list(struct hp_patch *patches, u32 max)
{
	struct hp_patch_rec *rec;
	u32 count = 0;

	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		struct hp_patch *p = &patches[count];

		if (count++ >= max)
			continue;
		hp_copy(p->name, rec->name);
		memcpy(p->build_id, rec->build_id, sizeof(p->build_id));
		p->state = hp_timer_state(rec);
		p->nfuncs = rec->nfuncs;
		p->kind = rec->kind;
		fill_hits(p, rec);
		p->confirm_left_s = hp_timer_left_s(rec);
		p->draining = !!atomic_read(&rec->drains);
		p->changed = hp_entries_changed(rec);
		p->text_addr = rec->text_addr;
		p->text_size = rec->text_size;
		p->total_size = rec->total_size;
		p->applied_ns = rec->applied_ns;
	}
	mutex_unlock(&hp_list_lock);
	return count;
}

/* What is known of f, a function of a loaded patch or a possible target. */
static void fill_target(struct hp_target *t, const struct hp_func *f)
{
	t->entry = f->entry;
	t->entry_len = f->entry_len;
	t->replacement = f->replacement;
	t->fragments = f->nfragments;
	t->clones = f->clones;
	t->method = f->method;
	if (f->entry) {
		hp_entry_read(f, t->bytes);
		t->probes = hp_probed(f->entry, f->entry_len);
	}
}

/* until_ns: all targets together wait no longer for ftrace's lock. */
static void check_target(struct hp_target *t, struct hp_func *f, u64 until_ns)
{
	struct hp_symref ref = t->ref;

	memset(t, 0, sizeof(*t));
	t->ref = ref;
	if (hp_target_resolve(&ref, 0, f, &t->sym, &t->verdict)) {
		/* An unresolved target has no range, so no task is looked for in it. */
		if (t->verdict.reason == HP_R_SYMBOL)
			return;
	} else if (hp_ftrace_lock(until_ns)) {
		hp_refuse(&t->verdict, -EBUSY, HP_R_FTRACE_BUSY, 0, &ref, NULL);
	} else {
		hp_entry_pristine(f, &t->verdict);
		hp_ftrace_unlock();
	}
	fill_target(t, f);
}

/* Which tasks are inside the functions now? */
static int check_stacks(const struct hp_func *funcs, u32 n, struct hp_check *check,
			struct hp_blocker *blockers)
{
	struct hp_ranges *ranges = hp_kit_ranges(funcs, n);
	struct hp_scan *scan = ranges ? hp_scan_alloc(ranges, check->max_blockers) : NULL;
	int ret = scan ? hp_scan_outside(scan) : -ENOMEM;

	if (!ret) {
		check->tasks = scan->tasks;
		check->blocked = scan->blocked;
		check->nblockers = scan->nblockers;
		memcpy(blockers, scan->blockers, scan->nblockers * sizeof(*blockers));
	}
	hp_scan_free(scan);
	kvfree(ranges);
	return ret;
}

int hp_report_check(struct hp_check *check, struct hp_target *targets, struct hp_blocker *blockers)
{
	struct hp_func *funcs = kvcalloc(check->count, sizeof(*funcs), GFP_KERNEL);
	u64 until_ns = ktime_get_ns() + FTRACE_NS;
	int ret;
	u32 i;

	if (!funcs)
		return -ENOMEM;
	for (i = 0; i < check->count; i++) {
		cond_resched();
		check_target(&targets[i], &funcs[i], until_ns);
		check->refused += targets[i].verdict.reason != HP_R_NONE;
	}
	ret = check_stacks(funcs, check->count, check, blockers);
	kvfree(funcs);
	return ret;
}

static int fill_loaded(struct hp_target *t, const struct hp_patch_rec *rec, u32 i)
{
	const struct hp_func *f = &rec->funcs[i];
	u64 offset;

	t->ref = f->ref;
	if (hp_sym_at(f->addr, &offset, &t->sym))
		return -ENOMEM;
	fill_target(t, f);
	t->counting = hp_counting(rec, i);
	t->hits = hp_hits(f);
	if (rec->state != HP_LOADED) {
		memcpy(t->original, f->original, f->entry_len);
		if (memcmp(t->bytes, f->jump, f->entry_len)) {
			hp_refuse(&t->verdict, -EUCLEAN, HP_R_CHANGED, 0, &f->ref, NULL);
			hp_entry_is(f, f->jump, &t->verdict);
		}
	}
	return 0;
}

int hp_report_funcs(const char *patch, struct hp_target *targets, u32 max, u32 *count)
{
	struct hp_patch_rec *rec = hp_patch_get(patch);
	int ret = 0;
	u32 i;

	if (!rec)
		return -ENOENT;
	*count = rec->nfuncs;
	for (i = 0; i < min(max, rec->nfuncs) && !ret; i++)
		ret = fill_loaded(&targets[i], rec, i);
	hp_patch_put(rec);
	return ret;
}

/* sym: what the name stands for; its module is pinned.  enum hp_reason. */
static u32 compare_body(struct hp_body *b, const struct hp_left_out *left_out, const struct hp_sym *sym)
{
	unsigned long room = hp_sym_end(sym) - sym->addr;

	b->found_size = sym->size;
	if (!room || !hp_call(kernel_text_address)(sym->addr))
		return HP_R_NOT_FUNCTION;
	if (b->size > room)
		return HP_R_OTHER;
	if (hp_digest(sym->addr, b->size, left_out, b->count, &b->found)) {
		b->found = 0;
		return HP_R_NO_ENTRY;
	}
	if (b->found == b->digest)
		return HP_R_NONE;
	return hp_probed(sym->addr, b->size) ? HP_R_HELD : HP_R_OTHER;
}

int hp_report_body(struct hp_body *b, const struct hp_left_out *left_out)
{
	u32 count, ndeps = 0, reason = HP_R_SYMBOL;
	struct module *dep;
	struct hp_sym sym;
	int ret = hp_sym_lookup(&b->ref, NULL, 0, &count, &sym);

	if (ret)
		return ret;
	b->found = b->found_size = 0;
	memset(&b->verdict, 0, sizeof(b->verdict));
	if (sym.status == HP_SYM_OK && hp_pin(&dep, &ndeps, sym.addr, sym.object))
		sym.status = HP_SYM_NO_OBJECT;
	if (sym.status == HP_SYM_OK)
		reason = compare_body(b, left_out, &sym);
	hp_unpin_all(&dep, &ndeps);
	if (reason)
		hp_refuse(&b->verdict, -EINVAL, reason,
			  reason == HP_R_HELD ? HP_HELD_KPROBE : sym.status, &b->ref, NULL);
	return 0;
}
