#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rebuilt.sh OUT - is everything made anew that includes a header which changed, whatever BUILD is called?  OUT is what
# was built.  The compiler says who includes what (-MM), make what it would do; nothing is built.
set -u
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/../../hp-console" || exit 1
link=$(mktemp -d)
trap 'rm -rf "$link"' EXIT
ln -s "${out%/*}" "$link/build"
# Headers with a struct that objects of several rooms, or folders, must agree about.
headers=(session/session.h ../hotpatch-kmod/hotpatch_uapi.h ../symtab/hpfun/hpfun.h)
includes=$(for file in main.c ./*/*.c ../symtab/hpfun/*.c; do
	gcc -D_GNU_SOURCE -I. -I../hotpatch-kmod -I../symtab -MM "$file" | tr '\\\n' '  '
	echo
done)

# Objects, without their folders, as their names are in what make prints: those that include $1.
expected() {
	grep -F -e " $1 " <<<"$includes" | sed 's/:.*//' | sort -u
}

# Those that are made anew in VARIANT where header $1 is changed and BUILD is $2.
remade() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -n V=1 BUILD="$2" -W "$1" all |
		sed -n 's,.* -c -o [^ ]*/dyn/\([^ ]*/\)\?\([^ /]*\.o\) .*,\2,p' | sort -u
}

for header in "${headers[@]}"; do
	want=$(expected "$header")
	for build in "${out%/*}" "$link/build"; do
		got=$(remade "$header" "$build")
		name=${build/#"$link"/a link}
		if [ -n "$want" ] && [ "$got" = "$want" ]; then
			echo "ok console rebuilt: ${header##*/} changed: all $(wc -l <<<"$want") objects, BUILD is ${name/#"${out%/*}"/as before}"
		else
			echo "FAIL console rebuilt: ${header##*/} changed, BUILD is ${name/#"${out%/*}"/as before}"
			diff <(echo "$want") <(echo "$got") | head -20
		fi
	done
done
