#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 53-recv.sh - a patch arrives as text, with lines lost, damaged and in the wrong order, is asked for
# again, and is then a patch like any other.  (hp-send is a program of the sender's machine, not built
# for arm64.)
# vm: kernels stock-amd64 debug-amd64
# vm: timeout 900
# vm: core
. ./lib.sh
modprobe hotpatch
in=/var/lib/hotpatch/incoming
patch=/patches/meminfo.ko
unset HP_PATH

# The patch is received under another name, "mi", than that of the one that is here already.
field() { printf '%s\n' "$out" | grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d'"' -f4; }
mode() { stat -c %a "$1"; }
damaged() {	# the third is lost, the seventh damaged, the others backwards, among kernel messages
	hp-send $patch | sed '3d; 7s/:./:-/' | tac | grep -v '^#end'
	dmesg | tail -n 3
	echo '#end'
}

t_run 0 "nothing has been received" hp-console recv
damaged >/tmp/text
t_run 2 "what arrives of a damaged text" sh -c 'hp-console recv mi < /tmp/text'
t_has "names the lines that are missing" 'missing are 2,6$'
t_run 1 "it is no patch yet" hp-console check mi
t_not "and no file" [ -e $in/mi.ko ]
t_run 0 "recv alone" hp-console recv
t_has "tells how far it is" 'mi .* of [0-9]* lines'
t_same "nobody else can write there" "$(mode $in) $(mode $in/mi.part)" "700 600"

t_run 2 "one of them comes" sh -c "hp-send --lines 2 $patch | hp-console -j recv mi"
t_same "one is missing" "$(field missing)" 6
t_run 2 "a line of another file is none of them" sh -c \
	"hp-send --lines 6 /patches/getpid.ko | hp-console -j recv mi"
t_same "one is still missing" "$(field missing)" 6
t_run 0 "the other comes" sh -c "hp-send --lines 6 $patch | hp-console -j recv mi"
t_same "the SHA-256 is the file's" "$(field sha256)" "$(sha256sum $patch | cut -d' ' -f1)"
t_ok "it is the same file" cmp $in/mi.ko $patch
t_same "for its owner alone" "$(mode $in/mi.ko)" 600
t_not "nothing is left of the parts" ls $in/mi.part
t_not "it is not loaded" grep -q '^meminfo ' /proc/modules

t_run 0 "it is found and applied" hp-console apply mi
t_ok "/proc/meminfo changes" grep -q HotPatched /proc/meminfo
t_run 0 "and reverted" hp-console revert meminfo
t_not "/proc/meminfo is what it was" grep -q HotPatched /proc/meminfo
t_run 0 "and unloaded" hp-console unload meminfo

# In the middle of a session: what comes after the last line is a command again.
{
	echo 'recv again'
	hp-send $patch
	echo 'check again'
} >/tmp/session
t_run 0 "a session that receives and goes on" sh -c 'hp-console < /tmp/session'
t_same "both end well" "$(printf '%s\n' "$out" | grep -c '^OK$')" 2

t_run 64 "a name with a directory" hp-console recv ../x
t_run 64 "a name that is hidden" hp-console recv .x
t_run 1 "rz is not here" hp-console recv x rz
t_has "and that is said" 'rz is not installed'
t_run 2 "nothing arrives" sh -c 'hp-console recv x < /dev/null'
t_not "and nothing is left" ls $in/x.part

# Whole files that are no patches.
hp-send --help >/tmp/help
t_run 1 "hp-send sends only patches" hp-send /tmp/help
t_run 1 "nor modules that are none" hp-send /lib/modules/"$(uname -r)"/extra/hotpatch.ko

# A state directory that others may write is not used.
chmod 777 $in
t_run 1 "a directory that others may write" sh -c 'hp-console recv x < /dev/null'
t_has "is refused" 'only its owner'
rm -r /var/lib/hotpatch
t_done
