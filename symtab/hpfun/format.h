/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * format.h - the letters of the .hpfun format, once, for its reader and its writer.
 *
 *	hpfun 2 CRC32 BUILD-ID		in hexadecimal; the CRC is that of all that follows its blank
 *	PATH				files, numbered from 1
 *	...
 *					an empty line
 *	@PATH				a unit
 *	[+]NAME[#POS][:FILE]<tab>TYPE<tab>[NAME[:FILE] ...]<tab>[+NAME|NAME[:FILE] ...]
 *	...
 *
 * No other file includes this.
 */
#ifndef HPFUN_FORMAT_H
#define HPFUN_FORMAT_H

#define HPFUN_MAGIC		"hpfun 2 "
#define HPFUN_H_CRC		8	/* 8 digits, a blank */
#define HPFUN_H_BUILD_ID	17	/* 40 digits, a newline */
#define HPFUN_H_SIZE		58
#define HPFUN_UNIT		'@'
#define HPFUN_POS		'#'
#define HPFUN_FILE		':'
#define HPFUN_FIELD		'\t'
#define HPFUN_NEXT		' '
#define HPFUN_EXTERNAL		'+'

#endif
