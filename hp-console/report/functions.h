/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * functions.h - what is known of functions beside their place: types, and where they are inlined.
 *
 * From RELEASE.hpfun in the search list, which is for people only: hotpatch.ko never gets it, so nobody's rights to it
 * are looked at, but it must be of this kernel.
 */
#ifndef HP_FUNCTIONS_H
#define HP_FUNCTIONS_H

#include "hpfun/hpfun.h"
#include "session/session.h"

/* true: hpfun_close() is due.  false: there is none, or none of this kernel, which a note says. */
bool functions_open(struct session *s, struct hpfun *h);

/* Of one symbol: its type, and what else has its code; pos counts from 1.  An object of an array in JSON. */
void functions_show(struct session *s, const struct hpfun *h, const struct hp_sym *sym, uint32_t pos);

/* Of a name that no symbol has: "none: it is inlined into g, h (2 more)", or just "none". */
char *functions_instead(const struct hpfun *h, const char *name, char *buf, size_t size);

/*
 * The type of what a patch means by t, as hpfun/prototype.h has it; "" if it is not known, or t means several of different
 * types.
 */
const char *functions_type(const struct hpfun *h, const struct hpfun_target *t);

/* What a patch of these functions leaves out: lines that begin with HALF FIX; in JSON the array "half_fixes". */
void functions_half(struct session *s, const struct hp_target *t, uint32_t n);

#endif
