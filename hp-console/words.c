// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c - the one place where numbers of the contract become words: every enum of
 * hotpatch_uapi.h, with its exit status where it decides one.
 */
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "hotpatch_uapi.h"
#include "words.h"

struct word {
	const char *word;
	const char *text;
	int exit;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct word reasons[] = {
	[HP_R_NONE]	   = { "none", "nothing is in the way", HPX_DONE },
	[HP_R_SYMBOL]	   = { "symbol", "the function cannot be found", HPX_FAILED },
	[HP_R_UNBREAKABLE] = { "unbreakable", "the patcher itself stands on this function",
			       HPX_FAILED },
	[HP_R_INIT]	   = { "init", "the function lies in init memory", HPX_FAILED },
	[HP_R_NOT_FUNCTION] = { "not-function", "this is data, not a function", HPX_FAILED },
	[HP_R_NO_ENTRY]	   = { "no-entry", "the function has no ftrace entry", HPX_FAILED },
	[HP_R_HELD]	   = { "held", "the entry belongs to somebody else", HPX_FAILED },
	[HP_R_RANGE]	   = { "range", "the replacement is out of jump range", HPX_FAILED },
	[HP_R_PATCHED]	   = { "patched", "the function is replaced already", HPX_FAILED },
	[HP_R_CHANGED]	   = { "changed", "somebody else has overwritten the entry", HPX_PERSON },
	[HP_R_BLOCKED]	   = { "blocked", "tasks are inside", HPX_AGAIN },
	[HP_R_FTRACE_BUSY] = { "ftrace-busy", "ftrace was busy until the deadline", HPX_AGAIN },
	[HP_R_FREEZE]	   = { "freeze", "the freezer did not get all tasks before the deadline",
			       HPX_AGAIN },
	[HP_R_TIMEOUT]	   = { "timeout", "the deadline passed", HPX_AGAIN },
	[HP_R_STATE]	   = { "state", "the patch is not in the state for this", HPX_FAILED },
	[HP_R_PENDING]	   = { "pending", "another patch waits for confirmation", HPX_FAILED },
	[HP_R_TWICE]	   = { "twice", "the patch names one function twice", HPX_FAILED },
	[HP_R_NOT_LOADING] = { "not-loading", "registered outside of a load", HPX_FAILED },
	[HP_R_NAME]	   = { "name", "no patch of that name is loaded", HPX_FAILED },
	[HP_R_FAULT]	   = { "fault", "the kernel reported an error", HPX_FAILED },
};

static const struct word sym_statuses[] = {
	[HP_SYM_OK]	     = { "ok", "found", 0 },
	[HP_SYM_NOT_FOUND]   = { "not-found", "not found", 0 },
	[HP_SYM_AMBIGUOUS]   = { "ambiguous", "ambiguous", 0 },
	[HP_SYM_NO_POSITION] = { "no-position", "there are not that many", 0 },
	[HP_SYM_CONFLICT]    = { "conflict",
				 "kallsyms and the table disagree about its address", 0 },
	[HP_SYM_NO_FILES]    = { "no-files",
				 "a source file was asked for, but no table knows files", 0 },
	[HP_SYM_NO_OBJECT]   = { "no-object", "that module is not loaded", 0 },
};

static const struct word holders[] = {
	[HP_HELD_UNKNOWN]   = { "unknown", "somebody unknown", 0 },
	[HP_HELD_TRACER]    = { "tracer", "the function tracer", 0 },
	[HP_HELD_DIRECT]    = { "direct", "a BPF trampoline", 0 },
	[HP_HELD_KPROBE]    = { "kprobe", "a kprobe", 0 },
	[HP_HELD_LIVEPATCH] = { "livepatch", "a livepatch", 0 },
};

static const struct word states[] = {
	[HP_LOADED]	 = { "loaded", "loaded", 0 },
	[HP_APPLIED]	 = { "applied", "applied", 0 },
	[HP_UNCONFIRMED] = { "unconfirmed", "applied, waiting for confirmation", 0 },
	[HP_REVERTING]	 = { "reverting", "time ran out, reverting, tasks are in the way", 0 },
};

static const struct word depths[] = {
	[HP_DEPTH_ANY]	  = { "any", NULL, 0 },
	[HP_DEPTH_HOLD]	  = { "hold", NULL, 0 },
	[HP_DEPTH_NUDGE]  = { "nudge", NULL, 0 },
	[HP_DEPTH_FREEZE] = { "freeze", NULL, 0 },
};

static const struct word task_kinds[] = {
	[HP_TASK_USER]	  = { "user", "task", 0 },
	[HP_TASK_KTHREAD] = { "kthread", "kernel thread", 0 },
	[HP_TASK_IDLE]	  = { "idle", "idle loop", 0 },
};

static const struct word events[] = {
	[HP_EV_LOADED]	  = { "loaded", "loaded", 0 },
	[HP_EV_APPLIED]	  = { "applied", "applied", 0 },
	[HP_EV_CONFIRMED] = { "confirmed", "confirmed", 0 },
	[HP_EV_REVERTED]  = { "reverted", "reverted", 0 },
	[HP_EV_UNLOADED]  = { "unloaded", "unloaded", 0 },
	[HP_EV_TIMEOUT]	  = { "timeout", "not confirmed in time, reverting", 0 },
	[HP_EV_FAILED]	  = { "failed", "failed", 0 },
	[HP_EV_LOST]	  = { "lost", "earlier events were overwritten", 0 },
	[HP_EV_TABLE]	  = { "table", "symbol table taken", 0 },
};

static const struct {
	uint16_t em;
	const char *name;
} machines[] = {
	{ EM_X86_64, "x86_64" },
	{ EM_AARCH64, "aarch64" },
	{ EM_RISCV, "riscv64" },
	{ EM_PPC64, "ppc64" },
	{ EM_S390, "s390x" },
	{ EM_386, "i386" },
	{ EM_ARM, "arm" },
};

/* An enum value the module knows and this console does not yet must not crash it. */
static const struct word *pick(const struct word *table, size_t count, uint32_t i)
{
	static const struct word unknown = { "unknown", "unknown to this console", HPX_FAILED };

	return i < count && table[i].word ? &table[i] : &unknown;
}

const char *word_reason(uint32_t r) { return pick(reasons, COUNT(reasons), r)->word; }
const char *text_reason(uint32_t r) { return pick(reasons, COUNT(reasons), r)->text; }
int exit_of_reason(uint32_t r) { return pick(reasons, COUNT(reasons), r)->exit; }
const char *word_sym_status(uint32_t s) { return pick(sym_statuses, COUNT(sym_statuses), s)->word; }
const char *text_sym_status(uint32_t s) { return pick(sym_statuses, COUNT(sym_statuses), s)->text; }
const char *word_holder(uint32_t h) { return pick(holders, COUNT(holders), h)->word; }
const char *text_holder(uint32_t h) { return pick(holders, COUNT(holders), h)->text; }
const char *word_state(uint32_t s) { return pick(states, COUNT(states), s)->word; }
const char *text_state(uint32_t s) { return pick(states, COUNT(states), s)->text; }
const char *word_depth(uint32_t d) { return pick(depths, COUNT(depths), d)->word; }
const char *word_task_kind(uint32_t k) { return pick(task_kinds, COUNT(task_kinds), k)->word; }
const char *text_task_kind(uint32_t k) { return pick(task_kinds, COUNT(task_kinds), k)->text; }
const char *word_event(uint32_t k) { return pick(events, COUNT(events), k)->word; }
const char *text_event(uint32_t k) { return pick(events, COUNT(events), k)->text; }

int exit_of_errno(int err)
{
	switch (err) {
	case EBUSY:
	case EAGAIN:
	case EINTR:
	case ETIME:
	case ETIMEDOUT:
		return HPX_AGAIN;
	default:
		return HPX_FAILED;
	}
}

const char *word_from(uint32_t from)
{
	if (from & HP_FROM_EXPORT)
		return "export";
	switch (from & (HP_FROM_KALLSYMS | HP_FROM_TABLE)) {
	case HP_FROM_KALLSYMS:
		return "kallsyms";
	case HP_FROM_TABLE:
		return "table";
	case HP_FROM_KALLSYMS | HP_FROM_TABLE:
		return "kallsyms+table";
	default:
		return "-";
	}
}

int depth_of_word(const char *word)
{
	for (size_t i = 0; i < COUNT(depths); i++)
		if (!strcmp(depths[i].word, word))
			return (int)i;
	return -1;
}

uint16_t machine_of_word(const char *name)
{
	for (size_t i = 0; i < COUNT(machines); i++)
		if (!strcmp(machines[i].name, name))
			return machines[i].em;
	return 0;
}

const char *word_machine(uint16_t machine)
{
	for (size_t i = 0; i < COUNT(machines); i++)
		if (machines[i].em == machine)
			return machines[i].name;
	return "an unknown machine";
}
