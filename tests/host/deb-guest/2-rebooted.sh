# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# After the reboot nothing is applied.  Then the box is asked to, from the next boot on.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

refused "after a reboot nothing is loaded" loaded
refused "and nothing applied" patched
check "the history is still there" grep -q 'apply meminfo' /var/lib/hotpatch/history

printf '%s\n' 'meminfo	# of this kernel' nosuch ../etc/passwd >>/etc/hotpatch/apply
check "the unit is enabled" systemctl enable hotpatch
refused "which loads nothing yet" loaded
echo "ok all of it was done"
flush
systemctl --no-block reboot
