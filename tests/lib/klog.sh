# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# klog.sh - what in a kernel log means that the kernel is not well; the one list of it.  Sourced by
# tests/vm on the host (whole console log) and by guest tests (what dmesg has gained).

klog_bad='------------\[ cut here \]
WARNING:
BUG:
BUG at
kernel BUG
Oops
Kernel panic
general protection fault
Unable to handle kernel
unable to handle page fault
double fault
stack segment:
invalid opcode:
Internal error:
Call [Tt]race:
ftrace bug
ftrace failed
Failed on adding breakpoint
soft lockup
hard LOCKUP
blocked for more than
detected stall
self-detected stall
rcu_.* stall
INFO: possible
INFO: lockdep
INFO: trying to register non-static key
INFO: suspicious RCU
suspicious RCU usage
possible circular locking
inconsistent lock state
scheduling while atomic
sleeping function called from invalid
KASAN:
KFENCE:
UBSAN:
kmemleak: [0-9]+ new suspected
kmemleak: (Cannot allocate|Memory pool empty|Kernel memory leak detector disabled)
BUG [^ ]+ \((Not tainted|Tainted)
refcount_t:
Bad page state
list_(add|del) corruption
corrupted stack
sysfs: cannot create duplicate
kobject_add_internal failed
Unbalanced
Modules linked in:
Freezing of tasks failed'

# The kernel also shows a stack when vmalloc() or the per-CPU allocator find no memory, and writes a message
# when sysfs or kmemleak do not.  A test that makes memory fail on purpose writes these two lines to the log;
# between them such stacks and messages are not bad, everything else is.
klog_faults_begin='hp-test: memory fails from here'
klog_faults_end='hp-test: memory fails no more'

klog_without_refusals() {
	awk -v begin="$klog_faults_begin" -v end="$klog_faults_end" '
		index($0, begin) { faults = 1 }
		index($0, end) { faults = refused = 0 }
		faults && /vmalloc error: |percpu: allocation failed|: page allocation failure: / { refused = 1 }
		refused && /Call Trace:/ { refused = 0; next }
		faults && /kobject_add_internal failed for [^ ]+ \(error: -12 |kmemleak: Cannot allocate a scan area/ { next }
		{ print }' || echo "WARNING: klog_scan: awk failed"
}

# Prints the lines of the kernel log on standard input that are bad.
klog_scan() {
	tr -d '\r' | klog_without_refusals | grep -E -e "$klog_bad"
	# A status above 1: grep itself failed, which must not look as if it had found nothing.
	[ $? -le 1 ] || echo "WARNING: klog_scan: grep failed"
}

# Is this the log of a kernel that died while it booted because QEMU 7.2 lost a breakpoint?  While it boots
# the kernel rewrites its own code (jump labels, alternatives) with a breakpoint in place, and a CPU that has
# a thread of its own in QEMU may still run into that when it is gone.  Before /init nothing but the kernel
# has run.
klog_lost_breakpoint() {
	awk '/Run \/init as init process/ { begun = 1 } /int3: 0000 \[#1\]/ && !begun { lost = 1 } END { exit !lost }'
}
