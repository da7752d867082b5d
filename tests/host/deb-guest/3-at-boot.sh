# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What was asked for is applied at boot.  Then the box dies.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

check "the unit has run" systemctl is-active hotpatch
check "what was asked for is applied" patched
check "the journal" journalctl -b -o cat -u hotpatch
said "says" '^meminfo: applied' '^nosuch: there is none for this kernel' 'is not the name of a patch'
check "before the network" systemctl show -p Before hotpatch
said "order" network-pre.target
check "a mark lies there for a while" [ -e /var/lib/hotpatch/booting ]
check "what removes it runs" systemctl is-active hotpatch-settle
refused "no job was deleted for an ordering cycle" sh -c "journalctl -b -o cat | grep 'ordering cycle'"
pid=$(systemctl show -p MainPID hotpatch-settle)
check "a restart within that while is no boot that died" systemctl restart hotpatch
check "what was applied is still applied" patched
check "the mark lies there again" [ -e /var/lib/hotpatch/booting ]
check "what removes it runs again" systemctl is-active hotpatch-settle
check "for a while that began anew" [ "$(systemctl show -p MainPID hotpatch-settle)" != "$pid" ]
echo "ok the box dies now"
flush
echo b >/proc/sysrq-trigger
