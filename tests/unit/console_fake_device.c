// SPDX-License-Identifier: GPL-2.0-only
/* console_fake_device.c - takes the place of ipc.c in hp-console-fake, for tests on a terminal. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "console_fake.h"

struct transport *ipc_device(void)
{
	static struct fake f;

	fake_init(&f);
	fake_patch(&f, "meminfo", HP_APPLIED);
	f.events[0] = (struct hp_event){ .kind = HP_EV_REVERTED, .patch = "other", .pid = 1,
					 .comm = "a\x1b[2J" };
	f.nevents = 1;
	if (getenv("FAKE_BLOCKED")) {
		f.blocked = 1;
		f.op_error = -16;	/* EBUSY */
		f.verdict.reason = HP_R_BLOCKED;
		f.blockers[0].pid = 123;
		f.blockers[0].kind = HP_TASK_KTHREAD;
		f.blockers[0].never = 1;
		f.blockers[0].state = 'S';
		strcpy(f.blockers[0].comm, "kworker/0:1");
		f.blockers[0].nframes = 1;
		f.blockers[0].frames[0] = f.blockers[0].hit = 0xffffffff81000010ull;
	}
	return &f.t;
}
