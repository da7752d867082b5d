/* SPDX-License-Identifier: GPL-2.0-only */
/* ops.h - what can be asked of /dev/hotpatch, for one patch.  All return 0 or the errno. */
#ifndef OPS_H
#define OPS_H

#include "../../../hotpatch-kmod/hotpatch_uapi.h"

extern int ops_fd;		/* /dev/hotpatch */
extern const char *ops_name;	/* of the patch */
extern const char *ops_target;

/* imports ends with NULL; table may be NULL.  0, or -1 with errno. */
int ops_init(const char *file, const char *name, const char *target, const char *table,
	     const char *depth, char **imports);

int op_open(void);
int op_close(void);
int op_info(void);
int op_table(void);
int op_lookup(void);
int op_symbolize(void);
int op_check(void);
int op_body(void);
int op_list(void);
int op_load(void);
int op_unload(void);
int op_funcs(void);
int op_apply(void);
int op_confirm(void);
int op_revert(void);
int op_expire(void);		/* waits until the timer has reverted it */
int op_count(void);
int op_uncount(void);
int op_progress(void);
int op_stub(void);		/* of the target */
int op_unstub(void);
int op_stub_apply(void);
int op_stub_revert_unstub(void);

int op_load_apply(void);
int op_load_timed(void);	/* applied, to be confirmed within an hour */
int op_load_expiring(void);	/* within a second */
int op_load_count(void);	/* applied and counted */
int op_revert_unload(void);

#endif
