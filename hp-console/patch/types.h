/* SPDX-License-Identifier: GPL-2.0-only */
/* types.h - have a patch's replacements the types of what they replace? */
#ifndef HP_TYPES_H
#define HP_TYPES_H

#include "patch/find.h"

/*
 * Compares the types that p's file carries with those that the running kernel's functions have: by RELEASE.hpfun in the
 * search list, else by BTF; what neither knows is not compared.  targets: what each of p's functions was found to be.
 * Says each that differs (in JSON the array "wrong_types", not there without any), and fails where its author did not
 * allow it.  An exit code.
 */
int types_fit(struct session *s, const struct patch *p, const struct hp_sym *targets);

#endif
