/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * hotpatch_uapi.h - the contract between hotpatch.ko and whoever drives it.
 *
 * Included by the module and by user space; nothing else may be shared between the two except
 * the table reader (symtab/hpsym/hpsym.h).
 *
 * THE DEVICE
 *   /dev/hotpatch, mode 0600.  open() needs CAP_SYS_MODULE (-EPERM) and fails with -EPERM while
 *   the kernel is locked down (LOCKDOWN_MODULE_SIGNATURE).  Everything is an ioctl, except events,
 *   which are read().
 *
 *   Whoever has it open may be answered -EPERM later: while the kernel is locked down, by TABLE, LOAD_BEGIN,
 *   APPLY, STUB and COUNT; while it enforces module signatures, by TABLE and STUB, which nobody has
 *   signed.  What asks, confirms, reverts and unloads goes on, and so does the dead-man timer.
 *
 * STRUCTS
 *   Fixed size, native byte order, no padding.  Fields marked [in] are read by the module, [out]
 *   are written by it, the rest is not touched.  Every string [in] must be NUL-terminated within
 *   its array; reserved fields must be zero; unknown flag bits must be zero: else -EINVAL.
 *   Pointers travel as __u64, so a 32-bit program needs no other struct.  An unknown command is -ENOTTY.
 *
 * VERSIONS
 *   From version 4 on a box may have a module and a console of different age.  A struct only grows, at
 *   its end, and no field changes its meaning.  Its size travels in the command (_IOC_SIZE); of the
 *   structs that a pointer leads to it is given beside the pointer, in .patch_size, .target_size and
 *   .blocker_size.  A caller that knows less gets the fields it knows; one that knows more gets zeros in
 *   the fields that the module does not know, and -E2BIG if it put something else there [in].  A size
 *   below that of version 4 is -ENOTTY in the command, -EINVAL beside a pointer.
 *   struct hp_symref, hp_sym, hp_import, hp_verdict, hp_event, hp_left_out and hp_name do not grow: they are
 *   part of others, or are read in a row.
 *
 * SERIALISATION
 *   One operation at a time.  A second caller waits; its deadline runs meanwhile.  Two do not wait,
 *   what is under way is given up for them before its stop (HP_R_MADE_WAY): the revert of a patch
 *   whose time is up, and HP_IOC_REVERT of one that waits for confirmation.  Calls that only ask,
 *   HP_IOC_CONFIRM and HP_IOC_ABANDON never wait for an operation.
 *   A load (HP_IOC_LOAD_BEGIN ... HP_IOC_LOAD_END) belongs to the open file that began it; others
 *   who want to load meanwhile wait up to 1 s and then get -EBUSY.  Closing the file ends its load.
 *   On a file opened with O_NONBLOCK those calls that only ask, and HP_IOC_TABLE, do not wait for
 *   one another either: -EAGAIN.
 *
 * LOADING A PATCH
 *   1. HP_IOC_LOAD_BEGIN with the undefined symbols of the .ko: each is resolved.  Unless all are,
 *      nothing is published and the ioctl fails with -ENOENT; each struct hp_import says why.
 *   2. init_module(2) or finit_module(2) by the same process.  The kernel's own loader links the file; the patch's
 *      init registers its functions with hotpatch.ko, where every target is resolved and checked.
 *   3. HP_IOC_LOAD_END withdraws the symbols and says what the registration found.
 *   Unloading is delete_module(2); the kernel refuses it (EWOULDBLOCK) while the patch is applied,
 *   and after a revert until .draining of struct hp_patch is 0.
 *
 * THE LIFE OF A PATCH
 *   loaded -> applied -> loaded -> gone, and with a dead-man timer:
 *   loaded -> applied, unconfirmed -> (confirm) applied | (cancel, or time is up) loaded
 *   Any number may wait for confirmation, each with its own time: CLOCK_BOOTTIME, which goes on
 *   while the box is suspended.  From the instant it is up the patch is reverting and HP_IOC_CONFIRM
 *   is refused.  What stands in the way of the revert blocks this patch only; HP_IOC_ABANDON ends
 *   the tries, and leaves it applied.
 *
 * STUBS
 *   A patch without a .ko: one function returns a constant instead.  HP_IOC_STUB creates it,
 *   loaded; from there on it is a patch like any other, in every ioctl and event; HP_IOC_UNSTUB
 *   removes it.  hotpatch.ko itself cannot be removed while there is one.
 *
 * HITS
 *   Calls of a stub are always counted.  Those of any other applied patch are counted between
 *   HP_IOC_COUNT and HP_IOC_UNCOUNT: its entries then lead through a slot that counts.  Stubs and
 *   counted functions take one of HP_SLOTS slots each.
 *
 * ERRORS
 *   An operation that returns an error has changed nothing.  Where an errno cannot say it, struct
 *   hp_verdict does: what was wrong (enum hp_reason), with which function, expected and found.
 */
#ifndef HOTPATCH_UAPI_H
#define HOTPATCH_UAPI_H

#include <linux/types.h>
#include <linux/ioctl.h>

/*
 * Of this contract; HP_IOC_INFO returns the module's.  2: stubs and hits; struct hp_target and struct
 * hp_patch grew, which LIST and FUNCS are given by pointer, so that no size says it.  3: struct hp_op
 * and struct hp_patch grew again; several patches may wait for confirmation.  4: sizes travel; which build
 * a patch is; which system call a blocker is in, and calls in which nobody is nudged.
 */
#define HP_VERSION		4
#define HP_VERSION_SIZES	4		/* the first in which sizes travel */
#define HP_DEVICE		"/dev/hotpatch"
#define HP_NAMESPACE		"HOTPATCH"	/* symbol namespace of what is published */

#define HP_NAME_LEN		128	/* symbol name with its NUL */
#define HP_FILE_LEN		128	/* source file name with its NUL */
#define HP_OBJECT_LEN		56	/* module name with its NUL; kernel: MODULE_NAME_LEN */
#define HP_COMM_LEN		16	/* task name; kernel: TASK_COMM_LEN */
#define HP_BUILD_ID_LEN		20
#define HP_ENTRY_LEN		16	/* room for entry bytes; amd64 uses 5, arm64 4 or 12 */
#define HP_FRAMES		24	/* of a blocker's stack */
#define HP_MAX_BLOCKERS		64	/* that an operation names */
#define HP_MAX_LOOK		4096	/* that HP_IOC_CHECK names: nothing stands still for it */
#define HP_MAX_FUNCS		256	/* functions of one patch */
#define HP_MAX_BODY		(1u << 20)	/* bytes of a function that are compared */
#define HP_MAX_LEFT_OUT		16384	/* places in it that are not */
#define HP_MAX_IMPORTS		4096	/* undefined symbols of one .ko, exported ones included */
#define HP_MAX_TABLE		(64u << 20)	/* bytes of a .hpsym */
#define HP_MAX_DEADLINE_MS	60000
#define HP_MAX_CONFIRM_S	86400
#define HP_FREEZE_MS		2000	/* struct hp_op .freeze_ms, where it is 0 */
#define HP_MAX_CALLS		512	/* system calls that can be told apart, by number */
#define HP_SLOTS		16	/* stubs and counted functions together */
#define HP_STUB_PREFIX		"stub-"	/* of the name of every stub; no module's name has a '-' */

/* --- symbols ------------------------------------------------------------------------------- */

/* How a symbol is named, everywhere. */
struct hp_symref {
	char  name[HP_NAME_LEN];	/* as in kallsyms */
	char  file[HP_FILE_LEN];	/* "": any; else source path, or its tail from a '/' on */
	char  object[HP_OBJECT_LEN];	/* "": the kernel image; else a loaded module */
	__u32 pos;			/* 0: must be unique; n: n-th of that name by address */
	__u32 flags;			/* HP_REF_*, of a target */
};

/*
 * Of a target: its replacement keeps the value of every register but those that its type returns in (patches/hotpatch.h,
 * HOTPATCH_KEEPS).  A module that does not know it (HP_KNOWS_KEEPS) answers -EINVAL to a question with it, and takes no
 * notice of it in a patch.  One that does refuses patches that were built before it where they need it, and also says so
 * when a caller that does not know it asks about a stub, which does not.
 */
#define HP_REF_KEEPS		0x1

enum hp_sym_status {
	HP_SYM_OK = 0,
	HP_SYM_NOT_FOUND,	/* nothing of that name (in that file, in that object) */
	HP_SYM_AMBIGUOUS,	/* .count of them: say the file or the position */
	HP_SYM_NO_POSITION,	/* .count of them, fewer than .pos */
	HP_SYM_CONFLICT,	/* kallsyms and the table give different addresses */
	HP_SYM_NO_FILES,	/* a file was asked for, but no table with file names is loaded */
	HP_SYM_NO_OBJECT,	/* that module is not loaded */
	HP_SYM_EXPORTED,	/* of an import: another symbol is exported under the alias, and the
				 * kernel's loader would take that; .addr is its address */
};

#define HP_FROM_KALLSYMS	(1u << 0)
#define HP_FROM_TABLE		(1u << 1)
#define HP_FROM_EXPORT		(1u << 2)	/* exported by the kernel: nothing to publish */

struct hp_sym {
	char  name[HP_NAME_LEN];
	char  file[HP_FILE_LEN];	/* "" if not known */
	char  object[HP_OBJECT_LEN];	/* "" for the kernel image */
	__u64 addr;
	__u64 size;			/* bytes; 0 if not known */
	__u32 status;			/* enum hp_sym_status */
	__u32 count;			/* how many bear the name */
	__u32 from;			/* HP_FROM_* */
	__u32 type;			/* letter as nm(1) prints it */
};

/*
 * HP_IOC_LOOKUP: all symbols that fit .ref, by address.  Returns 0 also when none fits: .status
 * tells.  At most .max are written to .syms; .count is how many there are.  -EFAULT, -EINVAL,
 * -ENOMEM.
 */
struct hp_lookup {
	struct hp_symref ref;		/* [in] */
	__u64 syms;			/* [in] struct hp_sym[max], may be 0 with max 0 */
	__u32 max;			/* [in] */
	__u32 count;			/* [out] */
	__u32 status;			/* [out] enum hp_sym_status of .ref as it stands */
	__u32 reserved;
};

/*
 * HP_IOC_SYMBOLIZE: which symbol an address lies in.  .sym.name is "" when none does.
 * .offset is the distance from its start.  -ENOMEM.
 */
struct hp_symbolize {
	__u64 addr;			/* [in] */
	__u64 offset;			/* [out] */
	struct hp_sym sym;		/* [out] */
};

/*
 * HP_IOC_TABLE: gives the module a symbol table (.hpsym); replaces the one before.  The old one
 * stays when the new one is refused: -EINVAL not a table, or a version not known; -EBADMSG
 * truncated or damaged; -EKEYREJECTED made for another kernel (.build_id says which);
 * -EUCLEAN its addresses contradict kallsyms; -EOPNOTSUPP the kernel is not as the module assumes (the kernel log says
 * in what); -E2BIG over HP_MAX_TABLE; -ENOMEM; -EFAULT.
 * len 0 forgets the table.
 */
struct hp_table {
	__u64 data;			/* [in] */
	__u64 len;			/* [in] bytes */
	__u8  build_id[HP_BUILD_ID_LEN];/* [out] of the table, where it could be read */
	__u32 reserved;
};

/* --- loading ------------------------------------------------------------------------------- */

/* One undefined symbol of a .ko.  .alias is what the .ko calls it, .ref what it shall be. */
struct hp_import {
	char  alias[HP_NAME_LEN];	/* [in] published under this name */
	struct hp_symref ref;		/* [in] */
	struct hp_sym sym;		/* [out] */
};

/*
 * HP_IOC_LOAD_BEGIN.  0: all unexported ones are published, to modules that import the
 * namespace HP_NAMESPACE, until HP_IOC_LOAD_END, close(), or exit.  -ENOENT: .failed of them
 * could not be resolved, see each .sym.status.  -EBUSY: somebody else (.owner, a pid) is loading.
 * -E2BIG more than HP_MAX_IMPORTS; -ENOSPC more unexported ones than the module has room for;
 * -ERANGE one lies too far away; -ENOMEM, -EFAULT, -EINVAL.
 */
struct hp_load {
	__u64 imports;			/* [in, out] struct hp_import[count] */
	__u32 count;			/* [in] 0..HP_MAX_IMPORTS */
	__u32 failed;			/* [out] */
	__u32 published;		/* [out] */
	__u32 owner;			/* [out] pid, with -EBUSY */
	char  patch[HP_OBJECT_LEN];	/* [in] module name of the .ko: nobody else may register */
	__u8  build_id[HP_BUILD_ID_LEN];/* [in] of the .ko, zeros if it has none: LIST tells it */
	__u32 reserved;
};

/* --- operations ---------------------------------------------------------------------------- */

enum hp_depth {
	HP_DEPTH_ANY = 0,	/* as .max_depth: the deepest; as .min_depth: hold */
	HP_DEPTH_HOLD,		/* every CPU stands still for the check and the write */
	HP_DEPTH_NUDGE,		/* tasks inside are sent towards user space and held there first */
	HP_DEPTH_FREEZE,	/* every user task in the freezer first */
};

enum hp_reason {
	HP_R_NONE = 0,
	HP_R_SYMBOL,		/* target not resolved; .detail is enum hp_sym_status */
	HP_R_UNBREAKABLE,	/* the patcher stands on it; .text says what it is for */
	HP_R_INIT,		/* target lies in init memory */
	HP_R_NOT_FUNCTION,	/* target is data */
	HP_R_NO_ENTRY,		/* target cannot be read where its entry must be */
	HP_R_HELD,		/* entry is not pristine; .detail is enum hp_holder */
	HP_R_RANGE,		/* replacement out of jump range */
	HP_R_PATCHED,		/* target is replaced already; .text names the patch */
	HP_R_CHANGED,		/* entry of an applied patch was overwritten by somebody else */
	HP_R_BLOCKED,		/* tasks are inside; see the blockers */
	HP_R_FTRACE_BUSY,	/* ftrace's lock could not be had within the deadline */
	HP_R_FREEZE,		/* the freezer failed within its bound; the blockers are who
				 * would not freeze */
	HP_R_TIMEOUT,		/* deadline passed for another reason */
	HP_R_STATE,		/* not in the state for this; .detail is enum hp_state */
	HP_R_PENDING,		/* not used any more: several may wait for confirmation */
	HP_R_TWICE,		/* the patch names one target twice */
	HP_R_NOT_LOADING,	/* registered without HP_IOC_LOAD_BEGIN, or by another process */
	HP_R_NAME,		/* no patch of that name */
	HP_R_FAULT,		/* an exceptional condition of the kernel; errno says which */
	HP_R_BODY,		/* the jump must go over the function's first instructions, and
				 * cannot: .text says what is in the way; .found are the bytes */
	HP_R_NO_SLOT,		/* not enough free slots; .detail is how many were free */
	HP_R_TAKEN,		/* there is a patch of that name already */
	HP_R_CANCELED,		/* HP_IOC_ABORT came before the stop */
	HP_R_MADE_WAY,		/* given up for a patch whose time was up, or which was cancelled;
				 * .text names it */
	HP_R_OFF_LIMITS,	/* target is no function of its own: .text says what lies there */
	HP_R_REGISTERS,		/* target has no ftrace entry, so its callers may rely on registers, and
				 * HP_REF_KEEPS is not set; on x86-64, if gcc has built the kernel without
				 * CONFIG_CALL_PADDING */
	HP_R_OTHER,		/* HP_IOC_BODY: target is not the function that was expected */
};

enum hp_holder {
	HP_HELD_UNKNOWN = 0,
	HP_HELD_TRACER,		/* function tracer or another ftrace user */
	HP_HELD_DIRECT,		/* ftrace direct call: a BPF trampoline */
	HP_HELD_KPROBE,
	HP_HELD_LIVEPATCH,
};

struct hp_verdict {
	__u32 reason;			/* enum hp_reason */
	__u32 detail;
	struct hp_symref func;		/* which function, "" if none in particular */
	__u8  expected[HP_ENTRY_LEN];	/* entry bytes, where the reason is about them */
	__u8  found[HP_ENTRY_LEN];
	__u32 entry_len;		/* how many of the bytes count */
	__s32 error;			/* the -errno the operation returned */
	char  text[HP_NAME_LEN];
};

enum hp_task_kind { HP_TASK_USER = 0, HP_TASK_KTHREAD, HP_TASK_IDLE };

/* Why a task counts as inside.  Where it cannot be told, .func says nothing, and .never is 0. */
enum hp_why {
	HP_WHY_FOUND = 0,	/* .hit, a word on its stack, lies in .func */
	HP_WHY_PREEMPTED,	/* cannot be told: preempted at .hit, and no unwinder vouches for it */
	HP_WHY_GENERATED,	/* cannot be told: .hit lies in code made at run time (kprobes, ftrace,
				 * BPF, a slot), and no unwinder vouches for the stack */
};

struct hp_blocker {
	__u32 pid;			/* as seen from the initial namespace; 0 for idle */
	__u32 tgid;
	__u32 kind;			/* enum hp_task_kind */
	__u32 state;			/* letter as ps(1) prints it */
	__u32 never;			/* 1: it can never leave (main loop of a kthread, idle loop) */
	__u32 func;			/* index of the function it is in */
	__u32 cpu;
	__u32 nframes;
	__u64 hit;			/* the address found on its stack */
	__u64 frames[HP_FRAMES];	/* innermost first; HP_IOC_SYMBOLIZE names them */
	char  comm[HP_COMM_LEN];
	__u32 why;			/* enum hp_why */
	__u32 call;			/* system call it sleeps in: its number plus 1, as the task's own
					 * architecture counts; 0: none, or not known */
};

#define HP_CALL_COMPAT	(1u << 31)	/* in .call: a call of a 32-bit program */

/*
 * HP_IOC_APPLY, HP_IOC_REVERT, HP_IOC_COUNT, HP_IOC_UNCOUNT.  0: done, or (.already) nothing to do.  Errors, with .verdict:
 * -EBUSY try again: blockers, ftrace busy, freezer, made way; -EPERM unbreakable, off limits; -EEXIST target held or
 * patched; -ENXIO no entry; -EUCLEAN entry changed by somebody else; -ENOENT no such patch;
 * -EINVAL, also for a timer on a patch that is confirmed already; -ECANCELED; -ENOMEM.
 *
 * A signal does not end the wait: the call is made again, with the same struct, and goes on waiting
 * for the same operation.  Whoever is killed meanwhile leaves it to end by itself, by its deadline.
 *
 * HP_IOC_APPLY on an applied, unconfirmed patch with .confirm_s sets its timer anew.
 *
 * HP_IOC_COUNT, HP_IOC_UNCOUNT of an applied patch: its calls are counted, from 0 on, or not any
 * more; what was counted stays to be read until the next count or apply.  The functions stay
 * replaced all the time.  .confirm_s must be 0.  Reverting ends the counting.  Errors besides:
 * -EINVAL not applied; -ENOSPC not enough slots; -ERANGE a slot is out of reach.
 *
 * With HP_OP_SPARE a task that sleeps in one of the calls .spare is not nudged, it is waited for; nor is
 * one in a call of a 32-bit program or of a number not below HP_MAX_CALLS.  Each is asked right before it
 * is nudged; one that begins another call within those microseconds is nudged in that.  The freezer knows no
 * such difference: .max_depth must then be below HP_DEPTH_FREEZE, else -EINVAL.
 */
#define HP_OP_SPARE	(1u << 0)	/* in .flags */

struct hp_op {
	char  patch[HP_OBJECT_LEN];	/* [in] module name */
	__u32 min_depth;		/* [in] enum hp_depth, not above max_depth */
	__u32 max_depth;		/* [in] */
	__u32 deadline_ms;		/* [in] for everything; 0 means 1000 */
	__u32 confirm_s;		/* [in] apply: revert after so many seconds; 0: never */
	__u64 blockers;			/* [in] struct hp_blocker[max_blockers] */
	__u32 max_blockers;		/* [in] 0..HP_MAX_BLOCKERS */
	__u32 nblockers;		/* [out] how many were written */
	__u32 blocked;			/* [out] how many there were */
	__u32 already;			/* [out] 1: it was so before */
	__u32 depth;			/* [out] enum hp_depth reached */
	__u32 tries;			/* [out] how often the world was stopped */
	__u32 tasks;			/* [out] tasks looked at */
	__u32 rechecked;		/* [out] of them, stacks read again inside the stop */
	__u32 nudged;			/* [out] tasks held at the edge of user space */
	__u32 reserved;
	__u64 total_ns;			/* [out] the whole operation */
	__u64 frozen_ns;		/* [out] from the first nudge or freeze to the thaw */
	__u64 stop_ns;			/* [out] the longest stop; 0, too, where the clock is but the tick */
	struct hp_verdict verdict;	/* [out] */
	__u32 freeze_ms;		/* [in] the freezer holds the box no longer, all told; 0: 2000 */
	__u32 flags;			/* [in] HP_OP_* */
	__u32 blocker_size;		/* [in] sizeof(struct hp_blocker) of the caller */
	__u32 spared;			/* [out] tasks that were inside and were not nudged, each once, at
					 * most .max_blockers, of those that a look described; after a success .blockers are these, as
					 * they were when met first */
	__u64 spare[HP_MAX_CALLS / 64];	/* [in] system call n is bit n % 64 of .spare[n / 64] */
};

enum hp_phase {
	HP_PHASE_IDLE = 0,	/* nothing is under way */
	HP_PHASE_LOOK,		/* stacks are being read, or a lock is waited for */
	HP_PHASE_HOLD,		/* somebody running was inside: a moment, then another look */
	HP_PHASE_NUDGE,		/* tasks inside are being sent towards user space */
	HP_PHASE_FREEZE,	/* every user task is being frozen: the asker as well */
	HP_PHASE_STOP,		/* all CPUs are stopped, or will be next */
	HP_PHASE_THAW,		/* whoever was nudged or frozen is let go */
};

/*
 * HP_IOC_PROGRESS: the operation under way; never waits for it.  Reverts by the dead-man timer
 * count as none.  0.
 *
 * HP_IOC_ABORT (struct hp_name): the operation under way on that patch shall give up; it ends with
 * -ECANCELED soon, and nothing has changed.  0: it was told; should it find its way into the stop
 * first it still succeeds.  -ENOENT nothing is under way on it (it may not have begun yet); -EBUSY
 * it is in the stop.
 */
struct hp_progress {
	char  patch[HP_OBJECT_LEN];	/* [out] "" with HP_PHASE_IDLE */
	__u32 phase;			/* [out] enum hp_phase */
	__u32 action;			/* [out] enum hp_event_kind of what it shall bring */
	__u32 depth;			/* [out] enum hp_depth reached so far */
	__u32 blocked;			/* [out] inside, at the last look */
	__u32 tries;			/* [out] stops so far */
	__u32 reserved;
	__u64 elapsed_ns;		/* [out] since it was asked for */
	__u64 deadline_ns;		/* [out] when it gives up by itself */
};

/* Where the jump goes. */
enum hp_method {
	HP_METHOD_FTRACE = 0,		/* over the nop of the function's ftrace entry */
	HP_METHOD_BODY,			/* over the first instructions of its body: it has no such
					 * entry, or the replacement is too far away for it */
};

/* What is known of a target. */
struct hp_target {
	struct hp_symref ref;		/* [in] */
	struct hp_sym sym;		/* [out] */
	struct hp_verdict verdict;	/* [out] could it be replaced? */
	__u64 replacement;		/* [out] address, 0 if its patch is not loaded */
	__u64 entry;			/* [out] address of the bytes that are overwritten */
	__u8  bytes[HP_ENTRY_LEN];	/* [out] as they are now */
	__u8  original[HP_ENTRY_LEN];	/* [out] as they were; zero while not applied */
	__u32 entry_len;		/* [out] */
	__u32 fragments;		/* [out] .cold parts that count as the function */
	__u32 clones;			/* [out] compiler clones (.isra .constprop .part) that stay */
	__u32 probes;			/* [out] 1: a kprobe sits on the entry, without effect */
	__u32 method;			/* [out] enum hp_method */
	__u32 counting;			/* [out] 1: its calls are being counted */
	__u64 hits;			/* [out] calls counted, see HP_IOC_COUNT; of a stub since it
					 * was applied last */
};

/*
 * HP_IOC_CHECK: would these functions be replaceable now, and which tasks are inside?  Changes
 * nothing, stops nothing.  Running tasks are not looked at.  .func of a blocker is the index
 * in .targets.  0, or -EINVAL, -EFAULT, -ENOMEM.
 */
struct hp_check {
	__u64 targets;			/* [in, out] struct hp_target[count] */
	__u32 count;			/* [in] 1..HP_MAX_FUNCS */
	__u32 max_blockers;		/* [in] 0..HP_MAX_LOOK */
	__u64 blockers;			/* [in] */
	__u32 nblockers;		/* [out] */
	__u32 blocked;			/* [out] */
	__u32 tasks;			/* [out] */
	__u32 refused;			/* [out] targets whose verdict is not HP_R_NONE */
	__u32 target_size;		/* [in] sizeof(struct hp_target) of the caller */
	__u32 blocker_size;		/* [in] sizeof(struct hp_blocker) of the caller */
};

/* Bytes of a function that are not compared: where .gap bytes that are have passed since the last ones, .len bytes. */
struct hp_left_out {
	__u32 gap;
	__u32 len;
};

/*
 * HP_IOC_BODY: is a function's code that which somebody has seen in a file?  Its digest is the 64-bit FNV-1a
 * (offset basis 0xcbf29ce484222325, prime 0x100000001b3) over its .size bytes, less those left out: that which a running
 * kernel rewrites, and addresses that move with it.  The entries of applied patches count as they were before.  Changes
 * nothing.  0, and .verdict says: HP_R_NONE it is; HP_R_OTHER it is not, or is known to be shorter; HP_R_HELD it is not,
 * and a kprobe sits in it; HP_R_SYMBOL, HP_R_NOT_FUNCTION, HP_R_NO_ENTRY it could not be read.  -EINVAL, also where the
 * bytes left out go beyond .size; -EFAULT, -ENOMEM.  -ENOTTY where HP_KNOWS_BODY is not set.
 */
struct hp_body {
	struct hp_symref ref;		/* [in] */
	__u64 left_out;			/* [in] struct hp_left_out[count], ascending */
	__u32 count;			/* [in] 0..HP_MAX_LEFT_OUT */
	__u32 size;			/* [in] bytes, 1..HP_MAX_BODY */
	__u64 digest;			/* [in] the one expected */
	__u64 found;			/* [out] the one found; 0 if it could not be read */
	__u64 found_size;		/* [out] bytes of the function; with what fills up to the next one
					 * where only kallsyms knows it; 0 if not known */
	struct hp_verdict verdict;	/* [out] */
};

/* --- state --------------------------------------------------------------------------------- */

enum hp_state {
	HP_LOADED = 1,
	HP_APPLIED,
	HP_UNCONFIRMED,		/* applied, timer running */
	HP_REVERTING,		/* timer ran out, tasks are in the way, it is being retried */
	HP_STUCK,		/* timer ran out, somebody else overwrote an entry: looked at again
				 * each second, in case it comes back */
	HP_ABANDONED,		/* HP_IOC_ABANDON: it stays applied, nobody tries any more */
};

enum hp_kind {
	HP_KIND_MODULE = 0,	/* a .ko */
	HP_KIND_STUB,		/* HP_IOC_STUB */
};

struct hp_patch {
	char  name[HP_OBJECT_LEN];
	__u32 state;			/* enum hp_state */
	__u32 nfuncs;
	__u32 confirm_left_s;		/* HP_UNCONFIRMED: seconds to go */
	__u32 changed;			/* functions whose entry is not what was written */
	__u64 text_addr;		/* where the module's code lies */
	__u64 text_size;
	__u64 applied_ns;		/* CLOCK_BOOTTIME of the last apply; 0 if not applied */
	__u64 total_size;		/* bytes of kernel memory of the module; of a stub its code */
	__u32 kind;			/* enum hp_kind */
	__u32 counting;			/* functions whose calls are being counted */
	__u64 hits;			/* of all its functions */
	__s64 value;			/* of a stub: what the function returns */
	__u32 draining;			/* 1: reverted, but a task may still be on its way out; the
					 * kernel refuses to unload it until then */
	__u32 reserved;
	__u8  build_id[HP_BUILD_ID_LEN];/* as LOAD_BEGIN had it; zeros: not known, or a stub */
	__u32 reserved2;
};

/* HP_IOC_LIST: patches in order of loading. */
struct hp_list {
	__u64 patches;			/* [in] struct hp_patch[max] */
	__u32 max;			/* [in] */
	__u32 count;			/* [out] how many there are */
	__u32 patch_size;		/* [in] sizeof(struct hp_patch) of the caller */
	__u32 reserved;
};

/*
 * HP_IOC_FUNCS: the functions of a loaded patch, in its own order.  -ENOENT: no such patch;
 * -ENOMEM.
 */
struct hp_funcs {
	char  patch[HP_OBJECT_LEN];	/* [in] */
	__u64 targets;			/* [in] struct hp_target[max] */
	__u32 max;			/* [in] */
	__u32 count;			/* [out] */
	__u32 target_size;		/* [in] sizeof(struct hp_target) of the caller */
	__u32 reserved;
};

#define HP_CAN_FREEZE	(1u << 0)	/* the freezer was found */
#define HP_CAN_NUDGE	(1u << 1)
#define HP_CAN_UNWIND	(1u << 2)	/* there is a reliable unwinder */
#define HP_HAS_KALLSYMS	(1u << 3)
#define HP_HAS_TABLE	(1u << 4)
#define HP_TABLE_FILES	(1u << 5)	/* the table knows source files */
#define HP_HAS_FTRACE	(1u << 6)
#define HP_NEEDS_TABLE	(1u << 7)	/* the kernel's own names do not suffice: .missing is not
					 * found, and but INFO and TABLE all is -ENODATA until
					 * a table brings it */
#define HP_KNOWS_KEEPS	(1u << 8)	/* HP_REF_KEEPS may be set */
#define HP_KNOWS_BODY	(1u << 9)	/* there is HP_IOC_BODY */

struct hp_info {
	__u32 version;			/* [out] HP_VERSION */
	__u32 flags;			/* [out] */
	char  release[64];		/* [out] uname -r */
	char  vermagic[128];		/* [out] what a .ko must carry */
	__u8  build_id[HP_BUILD_ID_LEN];/* [out] of the running kernel */
	__u32 symbols;			/* [out] in the table */
	__u64 slide;			/* [out] running address minus the table's, bytes */
	__u64 table_bytes;		/* [out] */
	char  machine[16];		/* [out] as uname -m: "x86_64", "aarch64" */
	__u32 patches;			/* [out] loaded */
	__u32 applied;			/* [out] */
	__u32 loader;			/* [out] pid that is loading, 0 if none */
	__u32 held;			/* [out] reverted functions ftrace still must leave alone */
	char  pending[HP_OBJECT_LEN];	/* [out] patch whose time is up next, or was: it is being
					 * reverted; "" if none.  LIST shows all that wait */
	__u32 pending_left_s;		/* [out] 0: its time is up */
	__u32 oldest;			/* [out] oldest version whose callers are served: 4 */
	char  missing[64];		/* [out] with HP_NEEDS_TABLE: the first symbol not found */
};

/* --- events -------------------------------------------------------------------------------- */

enum hp_event_kind {
	HP_EV_LOADED = 1,
	HP_EV_APPLIED,
	HP_EV_CONFIRMED,
	HP_EV_REVERTED,
	HP_EV_UNLOADED,
	HP_EV_TIMEOUT,		/* dead-man timer ran out: reverting */
	HP_EV_FAILED,		/* .action failed with .error */
	HP_EV_LOST,		/* .seq events before this one were overwritten */
	HP_EV_TABLE,		/* a symbol table was taken */
	HP_EV_COUNTING,		/* calls are counted from now on */
	HP_EV_UNCOUNTED,	/* and are not any more */
	HP_EV_ABANDONED,	/* it stays applied, though it should have been reverted */
};

/*
 * read() returns whole events, oldest first, from the time of open() on; -EINVAL when the buffer
 * is too small for one; blocks, or -EAGAIN with O_NONBLOCK.  poll() says POLLIN.  The module keeps
 * the last 16.
 */
struct hp_event {
	__u64 seq;
	__u64 time_ns;			/* CLOCK_REALTIME */
	__u32 kind;			/* enum hp_event_kind */
	__u32 action;			/* enum hp_event_kind of what was tried, with HP_EV_FAILED */
	__s32 error;			/* -errno */
	__u32 reason;			/* enum hp_reason */
	__u32 uid;			/* who, in the initial namespace */
	__u32 pid;
	__u32 depth;			/* enum hp_depth */
	__u32 blocked;
	__u64 frozen_ns;
	__u64 stop_ns;
	char  patch[HP_OBJECT_LEN];
	char  comm[HP_COMM_LEN];
};

/* --- commands ------------------------------------------------------------------------------ */

struct hp_name {
	char patch[HP_OBJECT_LEN];	/* [in] */
};

/*
 * HP_IOC_STUB: creates a stub, loaded and not applied.  0; else with .verdict: -ENOENT the target is
 * not resolved; -EPERM it is unbreakable, off limits or in init memory; -EINVAL it is no function; -ENXIO it
 * has no entry; -ERANGE it is too far away from the slots; -ENOSPC no slot; -EBUSY those that were
 * freed are not safe to use within a second; -EEXIST the name is taken; -ENOMEM.  What type
 * the function has is not known here: all of the register that returns integers is set.
 */
struct hp_stub {
	char  patch[HP_OBJECT_LEN];	/* [in] HP_STUB_PREFIX and letters, digits, '_', '.', '-' */
	struct hp_symref target;	/* [in] */
	__s64 value;			/* [in] */
	struct hp_verdict verdict;	/* [out] */
};

#define HP_IOC_MAGIC		0xB7
#define HP_IOC_INFO		_IOR(HP_IOC_MAGIC, 1, struct hp_info)
#define HP_IOC_TABLE		_IOWR(HP_IOC_MAGIC, 2, struct hp_table)
#define HP_IOC_LOOKUP		_IOWR(HP_IOC_MAGIC, 3, struct hp_lookup)
#define HP_IOC_SYMBOLIZE	_IOWR(HP_IOC_MAGIC, 4, struct hp_symbolize)
#define HP_IOC_LOAD_BEGIN	_IOWR(HP_IOC_MAGIC, 5, struct hp_load)
/* 0: the patch registered.  Else the -errno of the registration, or -ENOENT if there was none. */
#define HP_IOC_LOAD_END		_IOWR(HP_IOC_MAGIC, 6, struct hp_verdict)
#define HP_IOC_APPLY		_IOWR(HP_IOC_MAGIC, 7, struct hp_op)
#define HP_IOC_REVERT		_IOWR(HP_IOC_MAGIC, 8, struct hp_op)
/* Keeps an unconfirmed patch.  -ENOENT no such patch, -EINVAL it does not wait for that. */
#define HP_IOC_CONFIRM		_IOW(HP_IOC_MAGIC, 9, struct hp_name)
#define HP_IOC_CHECK		_IOWR(HP_IOC_MAGIC, 10, struct hp_check)
#define HP_IOC_LIST		_IOWR(HP_IOC_MAGIC, 11, struct hp_list)
#define HP_IOC_FUNCS		_IOWR(HP_IOC_MAGIC, 12, struct hp_funcs)
/* cancel is HP_IOC_REVERT of the unconfirmed patch */
#define HP_IOC_STUB		_IOWR(HP_IOC_MAGIC, 13, struct hp_stub)
/* Removes a stub.  -ENOENT no stub of that name, -EBUSY it is applied. */
#define HP_IOC_UNSTUB		_IOW(HP_IOC_MAGIC, 14, struct hp_name)
#define HP_IOC_COUNT		_IOWR(HP_IOC_MAGIC, 15, struct hp_op)
#define HP_IOC_UNCOUNT		_IOWR(HP_IOC_MAGIC, 16, struct hp_op)
#define HP_IOC_PROGRESS		_IOR(HP_IOC_MAGIC, 20, struct hp_progress)
#define HP_IOC_ABORT		_IOW(HP_IOC_MAGIC, 21, struct hp_name)
/*
 * Gives up reverting a patch whose time ran out, or of which somebody else overwrote an entry: it
 * stays applied, marked, and cannot be unloaded.  HP_IOC_REVERT may still be tried.  -ENOENT no such
 * patch; -EINVAL nothing is wrong with it.
 */
#define HP_IOC_ABANDON		_IOW(HP_IOC_MAGIC, 22, struct hp_name)
#define HP_IOC_BODY		_IOWR(HP_IOC_MAGIC, 23, struct hp_body)

#endif
