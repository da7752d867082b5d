#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mkpatch-fixes.sh - the diffs of tests/mkpatch/fixes through hp-mkpatch, and what became of them in a guest.
#
#	tests/host/mkpatch-fixes.sh [--few] KERNEL...
#
# --few: those that differ most from one another, so that it takes a minute or two and not twenty.
set -u -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
few=()
if [ "${1-}" = --few ]; then
	few=(clone-isra cold-part const-table data-initialiser duplicate-data duplicate-function exception-table export-new
		import-namespace init-and-code inlined-callee module-and-image module-tracepoint no-ftrace-entry percpu-existing pr-debug
		prototype-global
		static-key-existing static-local-moved static-local-new-beside struct-on-stack syscall-body two-files warn-on-once)
	shift
fi
[ $# -gt 0 ] || { echo "usage: mkpatch-fixes.sh [--few] KERNEL..." >&2; exit 64; }
failed=0
for kernel; do
	rm -rf "build/tests/$kernel/mkpatch"
	tests/mkpatch/corpus.sh "$kernel" "${few[@]}" | sed "s/^\(ok\|FAIL\) /&$kernel: /" || failed=1
	tests/vm -k "$kernel" --timeout 1800 --add "build/tests/$kernel/mkpatch:/vm/mkpatch" tests/guest/patch/52-mkpatch.sh 2>&1 </dev/null |
		sed "s/^ok /&$kernel: /; s/^not ok /FAIL $kernel: /" || failed=1
done
exit $failed
