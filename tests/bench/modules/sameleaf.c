// SPDX-License-Identifier: GPL-2.0-only
/*
 * sameleaf.c - for the benchmark: jiffies_to_msecs() replaced by a copy of itself, so that only the
 * way there differs.
 */
#include <linux/jiffies.h>
#include "hotpatch.h"

#if HZ > MSEC_PER_SEC || MSEC_PER_SEC % HZ
#error "jiffies_to_msecs() is another one with this HZ"
#endif

static unsigned int same_leaf(const unsigned long j)
{
	return (MSEC_PER_SEC / HZ) * j;
}

HOTPATCH("bench: jiffies_to_msecs as it was", HOTPATCH_REPLACE(jiffies_to_msecs, same_leaf));
