// SPDX-License-Identifier: GPL-2.0-only
/*
 * commands_ask.c - the ioctls that only ask.  None waits for an operation: see hp_ask_lock in registry.h.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "events/progress.h"
#include "symbols/symbols.h"
#include "user/arguments.h"
#include "user/commands_ask.h"
#include "user/report.h"

#define MAX_LOOKUP	4096	/* symbols, or patches, in one answer */

/* Waits for no operation: hp_ask_lock is write-held only to exchange a table or to take out a stub. */
static long lock(const struct file *file)
{
	if (file->f_flags & O_NONBLOCK)
		return down_read_trylock(&hp_ask_lock) ? 0 : -EAGAIN;
	return down_read_interruptible(&hp_ask_lock) ? -ERESTARTSYS : 0;
}

static void unlock(void)
{
	up_read(&hp_ask_lock);
}

long hp_do_info(struct file *file, void *arg)
{
	long ret = lock(file);

	if (ret)
		return ret;
	hp_report_info(arg);
	unlock();
	return 0;
}

long hp_do_lookup(struct file *file, void *arg)
{
	struct hp_lookup *lookup = arg;
	struct hp_sym *syms = NULL, best;
	long ret;

	if (!hp_valid_ref(&lookup->ref) || lookup->reserved)
		return -EINVAL;
	lookup->max = min_t(u32, lookup->max, MAX_LOOKUP);
	if (lookup->max) {
		syms = kvmalloc_array(lookup->max, sizeof(*syms), GFP_KERNEL);
		if (!syms)
			return -ENOMEM;
	}
	ret = lock(file);
	if (ret)
		goto free;
	ret = hp_sym_lookup(&lookup->ref, syms, lookup->max, &lookup->count, &best);
	unlock();
	if (ret)
		goto free;
	lookup->status = best.status;
	if (syms && copy_to_user(hp_user(lookup->syms), syms,
				 min(lookup->max, lookup->count) * sizeof(*syms)))
		ret = -EFAULT;
free:
	kvfree(syms);
	return ret;
}

long hp_do_symbolize(struct file *file, void *arg)
{
	struct hp_symbolize *s = arg;
	long ret = lock(file);

	if (ret)
		return ret;
	ret = hp_sym_at(s->addr, &s->offset, &s->sym);
	unlock();
	return ret;
}

long hp_do_progress(struct file *file, void *arg)
{
	hp_progress_read(arg);
	return 0;
}

long hp_do_check(struct file *file, void *arg)
{
	struct hp_check *check = arg;
	struct hp_blocker *blockers = NULL;
	struct hp_target *targets;
	long ret;
	u32 i;

	if (!check->count || check->count > HP_MAX_FUNCS || check->max_blockers > HP_MAX_LOOK ||
	    !hp_valid_row(check->target_size, TARGET_BASE) ||
	    !hp_valid_row(check->blocker_size, BLOCKER_BASE))
		return -EINVAL;
	check->nblockers = check->blocked = check->tasks = check->refused = 0;
	targets = kvcalloc(check->count, sizeof(*targets), GFP_KERNEL);
	if (!targets)
		return -ENOMEM;
	for (i = 0; i < check->count; i++) {
		ret = -EFAULT;
		if (copy_from_user(&targets[i].ref, hp_user(check->targets + (u64)i * check->target_size),
				   sizeof(targets[i].ref)))
			goto free;
		ret = -EINVAL;
		if (!hp_valid_ref(&targets[i].ref))
			goto free;
	}
	ret = -ENOMEM;
	blockers = kvcalloc(max(check->max_blockers, 1u), sizeof(*blockers), GFP_KERNEL);
	if (!blockers)
		goto free;
	ret = lock(file);
	if (ret)
		goto free;
	ret = hp_report_check(check, targets, blockers);
	unlock();
	if (hp_copy_rows(check->targets, targets, check->count, sizeof(*targets), check->target_size) ||
	    hp_copy_rows(check->blockers, blockers, check->nblockers, sizeof(*blockers),
			 check->blocker_size))
		ret = -EFAULT;
free:
	kvfree(blockers);
	kvfree(targets);
	return ret;
}

/* The answer is copied to user space when hp_list_lock is released: the copy may sleep for long. */
long hp_do_list(struct file *file, void *arg)
{
	struct hp_list *list = arg;
	u32 max = min_t(u32, list->max, MAX_LOOKUP);
	struct hp_patch *patches;
	long ret;

	if (!hp_valid_row(list->patch_size, PATCH_BASE) || list->reserved)
		return -EINVAL;
	patches = kvcalloc(max(max, 1u), sizeof(*patches), GFP_KERNEL);
	if (!patches)
		return -ENOMEM;
	list->count = hp_report_list(patches, max);
	ret = hp_copy_rows(list->patches, patches, min(max, list->count), sizeof(*patches),
			   list->patch_size);
	kvfree(patches);
	return ret;
}

long hp_do_funcs(struct file *file, void *arg)
{
	struct hp_funcs *funcs = arg;
	u32 max = min_t(u32, funcs->max, HP_MAX_FUNCS);
	struct hp_target *targets;
	long ret;

	if (!HP_TERMINATED(funcs->patch) || funcs->reserved ||
	    !hp_valid_row(funcs->target_size, TARGET_BASE))
		return -EINVAL;
	targets = kvcalloc(max(max, 1u), sizeof(*targets), GFP_KERNEL);
	if (!targets)
		return -ENOMEM;
	ret = lock(file);
	if (ret)
		goto free;
	ret = hp_report_funcs(funcs->patch, targets, max, &funcs->count);
	unlock();
	if (!ret)
		ret = hp_copy_rows(funcs->targets, targets, min(max, funcs->count), sizeof(*targets),
				   funcs->target_size);
free:
	kvfree(targets);
	return ret;
}

/* Do the places follow each other within the function? */
static bool within(const struct hp_left_out *left_out, u32 count, u32 size)
{
	u64 end = 0;
	u32 i;

	for (i = 0; i < count && end <= size; i++)
		end += (u64)left_out[i].gap + left_out[i].len;
	return end <= size;
}

long hp_do_body(struct file *file, void *arg)
{
	struct hp_body *body = arg;
	struct hp_left_out *left_out;
	long ret = -EINVAL;

	if (!hp_valid_ref(&body->ref) || !body->size || body->size > HP_MAX_BODY ||
	    body->count > HP_MAX_LEFT_OUT)
		return -EINVAL;
	left_out = vmemdup_user(hp_user(body->left_out), array_size(body->count, sizeof(*left_out)));
	if (IS_ERR(left_out))
		return PTR_ERR(left_out);
	if (!within(left_out, body->count, body->size))
		goto free;
	ret = lock(file);
	if (ret)
		goto free;
	ret = hp_report_body(body, left_out);
	unlock();
free:
	kvfree(left_out);
	return ret;
}
