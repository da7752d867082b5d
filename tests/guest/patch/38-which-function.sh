#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Is it the function that the patch was made for?  nobody.ko says what the first 32 bytes of kstrtobool look like,
# wrongly; here it gets the right digest, which is that of the bytes that /proc/kcore shows, where there is one.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
. ./lib.sh
modprobe hotpatch
number=$(hp-console -j check ./nobody.ko | sed -n 's/.*"body_found":"\([0-9a-f]*\)".*/\1/p')
t_same "check shows a digest" ${#number} 16
right=$(printf %s "$number" | sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\8\7\6\5\4\3\2\1/')

if [ -e /proc/kcore ]; then
	t_ok "dummy is loaded" modprobe dummy
	for function in kstrtobool cmdline_proc_show dummy:dummy_setup; do
		t_run 0 "HP_IOC_BODY about $function" bodies $function 32
		printf '%s\n' "$out"
	done
	t_ok "dummy goes: it is not pinned" rmmod dummy
	t_same "it is that of these bytes" "$(bodies -d kstrtobool 32)" "$right"
fi

wrong='kstrtobool: the function differs from the one that the patch was made for: expected 32 bytes of digest'
for verb in check load apply show; do
	t_run 1 "$verb of another function" hp-console $verb ./nobody.ko
	t_has "says so" "nobody: $wrong d1d2d3d4d5d6d7d8, found $number "
done
t_not "nothing was loaded" grep -q '^nobody ' /proc/modules

cp nobody.ko longer.ko
t_ok "a larger size" t_rewrite longer.ko a000d8d7d6d5d4d3d2d1 ff7fd8d7d6d5d4d3d2d1
t_run 1 "of a function that is shorter" hp-console load ./longer.ko
t_has "is refused" "expected 16383 bytes of digest d1d2d3d4d5d6d7d8, found [0-9]+ bytes "

t_ok "the right digest" t_rewrite nobody.ko d8d7d6d5d4d3d2d1 "$right"
t_run 0 "of the right function" hp-console check ./nobody.ko
t_has "is told" 'its 32 bytes are those that the patch was made for'

# Another patch stands on these bytes: they count as they were before.
t_run 0 "kstrtobool.ko is applied" hp-console apply kstrtobool
[ ! -e /proc/kcore ] || t_not "its jump can be seen" [ "$(bodies -d kstrtobool 32)" = "$right" ]
t_run 0 "it is the right function all the same" hp-console load ./nobody.ko
t_run 1 "but patched already" hp-console apply nobody
t_has "as is told" 'replaced already'
t_run 0 "unload" hp-console unload nobody
t_run 0 "revert" hp-console revert kstrtobool
t_run 0 "unload" hp-console unload kstrtobool

t_ok "a kprobe" modprobe probe_kstrtobool
t_run 1 "a kprobe in it" hp-console load ./nobody.ko
t_has "is named" "$wrong $number, found a kprobe in it"
t_ok "it goes" rmmod probe_kstrtobool

time=/sys/module/printk/parameters/time
t_run 0 "apply" hp-console apply ./nobody.ko
t_not "no switch is known any more" sh -c "echo y > $time"
t_run 0 "revert" hp-console revert nobody
t_ok "they are again" sh -c "echo y > $time"
t_run 0 "unload" hp-console unload nobody
rm longer.ko
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
