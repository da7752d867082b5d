// SPDX-License-Identifier: GPL-2.0-only
/* contract.c - fills in the sizes that travel with the structs. */
#include "contract.h"

int contract_call(struct session *s, unsigned long cmd, void *arg)
{
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
