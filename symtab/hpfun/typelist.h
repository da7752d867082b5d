/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * typelist.h - the section .hotpatch.types of a patch: the types of its replacements, for the box to compare.
 *
 * Strings, each ended by a NUL: the format's version, then one for each function in the order of .init.hotpatch:
 *
 *	=	its type was found to be that of what it replaces, in the .hpfun of the very kernel that the patch is
 *		bound to by hotpatch_kernel: there is nothing left to compare
 *	TYPE	its type, as prototype.h has it
 *	!TYPE	the same, and the author has said that it may be another than that of what it replaces
 *		nothing: its type is not known
 *
 * The kernel's loader takes no notice of the section.
 */
#ifndef HPFUN_TYPELIST_H
#define HPFUN_TYPELIST_H

#define TYPES_SECTION	".hotpatch.types"
#define TYPES_VERSION	"1"
#define TYPES_SAME	"="
#define TYPES_MEANT	"!"

#endif
