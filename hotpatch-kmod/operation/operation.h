/* SPDX-License-Identifier: GPL-2.0-only */
/* operation.h - applying, reverting and counting, in the module's own thread.  What is asked for comes by requests.h. */
#ifndef HP_OPERATION_H
#define HP_OPERATION_H

int hp_operation_init(void);
/* No patch is loaded any more, so nothing can be under way but what this waits for. */
void hp_operation_exit(void);

#endif
