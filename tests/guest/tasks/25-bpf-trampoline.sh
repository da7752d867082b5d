#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Tasks that sleep in a function which a BPF trampoline has called: code made at run time is on their stacks,
# and up to 6.12 no unwinder vouches for such stacks.  So they count as inside of every function, are reported as
# such, and can be sent out.  Where the unwinder knows the frames of such code (7.2: bpf_has_frame_pointer(),
# arch/x86/kernel/unwind_orc.c) they are in nobody's way.
# vm: kernels stock-amd64 6.1-rt-amd64 6.12-rt-amd64
# vm: on preempt rt
# vm: timeout 900
. ./lib.sh
modprobe hotpatch

bpftramp hrtimer_nanosleep >/tmp/tramp &
tramp=$!
wait_for 60 test -s /tmp/tramp
t_ok "a BPF trampoline is around hrtimer_nanosleep" grep -qx attached /tmp/tramp

t_ok "ten tasks sleep in it" sleepers start /tmp/sleep.sock sleep 10 $((20000 * t_slow))
if grep -q ' bpf_has_frame_pointer$' /proc/kallsyms; then
	t_run 0 "a patch of something else goes in at depth hold" hp-console apply meminfo depth hold within 1000
	t_has "and nobody is sent anywhere" ' 0 nudged'
else
	t_run 2 "a patch of something else cannot go in at depth hold" hp-console apply meminfo depth hold within 1000
	t_has "they are in the way" 'cannot be told'
	t_has "because of generated code" 'sleepers.*bpf_trampoline'
	t_run 0 "a nudge sends them out" hp-console apply meminfo
fi
t_ok "it works" grep -q HotPatched /proc/meminfo
t_run 0 "and goes out" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
t_ok "nobody was disturbed" sleepers end /tmp/sleep.sock

# The function that has the trampoline cannot be replaced as long as it has it.
t_run 1 "a patch of that very function" hp-console apply nanosleep
t_has "is refused, and by whom" 'hrtimer_nanosleep.*BPF|BPF.*hrtimer_nanosleep|trampoline'
kill $tramp
wait $tramp 2>/dev/null
t_ok "once it is gone the patch goes in" wait_for 60 hp-console apply nanosleep
t_run 0 "and out" hp-console revert nanosleep
t_run 0 "unload" hp-console unload nanosleep
t_ok "hotpatch.ko itself can go" wait_for 60 rmmod hotpatch
t_done
