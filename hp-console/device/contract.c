// SPDX-License-Identifier: GPL-2.0-only
/*
 * contract.c - see contract.h.  Up to version 3 a struct that grew changed the number of its ioctl, and in
 * arrays the module used the struct sizes that it knew.  Structs grew only at their ends: the older struct is
 * the beginning of ours, and the older command is ours with the older size in it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/contract.h"
#include "device/device.h"

#define OLDEST 2	/* version 1 had other fields in the middle of its structs */

/* The sizes that structs which grew since had in one version. */
struct sizes {
	uint32_t op, list, funcs, check;	/* of commands */
	uint32_t patch, blocker;		/* in rows */
};

static const struct sizes versions[] = {
	[2] = {
		.op = offsetof(struct hp_op, freeze_ms),
		.patch = offsetof(struct hp_patch, draining),
		.blocker = offsetof(struct hp_blocker, why),
		.list = offsetof(struct hp_list, patch_size),
		.funcs = offsetof(struct hp_funcs, target_size),
		.check = offsetof(struct hp_check, target_size),
	},
	[3] = {
		.op = offsetof(struct hp_op, blocker_size),
		.patch = offsetof(struct hp_patch, build_id),
		.blocker = sizeof(struct hp_blocker),
		.list = offsetof(struct hp_list, patch_size),
		.funcs = offsetof(struct hp_funcs, target_size),
		.check = offsetof(struct hp_check, target_size),
	},
};

static unsigned long with_size(unsigned long cmd, uint32_t size)
{
	return (cmd & ~((unsigned long)_IOC_SIZEMASK << _IOC_SIZESHIFT)) |
	       (unsigned long)size << _IOC_SIZESHIFT;
}

/* Moves the n structs of an array from a distance of old bytes to one of own, and fills up with zeros. */
static void spread(uint64_t rows, uint32_t n, uint32_t own, uint32_t old)
{
	uint8_t *to = (void *)(uintptr_t)rows;

	for (uint32_t i = n; i-- > 0;) {
		memmove(to + (size_t)i * own, to + (size_t)i * old, old);
		memset(to + (size_t)i * own + old, 0, own - old);
	}
}

static uint32_t at_most(uint32_t n, uint32_t max)
{
	return n < max ? n : max;
}

static int old_list(struct session *s, struct hp_list *l, const struct sizes *z)
{
	int ret = s->dev->call(s->dev, with_size(HP_IOC_LIST, z->list), l);

	if (!ret)
		spread(l->patches, at_most(l->count, l->max), sizeof(struct hp_patch), z->patch);
	return ret;
}

static int old_check(struct session *s, struct hp_check *c, const struct sizes *z)
{
	int ret = s->dev->call(s->dev, with_size(HP_IOC_CHECK, z->check), c);

	if (!ret)
		spread(c->blockers, at_most(c->nblockers, c->max_blockers),
		       sizeof(struct hp_blocker), z->blocker);
	return ret;
}

static int old_op(struct session *s, unsigned long cmd, struct hp_op *op, const struct sizes *z)
{
	int ret;

	if (op->flags || (op->freeze_ms && z->op <= offsetof(struct hp_op, freeze_ms)))
		return -EOPNOTSUPP;
	ret = s->dev->call(s->dev, with_size(cmd, z->op), op);
	spread(op->blockers, at_most(op->nblockers, op->max_blockers), sizeof(struct hp_blocker),
	       z->blocker);
	return ret;
}

static int call_older(struct session *s, unsigned long cmd, void *arg)
{
	const struct sizes *z = &versions[s->info.version];

	switch (cmd) {
	case HP_IOC_LIST:
		return old_list(s, arg, z);
	case HP_IOC_CHECK:
		return old_check(s, arg, z);
	case HP_IOC_FUNCS:	/* struct hp_target did not grow */
		return s->dev->call(s->dev, with_size(cmd, z->funcs), arg);
	case HP_IOC_REVERT:
	case HP_IOC_UNCOUNT:
		return old_op(s, cmd, arg, z);
	case HP_IOC_ABANDON:
		if (s->info.version < 3)
			return -EOPNOTSUPP;
		/* fall through */
	case HP_IOC_INFO:
	case HP_IOC_LOOKUP:
	case HP_IOC_SYMBOLIZE:
	case HP_IOC_LOAD_END:
	case HP_IOC_CONFIRM:
	case HP_IOC_UNSTUB:
	case HP_IOC_PROGRESS:
	case HP_IOC_ABORT:
		return s->dev->call(s->dev, cmd, arg);
	}
	return -EOPNOTSUPP;
}

/* A module from before HP_REF_KEEPS refuses it in a question, not in a patch. */
static void leave_out_unknown(const struct session *s, struct hp_check *check)
{
	struct hp_target *targets = (void *)(uintptr_t)check->targets;

	for (uint32_t i = 0; i < check->count && !(s->info.flags & HP_KNOWS_KEEPS); i++)
		targets[i].ref.flags = 0;
}

int contract_call(struct session *s, unsigned long cmd, void *arg)
{
	if (cmd == HP_IOC_CHECK)
		leave_out_unknown(s, arg);
	if (contract_is_older(s))
		return call_older(s, cmd, arg);
	switch (cmd) {
	case HP_IOC_LIST:
		((struct hp_list *)arg)->patch_size = sizeof(struct hp_patch);
		break;
	case HP_IOC_FUNCS:
		((struct hp_funcs *)arg)->target_size = sizeof(struct hp_target);
		break;
	case HP_IOC_CHECK:
		((struct hp_check *)arg)->target_size = sizeof(struct hp_target);
		((struct hp_check *)arg)->blocker_size = sizeof(struct hp_blocker);
		break;
	case HP_IOC_APPLY:
	case HP_IOC_REVERT:
	case HP_IOC_COUNT:
	case HP_IOC_UNCOUNT:
		((struct hp_op *)arg)->blocker_size = sizeof(struct hp_blocker);
		break;
	}
	return s->dev->call(s->dev, cmd, arg);
}

bool contract_is_older(const struct session *s)
{
	return s->info.version >= OLDEST && s->info.version < HP_VERSION_SIZES;
}

int contract_agrees(struct session *s)
{
	uint32_t theirs = s->info.version;
	char expected[64], found[64];

	if (contract_is_older(s) || theirs == HP_VERSION ||
	    (theirs > HP_VERSION && s->info.oldest <= HP_VERSION))
		return 0;
	snprintf(expected, sizeof(expected), "contract version %u", HP_VERSION);
	if (theirs > HP_VERSION)
		snprintf(found, sizeof(found), "%u, which knows none before %u", theirs,
			 s->info.oldest);
	else
		snprintf(found, sizeof(found), "%u", theirs);
	s->info.version = 0;	/* nothing else in info can be relied on */
	return fail_found(s, HPX_FAILED, "hotpatch.ko and hp-console do not fit together", expected,
			  found);
}

int contract_too_old(struct session *s, const char *who)
{
	char what[160], expected[48], found[160];

	snprintf(what, sizeof(what), "%.80s: not with a hotpatch.ko that is older than hp-console", who);
	snprintf(expected, sizeof(expected), "contract version %u", HP_VERSION);
	snprintf(found, sizeof(found), "%u (list, check, confirm, revert and unload go; for more take "
		 "all patches out, then load the newer hotpatch.ko)", s->info.version);
	return fail_found(s, HPX_FAILED, what, expected, found);
}
