# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# by_hand.sh - a shipped patch as it is to be compared with what hp-mkpatch makes of the same change; sourced.

# by_hand KERNEL NAME DIR: builds patches/NAME.c in DIR without its module parameter, which no diff brings, and prints the
# file's size in bytes.  What the build says goes to standard error.
by_hand() {
	perl -0777 -pe 's/static int show_\w+\(char \*buf.*?\n}\n//s; s/static const struct kernel_param_ops.*?;\n//s; s/module_param_cb\(.*?;\n//s' \
		"patches/$2.c" >"$3/$2.c"
	patches/build.sh "$1" "build/kernels/$1/build" "build/tables/$1.symvers" "$3/hand" "$3/$2.c" >&2 && stat -c %s "$3/hand/$2.ko"
}
