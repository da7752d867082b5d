#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# terminfo.sh NAME... - prints a C table of these terminals' compiled terminfo entries, taken from the
# build machine.  Without the strings of keys, which hp-console does not use: they are half of it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
echo '/* Made by terminfo.sh. */'
echo '#include <stddef.h>'
echo '#include "terminal/terminfo.h"'
echo 'const struct terminfo_entry terminfo_entries[] = {'
for name in "$@"; do
	infocmp -1 "$name" | grep -vE '^	(k[a-zA-Z0-9_]*|[mrs]mk[xm]|mc[0-9a-z]*|rep|u[0-9]|meml|memu|acsc|is[0-9]|rs[0-9])=' |
		sed '/^#/d' >"$dir/source"
	tic -o "$dir/base" "$dir/source"
	file=$(find "$dir/base" -name "$name" | head -n 1)
	printf '\t{ "%s", "b64:%s" },\n' "$name" "$(base64 -w 0 "$file")"
	rm -rf "$dir/base"
done
printf '\t{ NULL, NULL }\n};\n'
