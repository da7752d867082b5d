// SPDX-License-Identifier: GPL-2.0-only
/* modules.c - see modules.h. */
#include <stdio.h>
#include <unistd.h>

#include "device/modules.h"
#include "files/read.h"
#include "format/buildid.h"

bool module_is_loaded(struct session *s, const char *module)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/module/%s/initstate", s->kernel_root, module);
	return !access(path, F_OK);
}

bool module_name_is_taken(struct session *s, const char *module)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/module/%s", s->kernel_root, module);
	return !access(path, F_OK) && !module_is_loaded(s, module);
}

bool module_build_id(struct session *s, const char *module, uint8_t id[HP_BUILD_ID_LEN])
{
	char path[256], notes[256];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/sys/module/%s/notes/.note.gnu.build-id", s->kernel_root,
		 module);
	len = file_read_small(path, notes, sizeof(notes));
	return len > 0 && buildid_from_notes(notes, len, id);
}
