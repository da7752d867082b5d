// SPDX-License-Identifier: GPL-2.0-only
/*
 * table_file.c - a .hpsym file as the verbs see it: mapped, opened by the reader, printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/clean.h"
#include "verbs/verbs.h"

const char *build_id_text(const uint8_t *id, char text[BUILD_ID_TEXT])
{
	int i;

	for (i = 0; i < HPSYM_BUILD_ID_LEN; i++)
		sprintf(text + 2 * i, "%02x", id[i]);
	return text;
}

static int map_file(struct table *tab, const char *path, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size) {
		close(fd);
		return fail(f, "%s: not a file with a table in it", path);
	}
	tab->len = st.st_size;
	tab->map = mmap(NULL, tab->len, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (tab->map == MAP_FAILED)
		return fail(f, "%s: %s", path, strerror(errno));
	return 0;
}

int table_open(struct table *tab, const char *path, struct fail *f)
{
	if (map_file(tab, path, f))
		return -1;
	switch (hpsym_open(&tab->t, tab->map, tab->len)) {
	case 0:
		return 0;
	case -EINVAL:
		fail(f, "%s: no .hpsym table of a version known here", path);
		break;
	default:
		fail(f, "%s: table truncated or damaged: length, checksum or structure of its "
		     "%zu bytes do not fit", path, tab->len);
	}
	table_close(tab);
	return -1;
}

void table_close(struct table *tab)
{
	munmap(tab->map, tab->len);
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
