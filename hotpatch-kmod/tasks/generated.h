/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * generated.h - code that was made at run time: detours and single-step slots of kprobes, trampolines of
 * ftrace and BPF, and our own slots.  A task may stand there on its way from or to a function, with no
 * word of that function on its stack.
 */
#ifndef HP_GENERATED_H
#define HP_GENERATED_H

#include <linux/types.h>

/* Does addr lie in such code?  Never sleeps; also inside the stop. */
bool hp_generated(unsigned long addr);

#endif
