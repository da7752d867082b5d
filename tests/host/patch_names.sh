#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# patch_names.sh - what patches/build.sh refuses to build, for the names in it: each would fail, or be
# linked to something else, on a box where nothing can be compiled.
#
#	tests/host/patch_names.sh KERNEL
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
kernel=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# build [NAME]: of try.c, or of the same under another name
build() {
	[ -z "${1-}" ] || cp "$work/try.c" "$work/$1.c"
	"$top/patches/build.sh" "$kernel" "$top/build/kernels/$kernel/build" "$top/build/tables/$kernel.symvers" \
		"$work" "$work/${1:-try}.c" 2>&1
}

# source MACRO-LINES TARGET: a patch that uses them
source_with() {
	cat >"$work/try.c" <<-END
		#include <linux/seq_file.h>
		#include "hotpatch.h"
		extern int lent(void);
		$1
		static int replacement(struct seq_file *m, void *v)
		{
			return 0;
		}
		HOTPATCH("test", $2);
	END
}

# refuses WHAT WORDS [NAME]
refuses() {
	local what=$1 words=$2 said
	if ! said=$(build "${@:3}") && [[ $said == *"$words"* ]]; then
		echo "ok $what"
	else
		echo "not ok $what: $said"
		failed=1
	fi
}

cmdline='HOTPATCH_REPLACE(cmdline_proc_show, replacement)'
source_with 'HOTPATCH_SYMBOL(user_read, user_read, "security/selinux/ss/policydb.c");' "$cmdline"
refuses "an alias that is exported" 'alias user_read: the kernel exports a symbol of that name'
source_with 'HOTPATCH_SYMBOL(lent, no_such_name, "");' "$cmdline"
refuses "an alias of nothing" 'no symbol no_such_name'
source_with 'HOTPATCH_SYMBOL_NTH(2, lent, no_such_name);' "$cmdline"
refuses "a position among none" 'no symbol no_such_name'
source_with 'HOTPATCH_SYMBOL_IN("loop", lent, no_such_name);' "$cmdline"
refuses "a name that the module does not have" 'module loop of kernel '"$kernel"' has no symbol no_such_name'
source_with 'HOTPATCH_SYMBOL_IN("no_such_module", lent, loop_add);' "$cmdline"
refuses "a module that is not there" 'module no_such_module is not among those'
source_with '' 'HOTPATCH_REPLACE_IN("loop", no_such_name, replacement)'
refuses "a target that the module does not have" 'module loop of kernel '"$kernel"' has no symbol no_such_name'
source_with '' "$cmdline"
refuses "what the image has with parameters" "cannot be called printk: kernel $kernel has something of that name built in" printk
refuses "a module that is built in" "cannot be called tcp-cubic: kernel $kernel has a module of that name built in" tcp-cubic

# What the code of a target was inlined into and stays is named, and the patch is made all the same.
says() {
	local what=$1 words=$2 said
	if said=$(build) && [[ $said == *"$words"* ]]; then
		echo "ok $what"
	else
		echo "not ok $what: $said"
		failed=1
	fi
}
# carries WHAT TYPES: of the replacements, as the patch made last has them for the box, which does not load them
carries() {
	local what=$1 types=$2 found
	found=$(readelf -p .hotpatch.types "$work/try.ko" | sed -n 's/^  \[ *[0-9a-f]*\]  //p' | paste -sd '|')
	if [ "$found" = "1|$types" ] && readelf -SW "$work/try.ko" | grep -qE '\.hotpatch\.types +PROGBITS +0+ [0-9a-f]+ [0-9a-f]+ 00  +0 '; then
		echo "ok $what"
	else
		echo "not ok $what: $found"
		failed=1
	fi
}
if [ -e "$top/build/tables/$kernel.hpfun" ]; then
	cat >"$work/try.c" <<-END
		#include <linux/fs.h>
		#include <linux/pipe_fs_i.h>
		#include "hotpatch.h"
		static void new_lock(struct pipe_inode_info *pipe)
		{
			mutex_lock(&pipe->mutex);
		}
		HOTPATCH("test", HOTPATCH_REPLACE(pipe_lock, new_lock));
	END
	says "half a fix" "HALF FIX: pipe_lock is also inlined into "
	source_with '' "$cmdline"
	if said=$(build) && [[ $said != *"HALF FIX"* && $said != *"WRONG TYPE"* ]]; then
		echo "ok a whole fix, of the right type"
	else
		echo "not ok a whole fix, of the right type: $said"
		failed=1
	fi
	carries "that it is right" "="
	source_with '' 'HOTPATCH_REPLACE(version_proc_show, replacement), HOTPATCH_REPLACE(do_sys_times, replacement)'
	refuses "another type" 'WRONG TYPE: do_sys_times is "void do_sys_times(struct tms *)", its replacement "int replacement(struct seq_file *, void *)"'
	ALLOW_TYPE=1 says "another type that is meant" 'WRONG TYPE: do_sys_times is '
	carries "one that is right, one that is meant" "=|!int @(struct seq_file *, void *)"
fi

source_with '' 'HOTPATCH_REPLACE_IN("loop", loop_control_ioctl, replacement)'
says "a function of a module" "as pasted text"
carries "a type that only the box can compare" "int @(struct seq_file *, void *)"

# Without ftrace no function has an entry of it, and each replacement has to keep the registers.
without=appliance-amd64
source_with '' "$cmdline"
if [ -e "$top/build/tables/$without.symvers" ]; then
	said=$(kernel=$without build)
	if [[ $said == *"this kernel has no ftrace: put HOTPATCH_NEW before replacement"* ]]; then
		echo "ok a replacement that keeps no registers, on a kernel without ftrace"
	else
		echo "not ok a replacement that keeps no registers, on a kernel without ftrace: $said"
		failed=1
	fi
fi

# The author's own module is looked at before those of the kernel.
source_with '' 'HOTPATCH_REPLACE_IN("loop", cmdline_proc_show, replacement)'
cp "$top/build/patches/$kernel/cmdline.ko" "$work/loop.ko"
said=$(MODULES=$work build)
refuses_own='module loop of kernel '"$kernel"' has no symbol cmdline_proc_show'
if [[ $said == *"$refuses_own"* ]] && "${CROSS_COMPILE-}nm" "$work/.try.1/modules/loop" | grep -q new_cmdline; then
	echo "ok MODULES comes first"
else
	echo "not ok MODULES comes first: $said"
	failed=1
fi
exit $failed
