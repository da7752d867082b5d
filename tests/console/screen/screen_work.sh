#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# screen_work.sh CHECK - counts what each key of the full screen costs, see screen_work.c: 100 ms on
# a box that does 300 million instructions a second are 30 million.
set -eu -o pipefail
check=$1
most=30000000
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
awk 'BEGIN {
	for (i = 0; i < 127000; i++)
		printf "ffffffff81%06x t name_of_some_vfs_thing_%d\n", i, i
	print "ffffffff82000000 T vfs_read"
}' >"$dir/kallsyms"
cd "$dir"
if ! valgrind -q --tool=callgrind --callgrind-out-file=out \
	"$check/screen_work" kallsyms >log 2>&1; then
	tail -5 log
	echo "FAIL console screen: work of keys could not be counted"
	exit 1
fi
# "desc: Trigger: Client Request: key j (1)" ... "totals: 123456"
awk -v most=$most '
/^desc: Trigger: Client Request: / { name = substr($0, 32) }
/^totals: / && name != "" {
	keys++
	if ($2 > worst) { worst = $2; which = name }
	if ($2 > most) { printf "# %s: %d instructions\n", name, $2; bad++ }
	name = ""
}
END {
	printf "# %d keys, the worst is %s: %.1f million instructions\n", keys, which, worst / 1e6
	verdict = bad || keys < 40 ? "FAIL" : "ok"
	print verdict " console screen: no key takes more than 30 million instructions"
}' out.*
