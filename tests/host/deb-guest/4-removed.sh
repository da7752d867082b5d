# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# A box that died gets no patches again until somebody says so.  Then all is removed while a patch is applied.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

# "STATUS NAME" lines of our packages, of those that dpkg still has something of.
packages() {
	dpkg-query -W -f '${db:Status-Status} ${Package}\n' 'hotpatch*' | grep -v '^not-installed '
}

check "after it died the unit refuses" systemctl is-failed hotpatch
refused "nothing is applied" patched
check "its journal" journalctl -b -o cat -u hotpatch
said "says why, and what to do" 'NOTHING IS APPLIED' 'rm /var/lib/hotpatch/booting'
check "somebody has looked" rm /var/lib/hotpatch/booting
check "and starts it" systemctl restart hotpatch
check "it is applied" patched
check "the mark lies there again" [ -e /var/lib/hotpatch/booting ]
check "the box goes down in order, as far as the mark is concerned" systemctl stop hotpatch-settle
refused "so the mark is gone" [ -e /var/lib/hotpatch/booting ]
check "stopping the unit reverts nothing" systemctl stop hotpatch
check "applied as before" patched

mapfile -t all < <(packages | sed 's/.* //')
check "five packages are installed" [ ${#all[@]} = 5 ]
check "all are removed while it is applied" apt-get -y remove "${all[@]}"
said "says" '^hotpatch: 1 applied in the running kernel, and left so until it reboots$' \
	'^hotpatch-dkms: hotpatch.ko is loaded, and left so until the kernel reboots$' \
	'^hotpatch-patch-meminfo-.*: meminfo is applied in the running kernel, and left so$'
check "the kernel is left as it is" patched
check "the module too" loaded
refused "no console" command -v hp-console
refused "no module on the disk" modinfo hotpatch
check "the history is data" [ -s /var/lib/hotpatch/history ]
check "the configuration too" grep -q '^meminfo' /etc/hotpatch/apply

check "of one dpkg has something left" [ "$(packages)" = "config-files hotpatch" ]
check "purge" apt-get -y purge hotpatch
check "the kernel is left as it is by that" patched
inventory >/root/after
check "nothing is left, nothing is lost" diff /root/before /root/after
refused "dpkg has nothing left of any" packages
check "the units" systemctl --failed --no-legend
check "none failed for it" [ ! -s $said ]
echo "ok all of it was done"
flush
