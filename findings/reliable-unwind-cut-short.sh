#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whom it would hurt: whoever takes "reliable" of a stack for "whole", as livepatch does before it switches a task,
# on Linux 6.1 with preempt=full and retpolines: the function that a task is in may not be among its frames.
#
# Expected, by Documentation/livepatch/reliable-stacktrace.rst: an unwinder that cannot get to the end of a
# stack says so.  Found, 6.1.192 (Debian 12, amd64, ORC): of a task that was preempted in a retpoline
# stack_trace_save_tsk_reliable() succeeds and gives frames that end there, none of the functions that
# called it.  (The thunk's unwind hint is "empty", which 6.1 cannot tell from "end of stack"; 6.12.117 can,
# and never did it.)
#
# A small module has a kernel thread call a function through a pointer without an end, and asks, from another
# thread on the same CPU, for the stack of the one it has just preempted, 20,000 times.  Counted are stacks that
# were called reliable and lack the thread's own function, which never returns.
# Prints a line a kernel; status 1 if 6.1 has none of them, or 6.12 any.  Needs root; downloads 350 MB of packages
# of Debian 12 into a folder of its own, and boots each kernel in QEMU.
set -eu -o pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .	# apt's own user downloads

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
	build-essential libelf-dev qemu-system-x86 busybox-static cpio kmod >/dev/null

mkdir module
cat >module/Kbuild <<'END'
obj-m := cutshort.o
END
cat >module/cutshort.c <<'END'
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/stacktrace.h>

#define TIMES	20000
#define FRAMES	64

static noinline void nothing(void)
{
	barrier();
}

static void (*pointer)(void) = nothing;

/* Never returns while it is looked at: it must be on each whole stack. */
static noinline int go_round(void *unused)
{
	while (!kthread_should_stop())
		READ_ONCE(pointer)();
	return 0;
}

static int (*reliable)(struct task_struct *task, unsigned long *frames, unsigned int size);

static int find_reliable(void)
{
	struct kprobe kp = { .symbol_name = "stack_trace_save_tsk_reliable" };
	int ret = register_kprobe(&kp);

	if (ret)
		return ret;
	reliable = (void *)kp.addr;
	unregister_kprobe(&kp);
	return 0;
}

static bool has_go_round(const unsigned long *frames, int n)
{
	char name[KSYM_SYMBOL_LEN];

	while (n--) {
		sprint_symbol_no_offset(name, frames[n]);
		if (!strncmp(name, "go_round", 8))
			return true;
	}
	return false;
}

static int __init cutshort_init(void)
{
	unsigned long frames[FRAMES];
	unsigned int whole = 0, cut = 0, refused = 0, i;
	struct task_struct *task;
	int ret = find_reliable(), n;

	if (ret)
		return ret;
	task = kthread_run(go_round, NULL, "go_round");
	if (IS_ERR(task))
		return PTR_ERR(task);
	for (i = 0; i < TIMES; i++) {
		usleep_range(50, 60);	/* it runs, and is preempted when this is over: there is one CPU */
		n = reliable(task, frames, FRAMES);
		if (n < 0)
			refused++;
		else if (has_go_round(frames, n))
			whole++;
		else
			cut++;
	}
	kthread_stop(task);
	pr_info("cutshort: reliable and whole %u, not reliable %u, reliable but cut short %u\n", whole, refused, cut);
	return 0;
}

module_init(cutshort_init);
MODULE_LICENSE("GPL");
END

# try RELEASE VERSION COMMON KBUILD: prints what the module counted
try() {
	local release=$1 version=$2 common=$3 kbuild=$4 root=$1.root headers
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
	mkdir -p "$root/bin"
	cp /bin/busybox "$root/bin/busybox"
	cp "$release.module/cutshort.ko" "$root/"
	cat >"$root/init" <<'END'
#!/bin/busybox sh
/bin/busybox insmod /cutshort.ko
/bin/busybox poweroff -f
END
	chmod 755 "$root/init"
	(cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) >"$release.initrd"
	timeout 300 qemu-system-x86_64 -machine pc -cpu max,la57=off -accel tcg -smp 1 -m 512 -nodefaults -display none \
		-no-reboot -serial stdio -kernel "$release/boot/vmlinuz-$release" -initrd "$release.initrd" \
		-append "console=ttyS0 preempt=full spectre_v2=retpoline tsc=reliable panic=-1" </dev/null |
		tr -d '\r' | sed -n 's/.*cutshort: \(reliable.*\)/\1/p'
}

old=$(try 6.1.0-56-amd64 6.1.192-2 6.1.0-56-common 6.1)
new=$(try 6.12.117+deb12-amd64 6.12.117-1~deb12u1 6.12.117+deb12-common 6.12.117+deb12)
echo "6.1.192:  $old"
echo "6.12.117: $new"
cut_of() {
	echo "${1##* }"
}
if [ -z "$old" ] || [ -z "$new" ]; then
	echo "a kernel did not tell"
	exit 1
fi
if [ "$(cut_of "$old")" = 0 ] || [ "$(cut_of "$new")" != 0 ]; then
	echo "not as it was found: expected some cut short on 6.1, and none on 6.12"
	exit 1
fi
