/* SPDX-License-Identifier: GPL-2.0-only */
/* patchfile.h - what a patch's .ko says about itself, from its bytes in memory; patchparse.c reads them. */
#ifndef HP_PATCHFILE_H
#define HP_PATCHFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotpatch_uapi.h"
#include "patch/bodylist.h"

struct pf_func {
	struct hp_symref target;
	struct pf_body body;		/* what it looks like where the patch was made */
	char replacement[HP_NAME_LEN];	/* name, "" if its symbol was stripped */
	const char *type;		/* of the replacement, for the box to compare, as hpfun/prototype.h; "": nothing to */
	bool type_allowed;		/* it may be another than the target's, says the author */
};

/* A module that the patch reaches into, and the build of it that the patch was made for. */
struct pf_module {
	char name[HP_OBJECT_LEN];
	uint8_t build_id[HP_BUILD_ID_LEN];
};

#define PF_MAX_MODULES 16	/* hotpatch.ko pins no more for one patch */

struct patchfile {
	uint16_t machine;		/* EM_* */
	bool is_patch;			/* modinfo hotpatch=1 */
	char name[HP_OBJECT_LEN];	/* of the module */
	char vermagic[128];
	char description[256];
	uint8_t build_id[HP_BUILD_ID_LEN];	/* zeros: it has none */
	uint8_t kernel[HP_BUILD_ID_LEN];	/* the build of the kernel it was made for; zeros: not said */
	uint32_t nmodules;
	struct pf_module modules[PF_MAX_MODULES];
	uint32_t nfuncs;
	struct pf_func *funcs;
	struct hp_left_out *left_out;	/* of their bodies */
	char *types;			/* .type of all points into it */
	uint32_t nimports;		/* undefined symbols, weak ones left out */
	struct hp_import *imports;	/* as HP_IOC_LOAD_BEGIN wants them */
};

/* Why a file was refused: one sentence, what was expected, and what was found. */
struct pf_error {
	char what[96];
	char expected[160];
	char found[160];
};

/*
 * Reads the patch in data.  0; -ENOEXEC not a 64-bit little-endian kernel module; -EBADMSG one
 * that is damaged or truncated; -EINVAL a module, but not a usable patch; -ENOMEM.  err says why.
 * On success patchfile_free() is due; the bytes need not stay.  Strings that are shown are cleaned
 * (clean_kept()); names that are looked up are printable ASCII, or the file is refused.
 */
int patchfile_parse(struct patchfile *pf, const void *data, size_t len, struct pf_error *err);
void patchfile_free(struct patchfile *pf);

#endif
