/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * patch.S - the sections of a patch module, without a kernel to build one for: what
 * hp-console reads from a .ko.  One local and one global replacement; kinds of symbols needed.
 */
	.section .modinfo, "a"
	.asciz "hotpatch=1"
	.asciz "name=fix"
	.asciz "vermagic=6.1.0-test SMP mod_unload "
	.asciz "description=a fix for tests"
	.asciz "hotpatch_symbol=show_a:show:fs/a.c"
	.asciz "hotpatch_kernel=a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4"
	.asciz "hotpatch_module=loopm:0102030405060708090a0b0c0d0e0f1011121314"
	.asciz "license=GPL"

	.section .note.gnu.build-id, "a", @note
	.long 4, 20, 3
	.asciz "GNU"
	.ascii "the build-id of fix!"

	.text
	nop
	.type new_local, @function
new_local:
	call show_a
	call schedule
	call maybe
	ret
	.globl new_global
	.type new_global, @function
new_global:
	call hotpatch_register
	ret
	.weak maybe

	.macro func name, file, replacement
100:	.asciz "\name"
	.org 100b + 128
	.asciz "\file"
	.org 100b + 328 - 8
	.quad \replacement
	.endm

	.section .init.hotpatch, "a"
	func meminfo_proc_show, "fs/proc/meminfo.c", new_local
	func cmdline_proc_show, "", new_global
	.zero 328

	# Of the first function; of the second nothing is known.
	.section .hotpatch.bodies, "", @progbits
	.byte 1
	.uleb128 300
	.quad 0x1122334455667788
	.uleb128 2, 0, 5, 200, 4
	.uleb128 0

	.section .hotpatch.types, "", @progbits
	.asciz "1", "int @(struct seq_file *, void *)", "="

	.section .note.GNU-stack, "", @progbits
