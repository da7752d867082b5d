#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whom it would hurt: who livepatches boxes on which an agent has a BPF fexit program on a function that kernel
# threads sleep in: no livepatch goes in, of whatever function, until the program is gone.
#
# Expected, by Documentation/livepatch/livepatch.rst ("Consistency model"): a sleeping task that is in none of the
# functions to be patched is switched at the first look at its stack, kernel threads too.  Found, 6.1.192 and
# 6.12.117 (Debian 12, amd64, ORC): a BPF trampoline has no unwind data, so a stack with one on it is not
# reliable, whatever else is on it.  A kernel thread that sleeps under one again each time it was woken is never
# switched; a signal, which is sent after 15 s and gets programs out, does not help there.
#
# A livepatch of cmdline_proc_show() goes in and out by itself; then in again, with an empty fexit program on
# schedule_timeout(), where kcompactd0 spends its days; then, the program gone, it goes on in, and out.  Prints the
# seconds each took and, where it was not done after 120, which tasks had not been switched.
# Status 1 if it waits without the program, or does not with it.  Needs root; downloads 350 MB of packages of
# Debian 12 into a folder of its own, and boots each kernel in QEMU.
set -eu -o pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .	# apt's own user downloads

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install build-essential libelf-dev \
	libbpf-dev=1:1.1.2-0+deb12u1 zlib1g-dev qemu-system-x86 busybox-static cpio kmod >/dev/null

mkdir module root
cat >module/Kbuild <<'END'
obj-m := lp.o
END
cat >module/lp.c <<'END'
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int new_show(struct seq_file *m, void *v)
{
	seq_puts(m, "livepatched\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = new_show },
	{ }
};
static struct klp_object objs[] = { { .funcs = funcs }, { } };
static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objs };

static int __init lp_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit lp_exit(void)
{
}

module_init(lp_init);
module_exit(lp_exit);
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
END

cat >fexit.c <<'END'
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	/* return 0 */
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_FEXIT);
	int id = argc == 2 ? libbpf_find_vmlinux_btf_id(argv[1], BPF_TRACE_FEXIT) : -1, prog;

	opts.attach_btf_id = id;
	prog = id < 0 ? -1 : bpf_prog_load(BPF_PROG_TYPE_TRACING, "empty", "GPL", insns, 2, &opts);
	if (prog < 0 || bpf_raw_tracepoint_open(NULL, prog) < 0) {
		perror("fexit");
		return 1;
	}
	puts("attached");
	fflush(stdout);
	pause();
	return 0;
}
END
gcc -O2 -static -o root/fexit fexit.c -lbpf -lelf -lz

cat >root/init <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
lp=/sys/kernel/livepatch/lp

# Until the transition is over, 120 s at most.
over() {
	s=0
	while [ -e $lp ] && [ "$(cat $lp/transition 2>/dev/null)" = 1 ]; do
		if [ $s = 120 ]; then
			echo "= $1: waits, for:$(grep -l "^$2" /proc/[0-9]*/patch_state |
				while IFS=/ read -r _ _ pid _; do printf ' '; cat /proc/$pid/comm; done | tr -d '\n')"
			return
		fi
		sleep 1
		s=$((s + 1))
	done
	echo "= $1: done after $s s"
}

in_and_out() {
	insmod /lp.ko
	over "in, $1" 0
	echo 0 >$lp/enabled
	over "out, $1" 1
}

in_and_out "alone"
rmmod lp
/fexit schedule_timeout >/attached &
holder=$!
while [ ! -s /attached ] && kill -0 $holder; do sleep 1; done
sleep 5		# kcompactd0 wakes twice a second
insmod /lp.ko
over "in, with fexit" 0
kill $holder
wait $holder
over "in, fexit gone" 0
echo 0 >$lp/enabled
over "out, fexit gone" 1
poweroff -f
END
chmod 755 root/init
mkdir root/bin root/proc root/sys
cp /bin/busybox root/bin/busybox

# try RELEASE VERSION COMMON KBUILD: prints what the guest found
try() {
	local release=$1 version=$2 common=$3 kbuild=$4 headers
	mkdir "$release"
	(cd "$release" && apt-get -qq download "linux-image-$release=$version" "linux-headers-$release=$version" \
		"linux-headers-$common=$version" "linux-kbuild-$kbuild")
	for deb in "$release"/*.deb; do
		dpkg-deb -x "$deb" "$release"
	done
	headers=$dir/$release/usr/src/linux-headers-$release
	# The packages point at each other through /usr/src.
	sed -i -E "s,/usr/src/,$dir/$release/usr/src/,g" "$headers/Makefile"
	ln -sfn "$dir/$release/usr/lib/linux-kbuild-$kbuild/scripts" "$dir/$release/usr/src/linux-headers-$common/scripts"
	ln -sfn "$dir/$release/usr/lib/linux-kbuild-$kbuild/tools" "$dir/$release/usr/src/linux-headers-$common/tools"
	cp -r module "$release.module"
	make -s -C "$headers" M="$dir/$release.module" CONFIG_DEBUG_INFO_BTF_MODULES= modules >&2
	cp "$release.module/lp.ko" root/
	(cd root && find . | cpio -o -H newc --quiet | gzip -1) >"$release.initrd"
	timeout 600 qemu-system-x86_64 -machine pc -cpu max,la57=off -accel tcg -smp 1 -m 1024 -nodefaults -display none \
		-no-reboot -serial stdio -kernel "$release/boot/vmlinuz-$release" -initrd "$release.initrd" \
		-append "console=ttyS0 tsc=reliable panic=-1" </dev/null | tee "$release.log" |
		tr -d '\r' | sed -n "s/^= /${version%%-*}, /p"
}

{
	try 6.1.0-56-amd64 6.1.192-2 6.1.0-56-common 6.1
	try 6.12.117+deb12-amd64 6.12.117-1~deb12u1 6.12.117+deb12-common 6.12.117+deb12
} | tee found
for version in 6.1.192 6.12.117; do
	for line in "in, alone: done" "out, alone: done" "in, with fexit: waits, for:.* kcompactd0" \
		    "in, fexit gone: done" "out, fexit gone: done"; do
		grep -q "^$version, $line" found || {
			echo "not as it was found: expected of $version \"$line\""
			exit 1
		}
	done
done
