// SPDX-License-Identifier: GPL-2.0-only
/* verbs_screen.c - screen: hands over to the full screen, where there is one. */
#include "verbs.h"

VERB(screen)
{
	(void)argc;
	(void)argv;
	if (s->full_screen && !s->out.json)
		return s->full_screen(s);
	return fail_found(s, HPX_FAILED, "screen", "a person at a terminal",
			  s->out.json ? "JSON" : "a program without a screen");
}
