#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A nudge does to a task in a system call what the console says it does: tested for each call of its table of
# which it says something (io_uring_enter: 26-io-uring.sh).  The task is sent out by a stub on a function that
# it sleeps in.  Afterwards its call has returned EINTR or a short count, or was restarted: then it has met
# the stub (ENOSYS) or sleeps on.
# vm: kernels stock-amd64 6.1-arm64 6.12-arm64
# vm: timeout 1800
. ./lib.sh
modprobe hotpatch

ENOSYS=38
EINTR=4
result=/tmp/incall.result

# of_blocker PID: its object in the last answer
of_blocker() {
	printf '%s\n' "$out" | sed 's/{"pid":/\n&/g' | grep "^{\"pid\":$1,"
}

field() {
	of_blocker "$1" | grep -o "\"$2\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

sleeps() {
	grep -q '^State:.S' /proc/"$1"/status
}

switches() {
	grep -h ctxt_switches /proc/"$1"/status | tr -d '\n'
}

# woken PID BEFORE: it has ended its call, or slept again
woken() {
	[ -s $result ] || { [ "$(switches "$1")" != "$2" ] && sleeps "$1"; }
}

# seen_in CALL PID WHERE...: sets $inside to the first of these (incall.c has them) that the console sees the
# task in, in that call
seen_in() {
	seen_call=$1
	seen_pid=$2
	shift 2
	for inside; do
		case $inside in
		=*) out=$(hp-console -j check "${inside#=}" 2>/dev/null) ;;
		*) out=$(hp-console -j check stub "$inside" -$ENOSYS 2>/dev/null) ;;
		esac
		[ "$(field "$seen_pid" call)" != "$seen_call" ] || return 0
	done
	return 1
}

# patch_of WHERE: the patch or stub that replaces it
patch_of() {
	case $1 in
	=*) echo "${1#=}" ;;
	*) echo "stub-$1" ;;
	esac
}

# out_of WHERE OPTION...: replaces it
out_of() {
	out_where=$1
	shift
	case $out_where in
	=*) hp-console apply "${out_where#=}" "$@" ;;
	*) hp-console stub "$out_where" -$ENOSYS "$@" ;;
	esac
}

# happened: what became of the call
happened() {
	read -r value error <$result || { echo restarts; return; }
	case $value,$error in
	-1,"$ENOSYS") echo restarts ;;
	-1,"$EINTR") echo eintr ;;
	-1,*) echo "failed with $error" ;;
	*) echo short ;;
	esac
}

one_case() {
	case=$1
	shift
	rm -f $result
	incall "$case" $result &
	pid=$!
	if ! wait_for 60 sleeps $pid || ! wait_for 60 seen_in "${case%%-*}" $pid "$@"; then
		t_fail "$case: seen inside ($*), in that call"
		t_show
		kill -9 $pid
		return
	fi
	said=$(field $pid nudge)
	patch=$(patch_of "$inside")
	before=$(switches $pid)
	t_run 0 "$case: it is nudged" out_of "$inside" depth nudge mindepth nudge
	t_ok "$case: and woken" wait_for 60 woken $pid "$before"
	t_run 0 "$case: revert" hp-console revert "$patch"
	t_same "$case: what was said came true ($said)" "$(happened)" "$said"
	t_ok "$case: unload" wait_for 60 hp-console unload "$patch"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
}

# Before 5.11 there is no epoll_pwait2, and in 5.10 a task in wait4 is not within __do_sys_wait4: that ends in a jump.
left_out=
case $(uname -r) in
5.10.*) left_out=" wait4 epoll_pwait2 " ;;
esac
while read -r case functions; do
	case $left_out in
	*" $case "*) continue ;;
	esac
	# shellcheck disable=SC2086 # a list
	one_case "$case" $functions </dev/null
done <<END
$(incall --list)
END
killall -9 incall 2>/dev/null

# --- a read from a pipe: not by a stub, as the shell has pipes itself, but by a patch that reads like the old
# --- code

# reader: sleeps in pipe_read, until a line comes; which is in /tmp/line then
reader() {
	rm -f /tmp/line.new /tmp/line
	(dd bs=64 count=1 of=/tmp/line.new <>/tmp/fifo 2>/dev/null; mv /tmp/line.new /tmp/line) &
	t_ok "a reader of a pipe is inside" wait_for 60 reader_is_inside
}

reader_is_inside() {
	hp-console check piperead all >/tmp/check
	grep -A 1 '"dd".* is in \(anon_\)\?pipe_read' /tmp/check >/tmp/dd
}

mkfifo /tmp/fifo
reader
out=$(cat /tmp/dd)
t_has "and would only be restarted" 'in read: a nudge only restarts it'
t_run 0 "so it is nudged" hp-console apply piperead mindepth nudge
echo hello >/tmp/fifo
t_ok "and reads all the same" wait_for 60 grep -qx hello /tmp/line
t_run 0 "revert" hp-console revert piperead
t_ok "unload" wait_for 60 hp-console unload piperead

# --- patiently: tasks that would notice a nudge are waited for, and named

incall epoll_pwait $result &
pid=$!
wait_for 60 sleeps $pid
inside=do_epoll_wait
wait_for 60 seen_in epoll_pwait $pid do_epoll_wait ep_poll
rm -f $result.after
t_run 2 "who would notice is not nudged" hp-console stub "$inside" -$ENOSYS patiently within 300
t_has "and is named, with its call" 'in epoll_pwait: a nudge makes it return EINTR'
t_ok "its call goes on" [ ! -s $result ]
t_run 64 "the freezer spares nobody" hp-console stub "$inside" -$ENOSYS patiently mindepth freeze
kill -9 $pid
wait $pid 2>/dev/null

# A task that comes out by itself while it is waited for: its call ends well, and the patch goes in.
reader
t_run 2 "a reader is waited for as well: the call counts, not its file" \
	hp-console apply piperead patiently within 300
(hp-console apply piperead patiently within 60000 >/tmp/applied 2>&1; echo "status $?" >>/tmp/applied) &
# abort, given another name, says what is under way.  When it has done so twice, the apply has looked at the
# tasks at least once.  Meanwhile this shell, which reads from pipes itself, is held for a moment at times.
under_way() {
	hp-console abort nothing >/tmp/abort 2>&1
	grep -q 'found piperead' /tmp/abort
}
t_ok "it waits" wait_for 60 under_way
t_ok "and waits" under_way
echo world >/tmp/fifo
t_ok "it reads what came" wait_for 60 grep -qx world /tmp/line
t_ok "the patch is applied" wait_for 60 grep -qx 'status 0' /tmp/applied
out=$(cat /tmp/applied)
t_has "who was waited for is named" '"dd" in read$'
t_has "and nobody was nudged" ' 0 nudged'
t_run 0 "revert" hp-console revert piperead
t_ok "unload" wait_for 60 hp-console unload piperead
rm -f /tmp/fifo /tmp/line
t_ok "hotpatch.ko itself can go" wait_for 60 rmmod hotpatch
t_done
