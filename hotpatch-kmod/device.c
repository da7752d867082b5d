// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - /dev/hotpatch: every byte from or to user space passes here, and is checked here; but
 * for events, which events.c copies out.
 *
 * The contract is hotpatch_uapi.h.  Each handler gets a kernel copy of its struct and leaves the
 * answer in it; ioctl() copies both ways, also when the handler fails, because the reasons are in
 * the struct.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "copy.h"
#include "device.h"
#include "events.h"
#include "kfuncs.h"
#include "load.h"
#include "operation.h"
#include "patch.h"
#include "progress.h"
#include "report.h"
#include "stub.h"
#include "symbols.h"
#include "table.h"
#include "timer.h"

#define MAX_LOOKUP	4096	/* symbols, or patches, in one answer */
#define ON_STACK	512	/* a command's struct of that size takes no memory */

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

	if (!TERMINATED(load->patch) || !load->patch[0])
		return -EINVAL;
	if (load->count > HP_MAX_IMPORTS)
		return -E2BIG;
	hp_copy(args.patch, load->patch);
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
	return TERMINATED(op->patch) && !op->reserved && !op->reserved2 && op->min_depth <= HP_DEPTH_FREEZE &&
	       op->max_depth <= HP_DEPTH_FREEZE && op->max_blockers <= HP_MAX_BLOCKERS &&
	       (!op->max_depth || op->min_depth <= op->max_depth) &&
	       op->deadline_ms <= HP_MAX_DEADLINE_MS && op->confirm_s <= HP_MAX_CONFIRM_S &&
	       op->freeze_ms <= HP_MAX_DEADLINE_MS;
}

/* What an open file remembers. */
struct client {
	struct hp_reader reader;
	struct hp_caller caller;
};

static long operate(struct file *file, enum hp_turn turn, struct hp_op *op)
{
	struct client *client = file->private_data;
	struct hp_blocker *blockers;
	long ret;

	if (!valid_op(op) || (op->confirm_s && turn != HP_TURN_APPLY))
		return -EINVAL;
	/* The answer must not carry what the caller left in the fields it does not set. */
	memset((u8 *)op + offsetof(struct hp_op, nblockers), 0,
	       offsetof(struct hp_op, freeze_ms) - offsetof(struct hp_op, nblockers));
	blockers = kvcalloc(max(op->max_blockers, 1u), sizeof(*blockers), GFP_KERNEL);
	if (!blockers)
		return -ENOMEM;
	ret = hp_operate(&client->caller, turn, op, blockers);
	if (copy_to_user(user(op->blockers), blockers, op->nblockers * sizeof(*blockers)))
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
	size_t size;
	long ret;
	u32 i;

	if (!check->count || check->count > HP_MAX_FUNCS || check->max_blockers > HP_MAX_LOOK)
		return -EINVAL;
	memset_after(check, 0, blockers);
	size = array_size(check->count, sizeof(*targets));
	targets = vmemdup_user(user(check->targets), size);
	if (IS_ERR(targets))
		return PTR_ERR(targets);
	ret = -EINVAL;
	for (i = 0; i < check->count; i++) {
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
	if (copy_to_user(user(check->targets), targets, size) ||
	    copy_to_user(user(check->blockers), blockers, check->nblockers * sizeof(*blockers)))
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
	long ret = 0;

	patches = kvcalloc(max(max, 1u), sizeof(*patches), GFP_KERNEL);
	if (!patches)
		return -ENOMEM;
	list->count = hp_report_list(patches, max);
	if (copy_to_user(user(list->patches), patches, min(max, list->count) * sizeof(*patches)))
		ret = -EFAULT;
	kvfree(patches);
	return ret;
}

static long do_funcs(struct file *file, void *arg)
{
	struct hp_funcs *funcs = arg;
	u32 max = min_t(u32, funcs->max, HP_MAX_FUNCS);
	struct hp_target *targets;
	long ret;

	if (!TERMINATED(funcs->patch))
		return -EINVAL;
	targets = kvcalloc(max(max, 1u), sizeof(*targets), GFP_KERNEL);
	if (!targets)
		return -ENOMEM;
	ret = lock(file);
	if (ret)
		goto free;
	ret = hp_report_funcs(funcs->patch, targets, max, &funcs->count);
	unlock();
	if (!ret && copy_to_user(user(funcs->targets), targets,
				 min(max, funcs->count) * sizeof(*targets)))
		ret = -EFAULT;
free:
	kvfree(targets);
	return ret;
}

static const struct {
	unsigned int cmd;
	long (*handler)(struct file *file, void *arg);	/* NULL: .by_name or operate() by the turn */
	bool always;		/* also while the kernel's own names do not suffice */
	enum {
		KEEPS = 0,	/* tells, or gives the kernel its own code back */
		CHANGES,	/* not where the kernel is locked down */
		CHANGES_UNSIGNED, /* nor where it enforces signatures: nobody has signed this */
	} does;
	int (*by_name)(const char *patch);	/* all it takes is struct hp_name */
	enum hp_turn turn;
} commands[] = {
	{ HP_IOC_INFO, do_info, true },
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

static long device_ioctl(struct file *file, unsigned int cmd, unsigned long ptr)
{
	u8 small[ON_STACK] __aligned(sizeof(u64)) = { };
	size_t size = _IOC_SIZE(cmd), i;
	void *arg = small;
	long ret;

	/* It must not fail for want of memory: what was published would stay. */
	BUILD_BUG_ON(sizeof(struct hp_verdict) > ON_STACK);

	for (i = 0; i < ARRAY_SIZE(commands) && commands[i].cmd != cmd; i++)
		;
	if (i == ARRAY_SIZE(commands))
		return -ENOTTY;
	if (!permitted(i))
		return -EPERM;
	if (!commands[i].always && hp_kfuncs_missing())
		return -ENODATA;
	if (size > ON_STACK)
		arg = kvzalloc(size, GFP_KERNEL);
	if (!arg)
		return -ENOMEM;
	ret = -EFAULT;
	if ((_IOC_DIR(cmd) & _IOC_WRITE) && copy_from_user(arg, (void __user *)ptr, size))
		goto free;
	if (commands[i].by_name)
		ret = by_name(commands[i].by_name, arg);
	else
		ret = commands[i].handler ? commands[i].handler(file, arg) :
					    operate(file, commands[i].turn, arg);
	/* An interrupted call is made again with the same arguments: leave them alone. */
	if (ret != -ERESTARTSYS && ret != -ERESTARTNOINTR &&
	    (_IOC_DIR(cmd) & _IOC_READ) &&
	    copy_to_user((void __user *)ptr, arg, size))
		ret = -EFAULT;
free:
	if (size > ON_STACK)
		kvfree(arg);
	return ret;
}

static ssize_t device_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct client *client = file->private_data;

	return hp_reader_read(&client->reader, buf, len, file->f_flags & O_NONBLOCK);
}

static __poll_t device_poll(struct file *file, poll_table *wait)
{
	struct client *client = file->private_data;

	return hp_reader_poll(&client->reader, file, wait);
}

static int device_open(struct inode *inode, struct file *file)
{
	struct client *client;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (security_locked_down(LOCKDOWN_MODULE_SIGNATURE))
		return -EPERM;
	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	hp_reader_init(&client->reader);
	file->private_data = client;
	return nonseekable_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct client *client = file->private_data;

	hp_load_abandon(file);
	hp_caller_keep(&client->caller, NULL);
	kfree(client);
	return 0;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.read = device_read,
	.poll = device_poll,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,	/* no struct differs for 32-bit programs */
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.mode = 0600,
	.fops = &device_fops,
};

int hp_device_init(void)
{
	return misc_register(&device);
}

void hp_device_exit(void)
{
	misc_deregister(&device);
}
