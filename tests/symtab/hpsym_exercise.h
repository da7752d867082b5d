/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hpsym_exercise.h - asks an open table everything the reader can be asked.
 *
 * For tables that may be damaged: the answers do not matter, but that each comes back, within
 * the bytes of the table.  Shared by the unit test and the fuzz target.
 */
#ifndef HPSYM_EXERCISE_H
#define HPSYM_EXERCISE_H

#include <stdlib.h>
#include <string.h>

#include "hpsym/hpsym.h"
#include "hpsym/format.h"

/* zlib's, declared here so that both users need only this file */
unsigned long crc32_z(unsigned long crc, const unsigned char *p, size_t len);

static inline void hpsym_put32(uint8_t *p, uint32_t v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

/* Makes length and checksum right again, so that what comes after them is reached. */
static inline void hpsym_fix_up(uint8_t *p, size_t len)
{
	if (len < HPSYM_H_SIZE)
		return;
	hpsym_put32(p + HPSYM_H_LEN, len);
	hpsym_put32(p + HPSYM_H_CRC, crc32_z(0, p + HPSYM_H_FLAGS, len - HPSYM_H_FLAGS));
}

/* Aborts when more symbols of one name are found than the table has: that loop would be endless. */
static inline void hpsym_exercise_find(const struct hpsym *t, const char *name)
{
	struct hpsym_sym s;
	uint32_t iter = 0, n = 0;

	while (hpsym_find(t, name, &iter, &s) == 1)
		if (n++ > t->nsyms)
			abort();
}

static inline void hpsym_exercise_symbol(const struct hpsym *t, uint32_t i)
{
	char name[HPSYM_NAME_LEN], file[HPSYM_FILE_LEN], tiny[4];
	struct hpsym_sym s, at;
	int len;

	len = hpsym_name(t, i, name, sizeof(name));
	if (len >= 0 && strlen(name) > (size_t)len)
		abort();
	hpsym_name(t, i, tiny, sizeof(tiny));
	if (len >= 0)
		hpsym_exercise_find(t, name);
	if (hpsym_get(t, i, &s) != 1)
		return;
	if (s.index != i || s.file > t->nfiles)
		abort();
	hpsym_file(t, s.file, file, sizeof(file));
	hpsym_at(t, s.addr, &at);
	hpsym_at(t, s.addr + s.size, &at);
}

static inline void hpsym_exercise(const struct hpsym *t)
{
	static const char *const names[] = { "", "a", "vfs_read", "__ksymtab_", "~", "event_x" };
	char file[HPSYM_FILE_LEN];
	struct hpsym_sym s;
	uint32_t i;

	for (i = 0; i < t->nsyms && i < 300; i++)
		hpsym_exercise_symbol(t, i);
	hpsym_exercise_symbol(t, t->nsyms - 1);
	hpsym_exercise_symbol(t, t->nsyms);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		hpsym_exercise_find(t, names[i]);
	for (i = 0; i < t->nfiles + 2 && i < 100; i++)
		hpsym_file(t, i, file, sizeof(file));
	hpsym_file(t, UINT32_MAX, file, sizeof(file));
	hpsym_at(t, 0, &s);
	hpsym_at(t, UINT64_MAX, &s);
}

#endif
