// SPDX-License-Identifier: GPL-2.0-only
/*
 * commands.c - what /dev/hotpatch can be asked: every byte of an ioctl, from or to user space, passes
 * here, and is checked here.
 *
 * The contract is hotpatch_uapi.h.  Each handler gets a kernel copy of its struct and leaves the
 * answer in it; hp_command() copies both ways, also when the handler fails, because the reasons are in
 * the struct.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "commands.h"
#include "copy.h"
#include "kfuncs.h"
#include "load.h"
#include "progress.h"
#include "report.h"
#include "stub.h"
#include "symbols.h"
#include "table.h"
#include "timer.h"

#define MAX_LOOKUP	4096	/* symbols, or patches, in one answer */
#define ON_STACK	512	/* a command's struct of that size takes no memory */
#define MAX_ROW		PAGE_SIZE	/* nor does a struct grow beyond that */

#define TERMINATED(array)	(strnlen(array, sizeof(array)) < sizeof(array))

static bool valid_ref(const struct hp_symref *ref)
{
	return TERMINATED(ref->name) && TERMINATED(ref->file) && TERMINATED(ref->object) &&
	       !ref->reserved;
}

static void __user *user(u64 ptr)
{
	return u64_to_user_ptr(ptr);
}

/*
 * Structs in a row in user space, each of size bytes there, of own bytes here.  What the caller does not
 * know is left out; what he alone knows is zeroed.
 */
static long copy_rows(u64 to, const void *rows, u32 n, u32 own, u32 size)
{
	u32 i;

	if (size == own)
		return copy_to_user(user(to), rows, (size_t)n * own) ? -EFAULT : 0;
	for (i = 0; i < n; i++, to += size, rows += own) {
		cond_resched();
		if (copy_to_user(user(to), rows, min(own, size)) ||
		    (size > own && clear_user(user(to + own), size - own)))
			return -EFAULT;
	}
	return 0;
}

/* What version 4 had: who knows less than that is not served. */
#define PATCH_BASE	offsetofend(struct hp_patch, reserved2)
#define TARGET_BASE	offsetofend(struct hp_target, hits)
#define BLOCKER_BASE	offsetofend(struct hp_blocker, call)

/* A size beside a pointer. */
static bool valid_row(u32 size, u32 base)
{
	return size >= base && size <= MAX_ROW;
}

/* Of those who only ask: the lock is only ever write-held for the exchange of a table or a stub. */
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

static long lock_table(const struct file *file)
{
	if (file->f_flags & O_NONBLOCK)
		return down_write_trylock(&hp_ask_lock) ? 0 : -EAGAIN;
	return down_write_killable(&hp_ask_lock) ? -ERESTARTSYS : 0;
}

static long do_info(struct file *file, void *arg)
{
	long ret = lock(file);

	if (ret)
		return ret;
	hp_report_info(arg);
	unlock();
	return 0;
}

static long do_table(struct file *file, void *arg)
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
		if (copy_from_user(data, user(table->data), table->len)) {
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
	hp_tell(&who, &(struct hp_news){ .kind = HP_EV_TABLE, .patch = "-", .error = ret });
	return ret;
}

static long do_lookup(struct file *file, void *arg)
{
	struct hp_lookup *lookup = arg;
	struct hp_sym *syms = NULL, best;
	long ret;

	if (!valid_ref(&lookup->ref) || lookup->reserved)
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
	if (syms && copy_to_user(user(lookup->syms), syms,
				 min(lookup->max, lookup->count) * sizeof(*syms)))
		ret = -EFAULT;
free:
	kvfree(syms);
	return ret;
}

static long do_symbolize(struct file *file, void *arg)
{
	struct hp_symbolize *s = arg;
	long ret = lock(file);

	if (ret)
		return ret;
	ret = hp_sym_at(s->addr, &s->offset, &s->sym);
	unlock();
	return ret;
}

static long do_load_begin(struct file *file, void *arg)
{
	struct hp_load *load = arg;
	struct hp_load_args args = { .count = load->count };
	size_t size;
	long ret;
	u32 i;

	if (!TERMINATED(load->patch) || !load->patch[0] || load->reserved)
		return -EINVAL;
	if (load->count > HP_MAX_IMPORTS)
		return -E2BIG;
	hp_copy(args.patch, load->patch);
	memcpy(args.build_id, load->build_id, sizeof(args.build_id));
	size = array_size(load->count, sizeof(*args.imports));
	args.imports = vmemdup_user(user(load->imports), size);
	if (IS_ERR(args.imports))
		return PTR_ERR(args.imports);
	ret = -EINVAL;
	for (i = 0; i < args.count; i++) {
		if (!TERMINATED(args.imports[i].alias) || !valid_ref(&args.imports[i].ref))
			goto free;
	}
	ret = hp_load_begin(file, &args);
	load->failed = args.failed;
	load->published = args.published;
	load->owner = args.owner_pid;
	if (copy_to_user(user(load->imports), args.imports, size)) {
		hp_load_abandon(file);
		ret = -EFAULT;
	}
free:
	kvfree(args.imports);
	return ret;
}

static long do_load_end(struct file *file, void *arg)
{
	return hp_load_end(file, arg);
}

static bool valid_op(const struct hp_op *op)
{
	return TERMINATED(op->patch) && !op->reserved && !(op->flags & ~HP_OP_SPARE) &&
	       valid_row(op->blocker_size, BLOCKER_BASE) && op->min_depth <= HP_DEPTH_FREEZE &&
	       op->max_depth <= HP_DEPTH_FREEZE && op->max_blockers <= HP_MAX_BLOCKERS &&
	       (!op->max_depth || op->min_depth <= op->max_depth) &&
	       op->deadline_ms <= HP_MAX_DEADLINE_MS && op->confirm_s <= HP_MAX_CONFIRM_S &&
	       op->freeze_ms <= HP_MAX_DEADLINE_MS &&
	       (!(op->flags & HP_OP_SPARE) ||
		(op->max_depth && op->max_depth < HP_DEPTH_FREEZE));
}

static long operate(struct file *file, enum hp_turn turn, struct hp_op *op)
{
	struct hp_client *client = file->private_data;
	struct hp_blocker *blockers;
	long ret;

	if (!valid_op(op) || (op->confirm_s && turn != HP_TURN_APPLY))
		return -EINVAL;
	/* The answer must not carry what the caller left in the fields it does not set. */
	memset((u8 *)op + offsetof(struct hp_op, nblockers), 0,
	       offsetof(struct hp_op, freeze_ms) - offsetof(struct hp_op, nblockers));
	op->spared = 0;
	blockers = kvcalloc(max(op->max_blockers, 1u), sizeof(*blockers), GFP_KERNEL);
	if (!blockers)
		return -ENOMEM;
	ret = hp_operate(&client->caller, turn, op, blockers);
	if (copy_rows(op->blockers, blockers, op->nblockers, sizeof(*blockers), op->blocker_size))
		ret = -EFAULT;
	kvfree(blockers);
	return ret;
}

static long do_stub(struct file *file, void *arg)
{
	struct hp_stub *stub = arg;

	if (!TERMINATED(stub->patch) || !valid_ref(&stub->target))
		return -EINVAL;
	return hp_stub_create(stub);
}

static long by_name(int (*act)(const char *patch), const struct hp_name *name)
{
	return TERMINATED(name->patch) ? act(name->patch) : -EINVAL;
}

static long do_progress(struct file *file, void *arg)
{
	hp_progress_read(arg);
	return 0;
}

static long do_check(struct file *file, void *arg)
{
	struct hp_check *check = arg;
	struct hp_blocker *blockers = NULL;
	struct hp_target *targets;
	long ret;
	u32 i;

	if (!check->count || check->count > HP_MAX_FUNCS || check->max_blockers > HP_MAX_LOOK ||
	    !valid_row(check->target_size, TARGET_BASE) ||
	    !valid_row(check->blocker_size, BLOCKER_BASE))
		return -EINVAL;
	check->nblockers = check->blocked = check->tasks = check->refused = 0;
	targets = kvcalloc(check->count, sizeof(*targets), GFP_KERNEL);
	if (!targets)
		return -ENOMEM;
	for (i = 0; i < check->count; i++) {
		ret = -EFAULT;
		if (copy_from_user(&targets[i].ref, user(check->targets + (u64)i * check->target_size),
				   sizeof(targets[i].ref)))
			goto free;
		ret = -EINVAL;
		if (!valid_ref(&targets[i].ref))
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
	if (copy_rows(check->targets, targets, check->count, sizeof(*targets), check->target_size) ||
	    copy_rows(check->blockers, blockers, check->nblockers, sizeof(*blockers),
		      check->blocker_size))
		ret = -EFAULT;
free:
	kvfree(blockers);
	kvfree(targets);
	return ret;
}

/* Copied out after the locks are given back: a copy may sleep for long. */
static long do_list(struct file *file, void *arg)
{
	struct hp_list *list = arg;
	u32 max = min_t(u32, list->max, MAX_LOOKUP);
	struct hp_patch *patches;
	long ret;

	if (!valid_row(list->patch_size, PATCH_BASE) || list->reserved)
		return -EINVAL;
	patches = kvcalloc(max(max, 1u), sizeof(*patches), GFP_KERNEL);
	if (!patches)
		return -ENOMEM;
	list->count = hp_report_list(patches, max);
	ret = copy_rows(list->patches, patches, min(max, list->count), sizeof(*patches),
			list->patch_size);
	kvfree(patches);
	return ret;
}

static long do_funcs(struct file *file, void *arg)
{
	struct hp_funcs *funcs = arg;
	u32 max = min_t(u32, funcs->max, HP_MAX_FUNCS);
	struct hp_target *targets;
	long ret;

	if (!TERMINATED(funcs->patch) || funcs->reserved ||
	    !valid_row(funcs->target_size, TARGET_BASE))
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
		ret = copy_rows(funcs->targets, targets, min(max, funcs->count), sizeof(*targets),
				funcs->target_size);
free:
	kvfree(targets);
	return ret;
}

static const struct {
	unsigned int cmd;	/* with the size of the struct as it is here */
	long (*handler)(struct file *file, void *arg);	/* NULL: .by_name or operate() by the turn */
	bool always;		/* also while the kernel's own names do not suffice */
	enum {
		KEEPS = 0,	/* tells, or gives the kernel its own code back */
		CHANGES,	/* not where the kernel is locked down */
		CHANGES_UNSIGNED, /* nor where it enforces signatures: nobody has signed this */
	} does;
	int (*by_name)(const char *patch);	/* all it takes is struct hp_name */
	enum hp_turn turn;
	u32 base;		/* size that a caller must know, 0: all of it.  A struct that grows after
				 * version 4 gets one: what it was then */
} commands[] = {
	{ HP_IOC_INFO, do_info, true, .base = offsetofend(struct hp_info, flags) },
	{ HP_IOC_TABLE, do_table, true, CHANGES_UNSIGNED },
	{ HP_IOC_LOOKUP, do_lookup },
	{ HP_IOC_SYMBOLIZE, do_symbolize },
	{ HP_IOC_LOAD_BEGIN, do_load_begin, .does = CHANGES },
	{ HP_IOC_LOAD_END, do_load_end },
	{ HP_IOC_APPLY, .turn = HP_TURN_APPLY, .does = CHANGES },
	{ HP_IOC_REVERT, .turn = HP_TURN_REVERT },
	{ HP_IOC_CONFIRM, .by_name = hp_confirm },
	{ HP_IOC_CHECK, do_check },
	{ HP_IOC_LIST, do_list },
	{ HP_IOC_FUNCS, do_funcs },
	{ HP_IOC_STUB, do_stub, .does = CHANGES_UNSIGNED },
	{ HP_IOC_UNSTUB, .by_name = hp_stub_remove },
	{ HP_IOC_COUNT, .turn = HP_TURN_COUNT, .does = CHANGES },
	{ HP_IOC_UNCOUNT, .turn = HP_TURN_UNCOUNT },
	{ HP_IOC_PROGRESS, do_progress },
	{ HP_IOC_ABORT, .by_name = hp_give_up },
	{ HP_IOC_ABANDON, .by_name = hp_abandon },
};

/* Asked at each call: the kernel may have been locked down since the device was opened. */
static bool permitted(size_t i)
{
	if (commands[i].does != KEEPS && security_locked_down(LOCKDOWN_MODULE_SIGNATURE))
		return false;
	return commands[i].does != CHANGES_UNSIGNED || !is_module_sig_enforced();
}

static ssize_t find_command(unsigned int cmd)
{
	const unsigned int size = _IOC_SIZEMASK << _IOC_SIZESHIFT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if ((commands[i].cmd & ~size) == (cmd & ~size))
			break;
	}
	if (i == ARRAY_SIZE(commands) ||
	    _IOC_SIZE(cmd) < (commands[i].base ?: _IOC_SIZE(commands[i].cmd)))
		return -ENOTTY;
	return i;
}

static long act(struct file *file, size_t i, void *arg)
{
	if (commands[i].by_name)
		return by_name(commands[i].by_name, arg);
	if (commands[i].handler)
		return commands[i].handler(file, arg);
	return operate(file, commands[i].turn, arg);
}

/* own is the struct's size here, size the caller's; what he alone knows is 0 on the way in. */
static long copy_back(void __user *ptr, const void *arg, size_t own, size_t size)
{
	if (copy_to_user(ptr, arg, min(own, size)) ||
	    (size > own && clear_user(ptr + own, size - own)))
		return -EFAULT;
	return 0;
}

long hp_command(struct file *file, unsigned int cmd, unsigned long ptr)
{
	u8 small[ON_STACK] __aligned(sizeof(u64)) = { };
	void __user *from = (void __user *)ptr;
	size_t own, size = _IOC_SIZE(cmd);
	ssize_t i = find_command(cmd);
	void *arg = small;
	long ret;

	/* It must not fail for want of memory: what was published would stay. */
	BUILD_BUG_ON(sizeof(struct hp_verdict) > ON_STACK);

	if (i < 0)
		return i;
	if (!permitted(i))
		return -EPERM;
	if (!commands[i].always && hp_kfuncs_missing())
		return -ENODATA;
	own = _IOC_SIZE(commands[i].cmd);
	if (own > ON_STACK)
		arg = kvzalloc(own, GFP_KERNEL);
	if (!arg)
		return -ENOMEM;
	ret = _IOC_DIR(cmd) & _IOC_WRITE ? copy_struct_from_user(arg, own, from, size) : 0;
	if (!ret) {
		ret = act(file, i, arg);
		/* An interrupted call is made again with the same arguments: leave them alone. */
		if (ret != -ERESTARTSYS && ret != -ERESTARTNOINTR &&
		    (_IOC_DIR(cmd) & _IOC_READ) && copy_back(from, arg, own, size))
			ret = -EFAULT;
	}
	if (own > ON_STACK)
		kvfree(arg);
	return ret;
}
