/* SPDX-License-Identifier: GPL-2.0-only */
/* modules.h - the modules of the running kernel, as /sys shows them. */
#ifndef HP_MODULES_H
#define HP_MODULES_H

#include "session/session.h"

bool module_is_loaded(struct session *s, const char *module);

/*
 * Is there a folder of this name in /sys/module that is no module's?  Parts of the kernel image have one, for parameters, a
 * version or a driver; the loader wants one for each module, and refuses what would have the same.  (A module on its way in or
 * out looks like that, too, for some microseconds.)
 */
bool module_name_is_taken(struct session *s, const char *module);

/* The build-id of a loaded module, from /sys.  false: it is not known, and id is left as it was. */
bool module_build_id(struct session *s, const char *module, uint8_t id[HP_BUILD_ID_LEN]);

#endif
