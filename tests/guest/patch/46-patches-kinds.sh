#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# One patch of each kind: a system call, a function in a module, one with a .cold fragment.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
. ./lib.sh
modprobe hotpatch

# --- a system call, called by every CPU meanwhile

calls() {
	cat /sys/module/getpid/parameters/calls
}

t_ok "every CPU calls getpid" hammer start /tmp/h getpid
t_run 0 "getpid is applied" hp-console apply getpid
t_ok "its calls are counted" wait_for 120 sh -c \
	'[ $(cat /sys/module/getpid/parameters/calls) -gt 1000 ]'
t_run 0 "getpid is reverted" hp-console revert getpid
before=$(calls)
usleep 300000
t_same "no call is counted any more" "$(calls)" "$before"
t_run 0 "and each gave the right answer" hammer end /tmp/h
t_run 0 "getpid is unloaded" hp-console unload getpid

# --- a function in a module

packets() {
	cat /sys/module/dummyxmit/parameters/"$1"
}

t_run 1 "a module that is not loaded" hp-console apply dummyxmit
t_has "is named" 'dummy'
t_ok "dummy is loaded" modprobe dummy
ip link show dummy0 >/dev/null 2>&1 || ip link add dummy0 type dummy
ip addr add 10.9.9.1/24 dev dummy0
ip link set dummy0 up
t_run 0 "dummyxmit is applied" hp-console apply dummyxmit
before=$(packets packets)
sent=$(cat /sys/class/net/dummy0/statistics/tx_packets)
ping -c 3 -W 1 10.9.9.2 >/dev/null
t_ok "packets are counted" test "$(packets packets)" -ge $((before + 3))
t_ok "and the driver counts as before" test \
	"$(cat /sys/class/net/dummy0/statistics/tx_packets)" -ge $((sent + 3))
before=$(packets multicasts)
ping -c 1 -W 1 -I dummy0 224.0.0.1 >/dev/null
t_ok "multicasts are told apart" test "$(packets multicasts)" -gt "$before"
t_not "dummy cannot be unloaded while it is patched" rmmod dummy
t_run 0 "dummyxmit is reverted" hp-console revert dummyxmit
before=$(packets packets)
ping -c 1 -W 1 10.9.9.2 >/dev/null
t_same "nothing is counted any more" "$(packets packets)" "$before"
t_run 0 "dummyxmit is unloaded" hp-console unload dummyxmit
ip link set dummy0 down
t_ok "now dummy can be unloaded" rmmod dummy

# --- a function in a module, and three of the module's own statics

free_device() {
	losetup -f
}

loop_lends() {
	t_run 1 "without loop" hp-console apply loopfree
	t_has "its statics are not found, and the module is named" 'loop'
	t_ok "loop is loaded" modprobe loop
	# Without KALLSYMS_ALL the kernel keeps no names of a module's data, and no table has them.
	if grep -q ' loop_ctl_mutex.*\[loop\]' /proc/kallsyms; then
		t_run 0 "loopfree is applied" hp-console apply loopfree
		first=$(free_device)
		second=$(free_device)
		t_ok "each free loop device is a new one ($first, $second)" \
			[ -b "$first" -a -b "$second" -a "$first" != "$second" ]
		t_not "loop cannot be unloaded while it is lent" rmmod loop
		t_run 0 "loopfree is reverted" hp-console revert loopfree
		t_same "the first free one is given twice" "$(free_device)" "$(free_device)"
		t_run 0 "loopfree is unloaded" hp-console unload loopfree
	else
		t_run 1 "loopfree is refused" hp-console apply loopfree
		t_has "for data of loop that nobody knows" 'loop:loop_ctl_mutex: not found'
		t_not "it is not loaded" grep -q '^loopfree' /proc/modules
	fi
	t_ok "now loop can be unloaded" rmmod loop
}

# 5.10's loop works otherwise, the patch is not for it ("Needs: Linux 5.14").
case $(uname -r) in
5.10.*) ;;
*) loop_lends ;;
esac

# --- a .cold fragment, and the static local of the old function

drop=/proc/sys/vm/drop_caches

# drops VALUE END: writes VALUE, and prints how many messages about it, with that end, have come.
drops() {
	n=$(dmesg | grep -c "drop_caches: $1$2")
	echo "$1" >$drop
	echo $(($(dmesg | grep -c "drop_caches: $1$2") - n))
}

t_same "the old function writes its message, in its .cold part" "$(drops 1 '$')" 1
fragments=$(grep -c ' drop_caches_sysctl_handler\.cold' /proc/kallsyms)
t_run 0 "dropcaches can be applied" hp-console check dropcaches
if [ "$fragments" -gt 0 ]; then
	t_has "the fragment counts as the function" "$fragments fragment.* \(.cold\)"
else
	echo "this kernel has no .cold fragments"
fi
t_run 0 "dropcaches is applied" hp-console apply dropcaches
t_same "the new one says how long it took" "$(drops 1 ' took [0-9]* us$')" 1
t_same "and nothing else" "$(drops 1 '$')" 0
t_run 0 "dropcaches is reverted" hp-console revert dropcaches
t_same "the old message is back" "$(drops 1 '$')" 1
t_run 0 "dropcaches is applied again" hp-console apply dropcaches
t_same "4 is told once" "$(drops 4 ' took [0-9]* us$')" 1
t_same "and silences the rest" "$(drops 2 '')" 0
t_run 0 "dropcaches is reverted again" hp-console revert dropcaches
t_same "for the old function as well: it is the same static variable" "$(drops 2 '')" 0
t_run 0 "dropcaches is unloaded" hp-console unload dropcaches
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
