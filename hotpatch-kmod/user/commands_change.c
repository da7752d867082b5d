// SPDX-License-Identifier: GPL-2.0-only
/*
 * commands_change.c - the ioctls that change something: the table, which patches there are, their state.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "kernel/copy.h"
#include "patch/load.h"
#include "patch/stub.h"
#include "symbols/table.h"
#include "user/arguments.h"
#include "user/client.h"
#include "user/commands_change.h"

static long lock_table(const struct file *file)
{
	if (file->f_flags & O_NONBLOCK)
		return down_write_trylock(&hp_ask_lock) ? 0 : -EAGAIN;
	return down_write_killable(&hp_ask_lock) ? -ERESTARTSYS : 0;
}

long hp_do_table(struct file *file, void *arg)
{
	struct hp_table *table = arg;
	struct hp_who who;
	void *data = NULL;
	long ret;

	memset(table->build_id, 0, sizeof(table->build_id));
	if (table->reserved)
		return -EINVAL;
	if (table->len > HP_MAX_TABLE)
		return -E2BIG;
	if (table->len) {
		data = vmalloc(table->len);
		if (!data)
			return -ENOMEM;
		if (copy_from_user(data, hp_user(table->data), table->len)) {
			vfree(data);
			return -EFAULT;
		}
	}
	ret = lock_table(file);
	if (ret) {
		vfree(data);
		return ret;
	}
	ret = hp_table_take(data, table->len, table->build_id);
	up_write(&hp_ask_lock);
	hp_who_is_current(&who);
	hp_log_event(&who, &(struct hp_event_info){ .kind = HP_EV_TABLE, .patch = "-", .error = ret });
	return ret;
}

long hp_do_load_begin(struct file *file, void *arg)
{
	struct hp_load *load = arg;
	struct hp_load_args args = { .count = load->count };
	size_t size;
	long ret;
	u32 i;

	if (!HP_TERMINATED(load->patch) || !load->patch[0] || load->reserved)
		return -EINVAL;
	if (load->count > HP_MAX_IMPORTS)
		return -E2BIG;
	hp_copy(args.patch, load->patch);
	memcpy(args.build_id, load->build_id, sizeof(args.build_id));
	size = array_size(load->count, sizeof(*args.imports));
	args.imports = vmemdup_user(hp_user(load->imports), size);
	if (IS_ERR(args.imports))
		return PTR_ERR(args.imports);
	ret = -EINVAL;
	for (i = 0; i < args.count; i++) {
		if (!HP_TERMINATED(args.imports[i].alias) || !hp_valid_ref(&args.imports[i].ref))
			goto free;
	}
	ret = hp_load_begin(file, &args);
	load->failed = args.failed;
	load->published = args.published;
	load->owner = args.owner_pid;
	if (copy_to_user(hp_user(load->imports), args.imports, size)) {
		hp_load_abandon(file);
		ret = -EFAULT;
	}
free:
	kvfree(args.imports);
	return ret;
}

long hp_do_load_end(struct file *file, void *arg)
{
	return hp_load_end(file, arg);
}

static bool valid_op(const struct hp_op *op)
{
	return HP_TERMINATED(op->patch) && !op->reserved && !(op->flags & ~HP_OP_SPARE) &&
	       hp_valid_row(op->blocker_size, BLOCKER_BASE) && op->min_depth <= HP_DEPTH_FREEZE &&
	       op->max_depth <= HP_DEPTH_FREEZE && op->max_blockers <= HP_MAX_BLOCKERS &&
	       (!op->max_depth || op->min_depth <= op->max_depth) &&
	       op->deadline_ms <= HP_MAX_DEADLINE_MS && op->confirm_s <= HP_MAX_CONFIRM_S &&
	       op->freeze_ms <= HP_MAX_DEADLINE_MS &&
	       (!(op->flags & HP_OP_SPARE) ||
		(op->max_depth && op->max_depth < HP_DEPTH_FREEZE));
}

long hp_do_operate(struct file *file, enum hp_transition transition, struct hp_op *op)
{
	struct hp_client *client = file->private_data;
	struct hp_blocker *blockers;
	long ret;

	if (!valid_op(op) || (op->confirm_s && transition != HP_TRANSITION_APPLY))
		return -EINVAL;
	/* The fields that the operation may leave unset must not go back with the caller's values. */
	memset((u8 *)op + offsetof(struct hp_op, nblockers), 0,
	       offsetof(struct hp_op, freeze_ms) - offsetof(struct hp_op, nblockers));
	op->spared = 0;
	blockers = kvcalloc(max(op->max_blockers, 1u), sizeof(*blockers), GFP_KERNEL);
	if (!blockers)
		return -ENOMEM;
	ret = hp_operate(&client->caller, transition, op, blockers);
	if (hp_copy_rows(op->blockers, blockers, op->nblockers, sizeof(*blockers), op->blocker_size))
		ret = -EFAULT;
	kvfree(blockers);
	return ret;
}

long hp_do_stub(struct file *file, void *arg)
{
	struct hp_stub *stub = arg;

	if (!HP_TERMINATED(stub->patch) || !hp_valid_ref(&stub->target))
		return -EINVAL;
	return hp_stub_create(stub);
}
