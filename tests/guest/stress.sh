# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154 # what lib.sh sets
#
# stress.sh - what the stress tests share (issue 2, acceptance 10): a function that every CPU calls is
# switched on and off many times.  A failure must name a blocker or a holder; memory must be where
# it was.
# shellcheck source=../lib/checkers.sh
. ./checkers.sh

slab_kb() { sed -n 's/^Slab: *\([0-9]*\) kB/\1/p' /proc/meminfo; }
# Only areas of hotpatch.ko: others are of no use here, as freed ones linger as "unpurged" and those of tasks
# come and go.
vmalloc_areas() { grep -c '\[hotpatch\]' /proc/vmallocinfo; }
settle() { echo 3 > /proc/sys/vm/drop_caches; }
# What is freed may be given back late: by RCU, by a worker.
same_areas() { [ "$(vmalloc_areas)" -eq "$areas" ]; }
same_slab() {
	settle
	[ "$(slab_kb)" -lt $((slab + 1024)) ]
}

# stress ROUNDS [COMMAND]: COMMAND goes on in the background until /tmp/stop is there.  A slow kernel
# makes fewer rounds.
stress() {
	rounds=$(($1 / t_slow))
	meanwhile=${2-}
	rm -f /tmp/stop
	hp-console load getpid > /dev/null
	# One round beforehand, to fill the caches: what they take stays.
	hp-console apply getpid > /dev/null && hp-console revert getpid > /dev/null
	settle
	slab=$(slab_kb)
	areas=$(vmalloc_areas)

	t_ok "every CPU calls getpid" hammer start /tmp/hammer.sock getpid 1
	[ -z "$meanwhile" ] || "$meanwhile" &
	i=0
	while [ "$i" -lt "$rounds" ]; do
		i=$((i + 1))
		echo "apply getpid"
		echo "revert getpid"
	done | hp-console > /tmp/rounds.log 2>&1
	: > /tmp/stop
	wait

	applied=$(grep -c '^OK' /tmp/rounds.log)
	# A failure must name who is in the way: tasks inside, a tracer, somebody busy with ftrace.
	explained=$(grep '^ERR' /tmp/rounds.log | grep -cE 'inside|trace')
	unexplained=$(grep '^ERR' /tmp/rounds.log | grep -vcE 'inside|trace')
	echo "$applied done, $explained in the way of something named, $unexplained else"
	t_same "all $rounds rounds answered" "$((applied + explained + unexplained))" "$((rounds * 2))"
	t_same "no failure without a name" "$unexplained" 0
	[ "$unexplained" -eq 0 ] || grep '^ERR' /tmp/rounds.log | sort | uniq -c
	# More than three of four commands: where an apply failed, the revert after it says OK all the same.
	t_ok "most rounds went through" [ "$applied" -gt $((rounds * 3 / 2)) ]
	t_ok "no call went wrong" hammer end /tmp/hammer.sock
	t_has "none" ' 0 wrong'
	hp-console revert getpid > /dev/null 2>&1

	settle
	echo "slab $slab -> $(slab_kb) kB, vmalloc areas $areas -> $(vmalloc_areas)"
	t_ok "no vmalloc area is left behind" wait_for 60 same_areas
	# Not on a debug kernel, where KASAN keeps freed memory for a while and kmemleak allocates for its
	# notes; there batch.sh asks kmemleak what is lost.
	[ -e $checkers_leaks ] || t_ok "no slab is left behind" wait_for 60 same_slab
	t_run 0 "unload" hp-console unload getpid
}
