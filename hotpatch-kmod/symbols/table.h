/* SPDX-License-Identifier: GPL-2.0-only */
/* table.h - the shipped symbol table (.hpsym) the module was given.  All under hp_ask_lock. */
#ifndef HP_TABLE_H
#define HP_TABLE_H

#include <linux/kconfig.h>
#include <linux/types.h>
#include "hpsym/hpsym.h"
#include "hotpatch_uapi.h"

struct hp_table_state {
	void *data;		/* NULL: there is none */
	size_t len;
	struct hpsym t;
	unsigned long slide;	/* running address minus the table's */
};

/* Finds the running kernel's build-id. */
void hp_table_init(void);
void hp_table_exit(void);

const u8 *hp_build_id(void);

/* NULL if no table was given. */
const struct hp_table_state *hp_table(void);

/*
 * Takes a table, a vmalloc'ed block that is the module's from here on, and forgets the one before;
 * NULL only forgets.  Errors as HP_IOC_TABLE says; build_id is filled as far as it could be read.
 */
int hp_table_take(void *data, size_t len, u8 build_id[HP_BUILD_ID_LEN]);

/* Where a symbol of the table is in the running kernel. */
unsigned long hp_table_addr(const struct hp_table_state *ts, const struct hpsym_sym *s);

/* By its letter as nm(1) prints it: is it code? */
static inline bool hp_sym_is_text(char type)
{
	return type == 't' || type == 'T' || type == 'w' || type == 'W';
}

/* Could kallsyms know it?  Without KALLSYMS_ALL it has only code. */
static inline bool hp_sym_in_kallsyms(char type)
{
	return IS_ENABLED(CONFIG_KALLSYMS_ALL) || hp_sym_is_text(type);
}

#endif
