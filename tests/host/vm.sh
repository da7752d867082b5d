#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# vm.sh - tests that tests/vm reports a failure when there is one, as otherwise the guest tests would prove
# nothing: every way in which a guest may go wrong is made to happen.
#
#	tests/host/vm.sh KERNEL
# shellcheck disable=SC2016 # what is in single quotes is for the guest's shell
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
kernel=${1:-6.1-amd64}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

vm() {
	"$top/tests/vm" -k "$kernel" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
}

# wants STATUS WHAT ARGS...
wants() {
	local want=$1 what=$2 got=0
	shift 2
	vm "$@" || got=$?
	if [ "$got" = "$want" ]; then
		echo "ok $what"
	else
		echo "not ok $what: status $got, wanted $want"
		sed 's/^/    | /' "$tmp/out" "$tmp/err"
		failed=1
	fi
}

says() {
	if grep -qE -e "$2" "$tmp/$1"; then
		echo "ok   and says: $2"
	else
		echo "not ok   and says: $2"
		sed 's/^/    | /' "$tmp/$1"
		failed=1
	fi
}

script() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/$1"
}

# The scan of kernel logs, without a guest: each line of the first list is bad, none of the second.
# shellcheck source=../lib/klog.sh
. "$top/tests/lib/klog.sh"
while IFS= read -r line; do
	if [ "$(echo "[   12.345678] $line" | klog_scan | wc -l)" = 1 ]; then
		echo "ok in a log it is bad: $line"
	else
		echo "not ok in a log it is bad: $line"
		failed=1
	fi
done <<'END'
WARNING: possible circular locking dependency detected
WARNING: possible recursive locking detected
WARNING: inconsistent lock state
WARNING: bad unlock balance detected!
WARNING: held lock freed!
WARNING: lock held when returning to user space!
WARNING: suspicious RCU usage
[ BUG: Invalid wait context ]
BUG: MAX_LOCKDEP_ENTRIES too low!
BUG: sleeping function called from invalid context at mm/slab.h:420
BUG: scheduling while atomic: hotpatch/123/0x00000002
BUG: using smp_processor_id() in preemptible [00000000] code: hotpatch/123
BUG: KASAN: use-after-free in scan_task+0x12/0x34 [hotpatch]
BUG kmalloc-64 (Tainted: G           O      ): Right Redzone overwritten
ODEBUG: free active (active state 0) object type: timer_list hint: x+0x0/0x1
kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
kmemleak: Memory pool empty, consider increasing CONFIG_DEBUG_KMEMLEAK_MEM_POOL_SIZE
kmemleak: Kernel memory leak detector disabled
INFO: trying to register non-static key.
INFO: task hotpatch:123 blocked for more than 900 seconds.
rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... } 26 jiffies s: 145
watchdog: BUG: soft lockup - CPU#0 stuck for 134s! [hotpatch:123]
list_del corruption. prev->next should be ffff888000000000, but was 0000000000000000
END
innocent=$(klog_scan <<'END'
[   80.000000] hp-test: memory fails from here
[   81.000000] faultsweep: vmalloc error: size 8192, page order 0, failed to allocate pages, mode:0xcc0
[   81.000001] CPU: 0 PID: 99 Comm: faultsweep Tainted: G           O       6.1.192-debug #1
[   81.000002] Call Trace:
[   81.000003]  <TASK>
[   81.100000] kobject_add_internal failed for cmdline (error: -12 parent: module)
[   81.200000] kmemleak: Cannot allocate a scan area, scanning the full object
[   82.000000] hp-test: memory fails no more
[    0.000000] Kernel command line: console=ttyS0 watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=300
[    0.235414] 	RCU CPU stall warnings timeout set to 300 (rcu_cpu_stall_timeout).
[    0.000000] Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar
[    0.000000] kasan: KernelAddressSanitizer initialized
[    0.100000] kmemleak: Kernel memory leak detector initialized (mem pool available: 57846)
[    9.000000] hotpatch: event=applied patch=cmdline funcs=cmdline_proc_show result=0
END
)
if [ -n "$innocent" ]; then
	echo "not ok in a log it is not bad: $innocent"
	failed=1
fi

stack=$(klog_scan <<'END'
[   80.000000] hp-test: memory fails from here
[   80.500000] Call Trace:
[   82.000000] hp-test: memory fails no more
[   83.000000] faultsweep: vmalloc error: size 8192, page order 0, failed to allocate pages, mode:0xcc0
[   83.000001] Call Trace:
[   84.000000] kobject_add_internal failed for cmdline (error: -12 parent: module)
END
)
if [ "$(echo "$stack" | wc -l)" != 3 ]; then
	echo "not ok a stack without cause is bad, and so is one while no memory shall fail: $stack"
	failed=1
fi

lost() {
	if printf '[    1.149892] %s\n' "$@" | klog_lost_breakpoint; then echo lost; else echo not; fi
}
run='Run /init as init process' int3='Oops: int3: 0000 [#1] PREEMPT SMP NOPTI'
found=$(lost "$int3" "Kernel panic"; lost "$run" "$int3"; lost "Oops: 0000 [#1]" "Kernel panic")
if [ "$(echo $found)" != "lost not not" ]; then
	echo "not ok only a breakpoint before /init is QEMU's: $(echo $found)"
	failed=1
fi

wants 0 "a good script is 0" -c 'echo fine'
[ "$(cat "$tmp/out")" = fine ] || {
	echo "not ok its output and nothing else"
	failed=1
}
wants 3 "exit 3 is 3" -c 'exit 3'
wants 137 "a script that is killed is not 0" -c 'kill -9 $$'
script args.sh 'for a in "$@"; do echo "[$a]"; done'
wants 0 "arguments arrive" "$tmp/args.sh" a 'b  c' ''
[ "$(tr -d '\n' <"$tmp/out")" = '[a][b  c][]' ] || {
	echo "not ok as they were given"
	failed=1
}
printf '#!/no/such/shell\n' >"$tmp/noshell.sh"
wants 126 "a script that cannot be run is not 0" "$tmp/noshell.sh"

wants 125 "a crash" -c 'echo c >/proc/sysrq-trigger'
says err 'Kernel panic'
# How long a boot takes depends on the machine, so the limit is doubled until the script begins within it.
limit=8 status=0
vm --timeout $limit -c 'echo here; while :; do :; done' || status=$?
until grep -q here "$tmp/out" || [ $limit -ge 500 ]; do
	limit=$((limit * 2)) status=0
	vm --timeout $limit -c 'echo here; while :; do :; done' || status=$?
done
if [ "$status" = 124 ]; then
	echo "ok a hang"
else
	echo "not ok a hang: status $status"
	failed=1
fi
says out here
says err "no end within $limit s"
wants 125 "a warning in the kernel log" -c 'echo "WARNING: x" >/dev/kmsg'
wants 125 "lockdep" -c 'echo "WARNING: possible circular locking dependency detected" >/dev/kmsg'
wants 125 "KASAN" -c 'echo "BUG: KASAN: use-after-free in x" >/dev/kmsg'
wants 125 "ftrace" -c 'echo "------------[ ftrace bug ]------------" >/dev/kmsg'
wants 125 "a guest that ends before its script" -c 'reboot -f'
wants 125 "the right words without the nonce" -c 'echo "hp-vm: 0 status 0" >/dev/kmsg; reboot -f'
wants 0 "an expected splat" --expect-splat -c 'echo "WARNING: x" >/dev/kmsg'
wants 125 "an expected splat that does not come" --expect-splat -c 'exit 0'
script splat.sh '# vm: expect-splat
echo "WARNING: x" >/dev/kmsg'
wants 0 "a splat that the script says it expects" "$tmp/splat.sh"

script smp.sh '# vm: smp 3
nproc'
wants 0 "the script's own number of CPUs" "$tmp/smp.sh"
says out '^3$'
wants 0 "the command line wins" --smp 1 "$tmp/smp.sh"
says out '^1$'
wants 0 "a deterministic clock" --icount -c 'nproc'
says out '^1$'
echo hello >"$tmp/file"
wants 0 "an added file" --add "$tmp/file" --add "$tmp/file:/etc/other" -c 'cat /vm/file /etc/other'
[ "$(tr -d '\n' <"$tmp/out")" = hellohello ] || {
	echo "not ok as it was"
	failed=1
}
wants 1 "a kernel that does not exist" -k nonesuch -c true
says err 'no kernel called nonesuch'
wants 64 "no such option" --nonesuch

# An interactive guest: we type at a shell on its serial line.
coproc guest { "$top/tests/vm" -k "$kernel" -i --timeout 600 2>"$tmp/err"; }
# shellcheck disable=SC2154 # coproc sets it
pid=$guest_PID
exec 5<&"${guest[0]}" 6>&"${guest[1]}"
answer=
while IFS= read -r -d '#' -t 300 -u 5 text; do
	case $text in
	*=42=*)
		answer=yes
		printf 'exit\n' >&6
		break ;;
	*guest) printf 'echo "=$((6 * 7))="\n' >&6 ;;
	esac
done
cat <&5 >/dev/null
if wait "$pid" && [ -n "$answer" ]; then
	echo "ok an interactive guest answers and ends"
else
	echo "not ok an interactive guest answers and ends"
	failed=1
fi

# stopped SIGNAL: tests/vm gets the signal in the middle of a run; no QEMU may be left behind
stopped() {
	local signal=$1 pid qemu i
	"$top/tests/vm" -k "$kernel" -c 'echo up; while :; do :; done' >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	while kill -0 "$pid" && ! grep -q up "$tmp/out"; do
		sleep 0.1
	done
	qemu=$(pgrep -f "build/vm/$kernel/run.$pid/initrd")
	kill "-$signal" "$pid"
	wait "$pid" 2>/dev/null
	for ((i = 0; i < 1000; i++)); do
		pgrep -f "build/vm/$kernel/run.$pid/initrd" >/dev/null || break
		sleep 0.1
	done
	if [ -n "$qemu" ] && [ $i -lt 1000 ]; then
		echo "ok stopped with SIG$signal, no QEMU stays"
	else
		echo "not ok stopped with SIG$signal, no QEMU stays"
		failed=1
	fi
	rm -rf "$top/build/vm/$kernel/run.$pid"
}
stopped KILL
stopped TERM
says err 'told to stop'
says err 'end of build/vm'

exit $failed
