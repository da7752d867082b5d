/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * registry.h - the patches that are loaded, and their functions.
 *
 * hp_op_lock: one operation (switching a patch, making or removing a stub) at a time.  The worker holds it
 * for as long as an operation takes.  All others take it interruptibly: a task that waits for it must be able
 * to go into the freezer, which the worker may be using.
 * hp_ask_lock: read-held by those who use the table or show a stub.  It is never held over an operation, so
 * ioctls that only ask do not wait for one; it is write-held only to exchange a table or to take out a stub.
 * hp_list_lock: the list of patches and what LIST shows of them.  Held for short times only.
 * The order of all locks is in doc/design.md.
 */
#ifndef HP_REGISTRY_H
#define HP_REGISTRY_H

#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include "entry/func.h"
#include "hotpatch_uapi.h"

struct hp_kit;

#define HP_MAX_DEPS		16

/* What an operation does to the entries of a patch. */
enum hp_transition {
	HP_TRANSITION_REVERT = 0,
	HP_TRANSITION_APPLY,
	HP_TRANSITION_COUNT,	/* the patch stays applied: entries lead through slots from here on */
	HP_TRANSITION_UNCOUNT,	/* entries lead straight to the replacements again */
};

struct hp_patch_rec {
	struct list_head list;		/* hp_list_lock */
	char name[HP_OBJECT_LEN];
	u8 build_id[HP_BUILD_ID_LEN];	/* of its .ko, as HP_IOC_LOAD_BEGIN gave it; or zeros */
	enum hp_kind kind;
	struct module *mod;		/* the patch's module; of a stub: THIS_MODULE */
	unsigned long text_addr;	/* its code: the module's, or the stub's slot */
	unsigned long text_size;
	unsigned long total_size;
	enum hp_state state;		/* hp_list_lock; to and from HP_LOADED under hp_op_lock too */
	u64 applied_ns;
	u64 confirm_until_ns;		/* CLOCK_BOOTTIME; HP_UNCONFIRMED and what follows */
	u64 retry_ns;			/* CLOCK_BOOTTIME; when its revert is tried next */
	u32 logged;			/* enum hp_reason of the last failed revert that was logged */
	bool timeout_logged;
	struct hp_kit *kit;		/* for that revert; hp_list_lock, used in the worker alone */
	atomic_t drains;		/* not 0: no grace period has passed since the last revert */
	struct rcu_head drain;
	u32 ndeps;
	struct module *deps[HP_MAX_DEPS];/* modules it patches or links to: pinned while loaded */
	u32 nfuncs;
	struct hp_func funcs[];
};

extern struct mutex hp_op_lock;
extern struct rw_semaphore hp_ask_lock;
extern struct mutex hp_list_lock;
extern struct list_head hp_patches;

/*
 * The patch of that name with a reference on its module, so that it stays, or NULL; hp_patch_put()
 * gives it back.  A stub stays as long as hp_op_lock or hp_ask_lock is held.
 */
struct hp_patch_rec *hp_patch_get(const char *name);
void hp_patch_put(struct hp_patch_rec *rec);

/* Adds it to the list of patches.  false: there is one of that name already. */
bool hp_patch_add(struct hp_patch_rec *rec);

/* Takes it off the list; NULL: there is none of that name. */
struct hp_patch_rec *hp_patch_take_out(const char *name);

/*
 * Pins the module that holds addr, and adds it to deps (HP_MAX_DEPS), unless it is there already; object is
 * the module's name when addr was looked up, "" for the kernel image.  -ENOENT: there is another module at
 * addr now, or it is being loaded or unloaded; -E2BIG.
 */
int hp_pin(struct module **deps, u32 *ndeps, unsigned long addr, const char *object);
void hp_unpin_all(struct module **deps, u32 *ndeps);

/* As hp_log_event(), with the names of the patch's functions; rec may be NULL. */
struct hp_event_info;
struct hp_who;
void hp_log_event_of(const struct hp_patch_rec *rec, const struct hp_who *who, struct hp_event_info info);

/* Is there an applied patch that replaces the function at addr?  Then name becomes its name. */
bool hp_patch_on(unsigned long addr, char name[HP_OBJECT_LEN]);

/* The patch of that name, or NULL.  hp_list_lock held. */
struct hp_patch_rec *hp_patch_find(const char *name);

/*
 * After a revert: no entry leads to the patch any more, but a thread at the end of do_exit(), which is on no
 * list of tasks, may still be inside (stacks.c).  So the module must stay until an RCU-tasks grace period
 * has passed.  That is not waited for, because the wait could not be broken off: until then the module keeps
 * a reference on itself, and the kernel refuses to unload it.
 */
void hp_patch_drain(struct hp_patch_rec *rec);

#endif
