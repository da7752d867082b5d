// SPDX-License-Identifier: GPL-2.0-only
/* connect.c - see connect.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "device/connect.h"
#include "device/contract.h"
#include "device/device.h"
#include "device/info.h"
#include "device/permit.h"
#include "device/table.h"

static int cannot_open(struct session *s, int err)
{
	char found[64];

	switch (err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		if (!access("/sys/module/hotpatch", F_OK))
			return fail_found(s, HPX_FAILED, "hotpatch.ko is loaded, mount devtmpfs",
					  HP_DEVICE, "no such device");
		return fail_found(s, HPX_FAILED,
				  "hotpatch.ko is not loaded, do \"modprobe hotpatch\" first",
				  HP_DEVICE, "no such device");
	case EPERM:
	case EACCES:
		if (permit_locked_down(s, found, sizeof(found)))
			return fail_found(s, HPX_FAILED, "the kernel is locked down, boot without",
					  "lockdown=none", found);
		snprintf(found, sizeof(found), "uid %u", (unsigned)geteuid());
		return fail_found(s, HPX_FAILED, "no rights on " HP_DEVICE ", run as root",
				  "CAP_SYS_MODULE", found);
	default:
		return fail_found(s, exit_of_errno(err), "cannot open " HP_DEVICE, "success",
				  strerror(err));
	}
}

int device_open(struct session *s)
{
	int ret;

	if (s->ready)
		return 0;
	ret = s->dev->open(s->dev);
	if (ret)
		return cannot_open(s, -ret);
	ret = device_info(s);
	if (ret && !(ret == HPX_AGAIN && s->dev->nowait))
		return ret;
	s->ready = true;
	if (!ret && contract_is_older(s))
		note(s, "hotpatch.ko is older than hp-console (contract %u, not %u): list, check, confirm, "
		     "revert and unload go", s->info.version, HP_VERSION);
	/* No answer, because an operation is under way: whether there is a table is not known, and none
	 * is offered. */
	s->offered = ret;
	return 0;
}

int device_ready(struct session *s)
{
	int ret = device_open(s);

	if (ret || s->offered)
		return ret;
	s->offered = true;
	if (!(s->info.flags & HP_HAS_TABLE) && !contract_is_older(s))
		table_offer(s);
	return 0;
}

int device_able(struct session *s)
{
	char what[160], expected[96];
	int ret;

	if (!(s->info.flags & HP_NEEDS_TABLE))
		return 0;
	ret = device_info(s);		/* somebody else may have given it meanwhile */
	if (ret || !(s->info.flags & HP_NEEDS_TABLE))
		return ret;
	snprintf(what, sizeof(what), "%s, give the table first: table FILE",
		 s->info.flags & HP_HAS_KALLSYMS ? "the kernel's own names do not suffice" :
		 "this kernel has no kallsyms");
	snprintf(expected, sizeof(expected), "%s.hpsym", s->release);
	return fail_found(s, HPX_FAILED, what, expected, s->info.flags & HP_HAS_TABLE ?
			  "a table that lacks what is needed" : "no table");
}

void device_close(struct session *s)
{
	s->dev->close(s->dev);
	s->ready = false;
}
