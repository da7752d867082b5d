/* SPDX-License-Identifier: GPL-2.0-only */
/* bodies.h - are the functions of this box those that a patch was made for? */
#ifndef HP_BODIES_H
#define HP_BODIES_H

#include "patch/find.h"

/*
 * Asks HP_IOC_BODY about each function of p's file, once, into p->bodies.  What the patch does not say is not asked,
 * nor anything of a module that cannot tell: that is noted.  An exit code; 0 whatever the answers are.
 */
int bodies_ask(struct session *s, struct patch *p);

/*
 * The same, and fails where a function is another one, or is not found.  Asked when LOOKUP has just found all of them: then
 * a module is on its way in or out, and what would be registered a moment later is what nobody has compared.
 */
int bodies_fit(struct session *s, struct patch *p);

#endif
