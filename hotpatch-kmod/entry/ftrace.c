// SPDX-License-Identifier: GPL-2.0-only
/*
 * ftrace.c - keeps ftrace away from patched entries, and gives them back without upsetting it.
 *
 * See ftrace.h for why.  Sources: kernel/trace/ftrace.c, skip_record(), __ftrace_hash_rec_update().
 */
#include <linux/ftrace.h>
#include <linux/slab.h>
#include "entry/body.h"
#include "entry/ftrace.h"
#include "events/deadline.h"
#include "kernel/kfuncs.h"

/* Entries still disabled though not patched any more.  ftrace_lock. */
static unsigned long *held;
static u32 nheld;
static u32 room;
static u32 promised;	/* entries that are patched: held has room for them, too */

int hp_ftrace_lock(u64 until_ns)
{
	return hp_lock_until(kdata.ftrace_lock, until_ns);
}

void hp_ftrace_unlock(void)
{
	mutex_unlock(kdata.ftrace_lock);
}

static struct dyn_ftrace *find_record(unsigned long ip)
{
	struct ftrace_rec_iter *iter;

	for (iter = hp_call(ftrace_rec_iter_start)(); iter;
	     iter = hp_call(ftrace_rec_iter_next)(iter)) {
		struct dyn_ftrace *rec = hp_call(ftrace_rec_iter_record)(iter);

		if (rec->ip == ip)
			return rec;
	}
	return NULL;
}

static bool is_held(unsigned long ip)
{
	u32 i;

	for (i = 0; i < nheld && held[i] != ip; i++)
		;
	return i < nheld;
}

/* Does its module still have init code?  When that is freed, the module's other records move. */
static bool may_move(unsigned long ip)
{
	const struct module *mod;
	bool may;

	preempt_disable();	/* __module_address() asserts this, or module_mutex */
	mod = hp_call(__module_address)(ip);
	may = mod && hp_module_has_init(mod);
	preempt_enable();
	return may;
}

/*
 * There are 50,000 records and more, in no order that we could rely on: so the record found is kept in f,
 * once it can no longer move.  A live module may still have its init memory (do_init_module() waits for
 * async work in between).  When that is freed, ftrace_free_mem() moves the module's other records together,
 * and leaves stale copies in the places that become free, so comparing .ip would not show that a kept
 * record has moved.  The size of the init memory is cleared after that; the image's init code is freed
 * before any module is loaded.  Otherwise a record goes only with its module (ftrace_release_mod()), which
 * is pinned.  ftrace_lock held.
 */
static struct dyn_ftrace *record_of(struct hp_func *f)
{
	struct dyn_ftrace *rec = f->record;

	if (!f->ftrace_ip || rec)
		return rec;
	rec = find_record(f->ftrace_ip);
	if (!may_move(f->ftrace_ip))
		f->record = rec;
	return rec;
}

int hp_ftrace_users(struct hp_func *f, u32 *holder)
{
	struct dyn_ftrace *rec = record_of(f);
	unsigned long flags;

	if (!rec)
		return -ENXIO;
	flags = READ_ONCE(rec->flags);
	if ((flags & FTRACE_FL_DISABLED) && !is_held(f->ftrace_ip))
		*holder = HP_HELD_UNKNOWN;	/* switched off, and not by us */
	else if (hp_probed(f->ftrace_ip, 1))
		*holder = HP_HELD_KPROBE;
	else if (!(flags & (FTRACE_REF_MAX | FTRACE_FL_ENABLED | FTRACE_FL_IPMODIFY |
			    FTRACE_FL_DIRECT)))
		return 0;
	else if (flags & FTRACE_FL_DIRECT)
		*holder = HP_HELD_DIRECT;
	else if (flags & FTRACE_FL_IPMODIFY)
		*holder = HP_HELD_LIVEPATCH;
	else
		*holder = HP_HELD_TRACER;
	return -EEXIST;
}

/* Would an enabled ftrace_ops, when it is disabled, subtract itself from this record's users? */
static bool in_use(struct dyn_ftrace *rec)
{
	struct ftrace_ops *op;

	/* The list ends with a stub whose next is NULL. */
	for (op = *kdata.ftrace_ops_list; op && op->next; op = op->next) {
		/* regs may be any pointer but NULL: ftrace_ops_test() looks at nothing else. */
		if ((op->flags & FTRACE_OPS_FL_ENABLED) && op->func_hash &&
		    hp_call(ftrace_ops_test)(op, rec->ip, rec))
			return true;
	}
	return false;
}

static void forget(unsigned long ip)
{
	u32 i;

	for (i = 0; i < nheld; i++) {
		if (held[i] == ip)
			held[i--] = held[--nheld];
	}
}

void hp_ftrace_take(struct hp_func *f)
{
	struct dyn_ftrace *rec = record_of(f);

	forget(f->ftrace_ip);
	promised++;
	if (rec)
		rec->flags |= FTRACE_FL_DISABLED;
}

int hp_ftrace_promise(u32 n)
{
	unsigned long *grown;
	u32 wanted = nheld + promised + n;

	if (wanted > room) {
		grown = hp_krealloc_array(held, wanted, sizeof(*held));
		if (!grown)
			return -ENOMEM;
		held = grown;
		room = wanted;
	}
	return 0;
}

void hp_ftrace_give_back(struct hp_func *f)
{
	struct dyn_ftrace *rec = record_of(f);

	promised--;
	if (!rec)
		return;
	if (!in_use(rec))
		rec->flags &= ~FTRACE_FL_DISABLED;
	else
		held[nheld++] = f->ftrace_ip;	/* hp_ftrace_promise() made room */
}

u32 hp_ftrace_settle(u64 until_ns)
{
	u32 i;

	if (!READ_ONCE(nheld) || hp_ftrace_lock(until_ns))
		return READ_ONCE(nheld);
	for (i = 0; i < nheld; i++) {
		struct dyn_ftrace *rec = find_record(held[i]);

		if (rec && in_use(rec))
			continue;
		if (rec)
			rec->flags &= ~FTRACE_FL_DISABLED;
		held[i--] = held[--nheld];
	}
	hp_ftrace_unlock();
	return READ_ONCE(nheld);
}

u32 hp_ftrace_held(void)
{
	return READ_ONCE(nheld);
}

void hp_ftrace_exit(void)
{
	kfree(held);
}
