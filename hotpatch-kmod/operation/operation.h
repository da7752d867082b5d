/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * operation.h - applying, reverting and counting, in the module's own thread.  Requests for it come through
 * requests.h.
 */
#ifndef HP_OPERATION_H
#define HP_OPERATION_H

int hp_operation_init(void);
/* Called when no patch is loaded any more.  Waits for what the worker is still doing. */
void hp_operation_exit(void);

#endif
