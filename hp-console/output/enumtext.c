// SPDX-License-Identifier: GPL-2.0-only
/*
 * enumtext.c - the one place where numbers of the contract become words: every enum of
 * hotpatch_uapi.h, with its exit status where it decides one.
 */
#include <elf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "hotpatch_uapi.h"
#include "output/enumtext.h"

struct word {
	const char *word;
	const char *text;
	int exit;
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct word reasons[] = {
	[HP_R_NONE] = { .word = "none", .text = "nothing is in the way" },
	[HP_R_SYMBOL] = { .word = "symbol", .exit = HPX_FAILED,
			.text = "the function cannot be found" },
	[HP_R_UNBREAKABLE] = { .word = "unbreakable", .exit = HPX_FAILED,
			.text = "the patcher itself stands on this function" },
	[HP_R_INIT] = { .word = "init", .exit = HPX_FAILED,
			.text = "the function lies in init memory" },
	[HP_R_NOT_FUNCTION] = { .word = "not-function", .exit = HPX_FAILED,
			.text = "this is data, not a function" },
	[HP_R_NO_ENTRY] = { .word = "no-entry", .exit = HPX_FAILED,
			.text = "the function cannot be read where its entry must be" },
	[HP_R_HELD] = { .word = "held", .exit = HPX_FAILED,
			.text = "the entry belongs to somebody else" },
	[HP_R_RANGE] = { .word = "range", .exit = HPX_FAILED,
			.text = "the replacement is out of jump range" },
	[HP_R_PATCHED] = { .word = "patched", .exit = HPX_FAILED,
			.text = "the function is replaced already" },
	[HP_R_CHANGED] = { .word = "changed", .exit = HPX_PERSON,
			.text = "somebody else has overwritten the entry" },
	[HP_R_BLOCKED] = { .word = "blocked", .exit = HPX_AGAIN,
			.text = "tasks are inside" },
	[HP_R_FTRACE_BUSY] = { .word = "ftrace-busy", .exit = HPX_AGAIN,
			.text = "ftrace was busy until the deadline" },
	[HP_R_FREEZE] = { .word = "freeze", .exit = HPX_AGAIN,
			.text = "the freezer did not get all tasks within its time" },
	[HP_R_TIMEOUT] = { .word = "timeout", .exit = HPX_AGAIN,
			.text = "the deadline passed" },
	[HP_R_STATE] = { .word = "state", .exit = HPX_FAILED,
			.text = "the patch is not in the state for this" },
	[HP_R_PENDING] = { .word = "pending", .exit = HPX_FAILED,
			.text = "another patch waits for confirmation" },
	[HP_R_TWICE] = { .word = "twice", .exit = HPX_FAILED,
			.text = "the patch names one function twice" },
	[HP_R_NOT_LOADING] = { .word = "not-loading", .exit = HPX_FAILED,
			.text = "registered outside of a load" },
	[HP_R_NAME] = { .word = "name", .exit = HPX_FAILED,
			.text = "no patch of that name is loaded" },
	[HP_R_FAULT] = { .word = "fault", .exit = HPX_FAILED,
			.text = "the kernel reported an error" },
	[HP_R_BODY] = { .word = "body", .exit = HPX_FAILED,
			.text = "the jump cannot go over its first instructions" },
	[HP_R_NO_SLOT] = { .word = "no-slot", .exit = HPX_FAILED,
			.text = "no slot left (each stub and each counted function has one)" },
	[HP_R_TAKEN] = { .word = "taken", .exit = HPX_FAILED,
			.text = "there is a patch of that name" },
	[HP_R_CANCELED] = { .word = "canceled", .exit = HPX_FAILED,
			.text = "given up, as was asked for" },
	[HP_R_MADE_WAY] = { .word = "made-way", .exit = HPX_AGAIN,
			.text = "given up for a patch whose time was up or that was cancelled" },
	[HP_R_OFF_LIMITS] = { .word = "off-limits", .exit = HPX_FAILED,
			.text = "this is no function of its own" },
	[HP_R_REGISTERS] = { .word = "registers", .exit = HPX_FAILED,
			.text = "it has no ftrace entry, so its callers may rely on registers: expected HOTPATCH_KEEPS before the replacement, found none" },
	[HP_R_OTHER] = { .word = "other", .exit = HPX_FAILED,
			.text = "the function differs from the one that the patch was made for" },
};

static const struct word sym_statuses[] = {
	[HP_SYM_OK] = { .word = "ok", .text = "found" },
	[HP_SYM_NOT_FOUND] = { .word = "not-found", .text = "not found" },
	[HP_SYM_AMBIGUOUS] = { .word = "ambiguous", .text = "ambiguous" },
	[HP_SYM_NO_POSITION] = { .word = "no-position", .text = "there are not that many" },
	[HP_SYM_CONFLICT] = {
		.word = "conflict", .text = "kallsyms and the table disagree about its address",
	},
	[HP_SYM_NO_FILES] = {
		.word = "no-files", .text = "a source file was asked for, but no table knows files",
	},
	[HP_SYM_NO_OBJECT] = { .word = "no-object", .text = "that module is not loaded" },
	[HP_SYM_EXPORTED] = { .word = "exported-elsewhere",
			      .text = "another symbol is exported under its alias, choose another" },
};

static const struct word holders[] = {
	[HP_HELD_UNKNOWN] = { .word = "unknown", .text = "somebody unknown" },
	[HP_HELD_TRACER] = { .word = "tracer", .text = "the function tracer" },
	[HP_HELD_DIRECT] = { .word = "direct", .text = "a BPF trampoline" },
	[HP_HELD_KPROBE] = { .word = "kprobe", .text = "a kprobe" },
	[HP_HELD_LIVEPATCH] = { .word = "livepatch", .text = "a livepatch" },
};

static const struct word states[] = {
	[HP_LOADED] = { .word = "loaded", .text = "loaded" },
	[HP_APPLIED] = { .word = "applied", .text = "applied" },
	[HP_UNCONFIRMED] = { .word = "unconfirmed", .text = "applied, waiting for confirmation" },
	[HP_REVERTING] = {
		.word = "reverting", .text = "time ran out, reverting, tasks are in the way",
	},
	[HP_STUCK] = {
		.word = "stuck",
		.text = "time ran out, and it cannot be reverted: an entry was overwritten",
	},
	[HP_ABANDONED] = {
		.word = "abandoned", .text = "abandoned: it stays applied, nobody reverts it",
	},
};

static const struct word kinds[] = {
	[HP_KIND_MODULE] = { .word = "module" },
	[HP_KIND_STUB] = { .word = "stub" },
};

static const struct word depths[] = {
	[HP_DEPTH_ANY] = { .word = "any" },
	[HP_DEPTH_HOLD] = { .word = "hold" },
	[HP_DEPTH_NUDGE] = { .word = "nudge" },
	[HP_DEPTH_FREEZE] = { .word = "freeze" },
};

static const struct word methods[] = {
	[HP_METHOD_FTRACE] = { .word = "ftrace" },
	[HP_METHOD_BODY] = { .word = "body" },
};

static const struct word phases[] = {
	[HP_PHASE_IDLE] = { .word = "idle", .text = "nothing is under way" },
	[HP_PHASE_LOOK] = { .word = "look", .text = "looking at stacks" },
	[HP_PHASE_HOLD] = { .word = "hold", .text = "somebody was inside, looking again" },
	[HP_PHASE_NUDGE] = { .word = "nudge", .text = "sending tasks out" },
	[HP_PHASE_FREEZE] = { .word = "freeze", .text = "freezing every task" },
	[HP_PHASE_STOP] = { .word = "stop", .text = "all CPUs stand still" },
	[HP_PHASE_THAW] = { .word = "thaw", .text = "letting tasks go" },
};

static const struct word task_kinds[] = {
	[HP_TASK_USER] = { .word = "user", .text = "task" },
	[HP_TASK_KTHREAD] = { .word = "kthread", .text = "kernel thread" },
	[HP_TASK_IDLE] = { .word = "idle", .text = "idle loop" },
};

static const struct word whys[] = {
	[HP_WHY_FOUND] = { .word = "found", .text = "" },
	[HP_WHY_PREEMPTED] = { .word = "preempted", .text = "cannot be told: preempted in" },
	[HP_WHY_GENERATED] = { .word = "generated", .text = "cannot be told: went through generated code at" },
};

static const struct word events[] = {
	[HP_EV_LOADED] = { .word = "loaded", .text = "loaded" },
	[HP_EV_APPLIED] = { .word = "applied", .text = "applied" },
	[HP_EV_CONFIRMED] = { .word = "confirmed", .text = "confirmed" },
	[HP_EV_REVERTED] = { .word = "reverted", .text = "reverted" },
	[HP_EV_UNLOADED] = { .word = "unloaded", .text = "unloaded" },
	[HP_EV_TIMEOUT] = { .word = "timeout", .text = "not confirmed in time, reverting" },
	[HP_EV_FAILED] = { .word = "failed", .text = "failed" },
	[HP_EV_LOST] = { .word = "lost", .text = "earlier events were overwritten" },
	[HP_EV_TABLE] = { .word = "table", .text = "symbol table taken" },
	[HP_EV_COUNTING] = { .word = "counting", .text = "calls are counted" },
	[HP_EV_UNCOUNTED] = { .word = "uncounted", .text = "calls are not counted any more" },
	[HP_EV_ABANDONED] = { .word = "abandoned", .text = "abandoned, it stays applied" },
};

static const struct {
	uint16_t em;
	const char *name;
} machines[] = {
	{ .em = EM_X86_64, .name = "x86_64" },
	{ .em = EM_AARCH64, .name = "aarch64" },
	{ .em = EM_RISCV, .name = "riscv64" },
	{ .em = EM_PPC64, .name = "ppc64" },
	{ .em = EM_S390, .name = "s390x" },
	{ .em = EM_386, .name = "i386" },
	{ .em = EM_ARM, .name = "arm" },
};

/* A newer module may return values that the tables do not have: they are shown as "unknown". */
static const struct word *pick(const struct word *table, size_t count, uint32_t i)
{
	static const struct word unknown = {
		.word = "unknown", .text = "unknown to this console", .exit = HPX_FAILED,
	};

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
const char *word_kind(uint32_t k) { return pick(kinds, COUNT(kinds), k)->word; }
const char *word_depth(uint32_t d) { return pick(depths, COUNT(depths), d)->word; }
const char *word_method(uint32_t m) { return pick(methods, COUNT(methods), m)->word; }
const char *word_phase(uint32_t p) { return pick(phases, COUNT(phases), p)->word; }
const char *text_phase(uint32_t p) { return pick(phases, COUNT(phases), p)->text; }
const char *word_task_kind(uint32_t k) { return pick(task_kinds, COUNT(task_kinds), k)->word; }
const char *text_task_kind(uint32_t k) { return pick(task_kinds, COUNT(task_kinds), k)->text; }
const char *word_why(uint32_t w) { return pick(whys, COUNT(whys), w)->word; }
const char *text_why(uint32_t w) { return pick(whys, COUNT(whys), w)->text; }
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
