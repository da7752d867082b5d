// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_file.c - a .hpsym file as the verbs see it: mapped, opened by the reader, printed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output/clean.h"
#include "verbs/verbs.h"

const char *build_id_text(const uint8_t *id, char text[BUILD_ID_TEXT])
{
	int i;

	for (i = 0; i < HPSYM_BUILD_ID_LEN; i++)
		sprintf(text + 2 * i, "%02x", id[i]);
	return text;
}

int table_open(struct table *tab, const char *path, struct fail *f)
{
	if (mapped_open(&tab->file, path, "a table", f))
		return -1;
	switch (hpsym_open(&tab->t, tab->file.bytes, tab->file.size)) {
	case 0:
		return 0;
	case -EINVAL:
		fail(f, "%s: no .hpsym table of a version known here", path);
		break;
	default:
		fail(f, "%s: table truncated or damaged: length, checksum or structure of its "
		     "%zu bytes do not fit", path, tab->file.size);
	}
	table_close(tab);
	return -1;
}

void table_close(struct table *tab)
{
	mapped_close(&tab->file);
}

int table_print(const struct table *tab, const struct hpsym_sym *s, struct fail *f)
{
	char name[HPSYM_NAME_LEN], file[HPSYM_FILE_LEN];

	if (hpsym_name(&tab->t, s->index, name, sizeof(name)) < 0 ||
	    hpsym_file(&tab->t, s->file, file, sizeof(file)) < 0)
		return fail(f, "symbol %" PRIu32 ": its name or file is damaged", s->index);
	printf("%016" PRIx64 " %016" PRIx64 " %c %s%s%s\n", s->addr, s->size,
	       s->type > ' ' && s->type < 0x7f ? s->type : '?', clean_text(name),
	       file[0] ? "\t" : "", clean_text(file));
	return 0;
}
