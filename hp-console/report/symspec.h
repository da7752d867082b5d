/* SPDX-License-Identifier: GPL-2.0-only */
/* symspec.h - how a person writes a symbol: NAME, NAME@FILE, MODULE:NAME, NAME#POS, 0xADDR. */
#ifndef HP_SYMSPEC_H
#define HP_SYMSPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotpatch_uapi.h"

struct symspec {
	bool is_addr;
	uint64_t addr;
	struct hp_symref ref;
};

/* NULL, or what was expected instead of text. */
const char *symspec_parse(const char *text, struct symspec *spec);

/* "name@file#2", "module:name" */
char *ref_text(char *buf, size_t size, const struct hp_symref *ref);

#endif
