// SPDX-License-Identifier: GPL-2.0-only
/* abort.c - abort: give up what is under way, from a console that does not wait for it. */
#include <errno.h>
#include <string.h>

#include "device/connect.h"
#include "device/contract.h"
#include "device/device.h"
#include "verbs/verbs.h"

static int nothing(struct session *s, const char *found)
{
	return fail_found(s, HPX_FAILED, "abort", "an apply or revert under way", found);
}

static int give_up(struct session *s, const struct hp_progress *p)
{
	struct hp_name n = { 0 };
	int ret;

	memcpy(n.patch, p->patch, sizeof(n.patch) - 1);
	ret = contract_call(s, HP_IOC_ABORT, &n);
	if (ret == -ENOENT)
		return nothing(s, "it has ended");
	if (ret)
		return fail_found(s, exit_of_errno(-ret), n.patch, "before its stop",
				  ret == -EBUSY ? "in its stop" : strerror(-ret));
	out_str(&s->out, "patch", n.patch);
	out_str(&s->out, "phase", word_phase(p->phase));
	out_text(&s->out, "%s: told to give up (%s)\n", n.patch, text_phase(p->phase));
	return 0;
}

/* nowait, because else the question for the module's state, which comes first, waits for the operation. */
VERB(abort)
{
	struct hp_progress p = { 0 };
	int ret;

	if (!s->ready)
		s->dev->nowait = true;
	ret = device_ready(s);
	if (ret)
		return ret;
	ret = contract_call(s, HP_IOC_PROGRESS, &p);
	if (ret)
		return fail_found(s, exit_of_errno(-ret), "abort", "a module that can do it",
				  strerror(-ret));
	p.patch[sizeof(p.patch) - 1] = '\0';
	if (p.phase == HP_PHASE_IDLE)
		return nothing(s, "nothing");
	if (argc > 1 && strcmp(p.patch, argv[1]))
		return nothing(s, p.patch);
	return give_up(s, &p);
}
