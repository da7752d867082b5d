# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The box gets the packages, is patched, and gets newer packages while it is.
# shellcheck source=lib.sh
. "${0%/*}/lib.sh"

inventory >/root/before

refused "the box has no console yet" command -v hp-console
refused "and no module" modinfo hotpatch
refused "a patch for another build of the kernel cannot be installed" apt-get -y install ./old/*.deb ./other/*.deb
said "because of the kernel" "Depends: linux-image-$release \(= 0-other\)"

check "apt installs all from files" apt-get -y install ./old/*.deb ./patches/*.deb
check "DKMS has built and installed it" dkms status hotpatch
said "status" "hotpatch/1.0, $release, x86_64: installed"
check "the module is where modprobe looks" modinfo hotpatch
said "file" "^filename: */lib/modules/$release/updates/dkms/hotpatch.ko"
said "signed by DKMS" '^signer: *DKMS'
refused "nothing was loaded" loaded
refused "the unit is not enabled" systemctl is-enabled hotpatch
refused "the unit does not run" systemctl is-active hotpatch

check "modprobe" modprobe hotpatch
check "apply" hp-console apply meminfo
said "answer" '^meminfo: applied'
check "the kernel runs the new code" patched
check "a patch that names source files finds the table" hp-console check lsmod
check "the static console" hp-console-static list
said "answer" '^meminfo .* applied'
check "the history is written" grep -q 'apply meminfo' /var/lib/hotpatch/history
check "and append-only" lsattr /var/lib/hotpatch/history
said "attribute" '^-----a'

build_id=$(od -An -tx1 /sys/module/hotpatch/notes/.note.gnu.build-id | tr -d ' \n')
check "a newer version is installed meanwhile" apt-get -y install ./new/*.deb
check "DKMS has built that" dkms status hotpatch
said "status" "hotpatch/1.1, $release, x86_64: installed"
refused "and the older is gone" grep 'hotpatch/1\.0' $said
check "the patch is applied as before" patched
check "the module that runs is the one that ran" \
	[ "$build_id" = "$(od -An -tx1 /sys/module/hotpatch/notes/.note.gnu.build-id | tr -d ' \n')" ]
check "the newer console asks" hp-console show meminfo
said "answer" '^  applied' '^kernel: made for this one'
check "and reverts" hp-console revert meminfo
refused "the old code runs" patched
check "and applies" hp-console apply meminfo
check "the new code runs" patched
check "installing the same again disturbs nothing" apt-get -y --reinstall install ./new/hotpatch_*.deb
check "applied as before" patched
echo "ok all of it was done"
flush
systemctl --no-block reboot
