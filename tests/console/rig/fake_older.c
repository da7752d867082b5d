// SPDX-License-Identifier: GPL-2.0-only
/* fake_older.c - the fake device as a module of contract 2 or 3. */
#include <errno.h>
#include <string.h>

#include "rig/fake.h"
#include "rig/fake_op.h"

/*
 * What modules of contract 2 and 3 demanded, as sizeof had it there: sizes of commands, and distances of
 * structs in rows.
 */
static const struct older {
	uint32_t op, list, funcs, check, patch, blocker;
} olders[] = {
	[2] = { .op = 640, .list = 16, .funcs = 72, .check = 40, .patch = 128, .blocker = 248 },
	[3] = { .op = 648, .list = 16, .funcs = 72, .check = 40, .patch = 136, .blocker = 256 },
};

/* Answers as older modules did: structs one behind the other, at their distance. */
static void squeeze(uint64_t rows, uint32_t n, size_t own, size_t old)
{
	uint8_t *to = (void *)(uintptr_t)rows;

	for (uint32_t i = 0; i < n; i++)
		memmove(to + i * old, to + i * own, old);
	memset(to + n * old, 0xee, n * (own - old));
}

int fake_older_call(struct fake *f, unsigned long cmd, void *arg)
{
	const struct older *o = &olders[f->info.version];
	struct hp_check *c = arg;
	struct hp_list *l = arg;
	struct hp_op *op = arg;
	int ret;

	f->older_calls++;
	switch (_IOC_NR(cmd)) {
	case _IOC_NR(HP_IOC_LIST):
		if (_IOC_SIZE(cmd) != o->list)
			return -ENOTTY;
		ret = fake_do_list(f, l);
		squeeze(l->patches, fake_at_most(l->count, l->max), sizeof(struct hp_patch), o->patch);
		return ret;
	case _IOC_NR(HP_IOC_FUNCS):
		return _IOC_SIZE(cmd) == o->funcs ? fake_do_funcs(f, arg) : -ENOTTY;
	case _IOC_NR(HP_IOC_CHECK):
		if (_IOC_SIZE(cmd) != o->check)
			return -ENOTTY;
		ret = fake_do_check(f, c);
		squeeze(c->blockers, c->nblockers, sizeof(struct hp_blocker), o->blocker);
		return ret;
	case _IOC_NR(HP_IOC_REVERT):
		if (_IOC_SIZE(cmd) != o->op)
			return -ENOTTY;
		ret = fake_op(f, op, false);
		squeeze(op->blockers, op->nblockers, sizeof(struct hp_blocker), o->blocker);
		return ret;
	}
	/* What did not grow; all else, and what these do not know, would be a fault of the console. */
	switch (cmd) {
	case HP_IOC_INFO:	return fake_do_info(f, arg);
	case HP_IOC_CONFIRM:	return fake_do_confirm(f, arg);
	case HP_IOC_UNSTUB:	return fake_do_unstub(f, arg);
	case HP_IOC_PROGRESS:	*(struct hp_progress *)arg = f->progress; return 0;
	case HP_IOC_ABORT:	return fake_abort(f, arg);
	case HP_IOC_SYMBOLIZE:	return fake_do_symbolize(f, arg);
	case HP_IOC_LOOKUP:	return fake_do_lookup(f, arg);
	case HP_IOC_ABANDON:	return f->info.version < 3 ? -ENOTTY : fake_do_abandon(f, arg);
	}
	f->strange_calls++;
	return -ENOTTY;
}
