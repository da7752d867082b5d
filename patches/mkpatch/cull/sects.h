/* SPDX-License-Identifier: GPL-2.0-only */
/* sects.h - what the sections of a unit mean for a patch, and what stands outside of functions and objects. */
#ifndef CULL_SECTS_H
#define CULL_SECTS_H

#include "cull/cull.h"

/* Data that a module may simply have. */
bool sect_is_plain(const char *name);

/* Data that belong to a place in the code, as "was it said already": the new code has its own. */
bool sect_is_own(const char *name);

/* Code that runs before or beside the kernel's own rules: no ftrace, no stop machine. */
bool sect_is_entry(const char *name);

/* What stands inside a function's text and a module may have: the kernel's loader, or its linker, takes it. */
bool sect_goes_with_code(const char *name);

/* Places in code that the kernel itself writes to when it boots, and in modules never. */
bool sect_is_patched_at_boot(const char *name);

/* Of no meaning for a kernel that runs. */
bool sect_is_ignored(const char *name);

/* What is registered by lying in that section, in words; NULL: nothing. */
const char *sect_registers(const char *name);

/* Refuses what asm() outside of functions brings anew: exports, initcalls, trampolines. */
void check_top(struct patch *p, struct unit *u);

#endif
