// SPDX-License-Identifier: GPL-2.0-only
/* info.c - see info.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device/contract.h"
#include "device/info.h"

int device_info(struct session *s)
{
	int ret = contract_call(s, HP_IOC_INFO, &s->info);
	char expected[32];

	snprintf(expected, sizeof(expected), "contract version %u", HP_VERSION);
	if (ret == -ENOTTY)
		return fail_found(s, HPX_FAILED, "hotpatch.ko of another version is loaded",
				  expected, "another one");
	if (ret)
		return fail_found(s, exit_of_errno(-ret), "the module does not tell its state",
				  "success", strerror(-ret));
	ret = contract_agrees(s);
	if (ret)
		return ret;
	s->info.release[sizeof(s->info.release) - 1] = '\0';
	s->info.vermagic[sizeof(s->info.vermagic) - 1] = '\0';
	s->info.machine[sizeof(s->info.machine) - 1] = '\0';
	s->info.pending[sizeof(s->info.pending) - 1] = '\0';
	s->info.missing[sizeof(s->info.missing) - 1] = '\0';
	return 0;
}
