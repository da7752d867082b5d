#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# document.sh - doc/benchmarks.md and its plots from the figures of the last runs.
#
#	tests/bench/document.sh KERNEL...
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
here=tests/bench
data=build/bench/plot
mkdir -p "$data"

figures=()
for kernel in "$@"; do
	figures+=(build/bench/"$kernel"/figures/*[a-z])
done
awk -f $here/document.awk "${figures[@]}" $here/benchmarks.md.in >build/bench/benchmarks.md
mv build/bench/benchmarks.md doc/benchmarks.md

# KERNEL KEY
figure() {
	cat build/bench/"$1"/figures/* | awk -v key="$2" '$1 == key { print $2; exit }'
}

for kernel in "$@"; do
	for n in 100 1000 4000 16000; do
		echo "$n $(figure "$kernel" tasks.$n.hold.stop) $(figure "$kernel" tasks.$n.hold.total)" \
			"$(figure "$kernel" tasks.$n.freeze.frozen) $(figure "$kernel" tasks.$n.nudge.frozen)" \
			"$(figure "$kernel" tasks.$n.freeze.thaw)"
	done >"$data/tasks.$kernel"
	for n in 10 100 1000; do
		echo "$n $(figure "$kernel" inside.pipe.$n.command) $(figure "$kernel" inside.pipe.$n.total)" \
			"$(figure "$kernel" inside.pipe.$n.livepatch)"
	done >"$data/inside.$kernel"
done
gnuplot -e "data='$data'; first='$1'; second='$2'" $here/plots/tasks.gp >doc/bench-stop.svg
gnuplot -e "data='$data'; first='$1'; second='$2'" $here/plots/inside.gp >doc/bench-sleepers.svg
