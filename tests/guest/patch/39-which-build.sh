#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Which build is it?  A second version of a fix under the same name, a kernel and a module that are not those
# the patch was made for; a packed file; a lent symbol under the name of an exported one.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
. ./lib.sh
modprobe hotpatch

build_id() {
	hp-console -j show "$1" | grep -o '"build_id":"[0-9a-f]*"' | head -n 1 | cut -d '"' -f 4
}

# hex TEXT
hex() {
	printf %s "$1" | od -An -v -tx1 | tr -d ' \n'
}

# --- a patch of another build under the name of a loaded one

release=$(uname -r)
mkdir -p /root/other
cp "/usr/lib/hotpatch/$release/cmdline.ko" /root/other/cmdline.ko
id=$(build_id cmdline)
t_same "a patch has a build-id" ${#id} 40
t_ok "another build of it is made" t_rewrite /root/other/cmdline.ko "$id" "00112233445566778899aabbccddeeff00112233"
t_run 0 "the first is applied" hp-console apply cmdline
t_same "the kernel knows its build" "$(build_id cmdline)" "$id"
t_run 1 "the other is not applied already" hp-console apply /root/other/cmdline.ko
t_has "and both are named" "expected build-id 00112233445566778899aabbccddeeff00112233, found $id"
t_run 0 "the file is shown as the file" hp-console show /root/other/cmdline.ko
t_has "of which another is loaded" 'of which another build is loaded'
t_run 0 "the first is still applied" hp-console apply cmdline
t_has "already" 'applied already'
t_run 0 "it is reverted" hp-console revert cmdline
t_run 0 "it is unloaded" hp-console unload cmdline
t_run 0 "now the other is applied" hp-console apply /root/other/cmdline.ko
t_same "and known as the other" "$(build_id /root/other/cmdline.ko)" 00112233445566778899aabbccddeeff00112233
t_run 1 "and the first is another build" hp-console load cmdline
t_run 0 "the other is reverted" hp-console revert cmdline
t_run 0 "the other is unloaded" hp-console unload cmdline

# --- a patch made for another build of the kernel

cp "/usr/lib/hotpatch/$release/cmdline.ko" /root/other/kernel.ko
old=$(grep -o 'hotpatch_kernel=[0-9a-f]*' /root/other/kernel.ko)
t_same "the patch says for which build of the kernel it is" "${old#*=}" \
	"$(hp-console status | sed -n 's/^build-id: //p')"
new=hotpatch_kernel=00112233445566778899aabbccddeeff00112233
t_ok "a patch for another build is made" t_rewrite /root/other/kernel.ko "$(hex "$old")" "$(hex "$new")"
for verb in check load apply; do
	t_run 1 "$verb" hp-console $verb /root/other/kernel.ko
	t_has "is refused, with both builds" \
		"made for another build of the kernel: expected build-id ${new#*=}, found ${old#*=}"
done
t_not "nothing was loaded" grep -q '^cmdline ' /proc/modules

# --- a patch made for another build of a module

t_ok "dummy is loaded" modprobe dummy
cp "/usr/lib/hotpatch/$release/dummyxmit.ko" /root/other/dummyxmit.ko
old=$(grep -o 'hotpatch_module=dummy:[0-9a-f]*' /root/other/dummyxmit.ko)
t_same "the patch says for which build of dummy it is" ${#old} 62
new=hotpatch_module=dummy:00112233445566778899aabbccddeeff00112233
t_ok "a patch for another build is made" t_rewrite /root/other/dummyxmit.ko "$(hex "$old")" "$(hex "$new")"
t_run 1 "it is not applied" hp-console apply /root/other/dummyxmit.ko
t_has "and both builds are named" "made for another build of module dummy: expected build-id ${new#*:}, found ${old#*:}"
t_run 1 "check says so" hp-console check /root/other/dummyxmit.ko
t_has "too" 'made for another build of module dummy'
t_not "nothing was loaded" grep -q '^dummyxmit ' /proc/modules
t_run 0 "the right one is applied" hp-console apply dummyxmit
t_run 0 "reverted" hp-console revert dummyxmit
t_run 0 "unloaded" hp-console unload dummyxmit
t_ok "dummy goes" rmmod dummy

# --- a packed file is named for what it is

gzip -c "/usr/lib/hotpatch/$release/cmdline.ko" >/root/other/packed.ko
t_run 1 "a packed file is not loaded" hp-console load /root/other/packed.ko
t_has "and named for what it is" 'packed with gzip: unpack it first'

# --- user_read() of SELinux is not the user_read() that is exported

if hp-console sym user_read@security/selinux/ss/policydb.c >/dev/null 2>&1; then
	t_run 1 "a lent symbol under the name of an export" hp-console load ./unchecked_exported.ko
	t_has "is refused" 'user_read.*another symbol is exported under its alias'
	t_not "and not loaded" grep -q '^unchecked_exported ' /proc/modules
else
	t_pass "this table knows no files, or this kernel no SELinux: no two user_read()"
fi
rm -r /root/other
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
