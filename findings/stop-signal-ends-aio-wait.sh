#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whom it would hurt: a program that waits in io_getevents(), or writes more to a pipe than that takes, and handles no
# signals, under anything that stops and continues it, or sends it to the edge of user space and back: job control,
# debuggers, checkpoints, the freezer, livepatch and hot patchers.
#
# Expected, by signal(7) (man-pages 6.03, "Interruption of system calls and library functions by stop signals", whose
# list has neither) and io_getevents(2) (EINTR: "interrupted by a signal handler"): both wait on.  Found, Linux 6.1.192
# and 6.12.117 (Debian 12, amd64): after SIGSTOP and SIGCONT io_getevents() fails with EINTR, while its sibling
# io_pgetevents() waits on, for the one's result is -EINTR in the kernel and the other's -ERESTARTNOHAND (fs/aio.c);
# and write() returns 65,536 of 70,000 bytes.
#
# A program without a handler does each call in a child; stops the child once it sleeps there, continues it, and looks
# whether it sleeps there again, or what the call returned.
# Prints a line a kernel; status 1 if one does otherwise, or the manual has an entry by now.  Needs root; downloads 180 MB
# of packages of Debian 12 into a folder of its own, and boots each kernel in QEMU.
set -eu -o pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .	# apt's own user downloads

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install \
	gcc libc6-dev qemu-system-x86 cpio >/dev/null

cat >init.c <<'END_OF_C'
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char room[70000];

static long get_events(void)
{
	aio_context_t ctx = 0;

	return syscall(SYS_io_setup, 1, &ctx) ? -1 : syscall(SYS_io_getevents, ctx, 1, 1, room, NULL);
}

static long pget_events(void)
{
	aio_context_t ctx = 0;

	return syscall(SYS_io_setup, 1, &ctx) ? -1 : syscall(SYS_io_pgetevents, ctx, 1, 1, room, NULL, NULL);
}

static long write_pipe(void)
{
	int fds[2];

	return pipe(fds) ? -1 : write(fds[1], room, sizeof(room));
}

/* Has it come to this state, in this call (any: -1)?  Or has it ended? */
static void await(pid_t pid, char state, long call)
{
	char path[64], text[512], now = 0, *p;
	long number;

	while (now != state && now != 'Z') {
		int fd;
		ssize_t n;

		snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		fd = open(path, O_RDONLY);
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
		text[n > 0 ? n : 0] = 0;
		p = strrchr(text, ')');
		now = p ? p[2] : 0;
		if (now != 'S' || call < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
		fd = open(path, O_RDONLY);
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
		text[n > 0 ? n : 0] = 0;
		if (sscanf(text, "%ld", &number) != 1 || number != call)
			now = 0;
	}
}

static void one(const char *name, long (*run)(void), long call)
{
	int result[2], status;
	char text[64];
	ssize_t n;
	pid_t pid;

	if (pipe(result))
		return;
	fcntl(result[0], F_SETFL, O_NONBLOCK);
	pid = fork();
	if (!pid) {
		long ret = run();

		if (ret < 0)
			dprintf(result[1], "%s", errno == EINTR ? "EINTR" : strerror(errno));
		else
			dprintf(result[1], "%ld", ret);
		_exit(0);
	}
	await(pid, 'S', call);
	kill(pid, SIGSTOP);
	await(pid, 'T', -1);
	kill(pid, SIGCONT);
	await(pid, 'S', call);
	n = read(result[0], text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = 0;
	printf("%s %s%s", name, n > 0 ? text : "waits on", call == SYS_write ? "\n" : ", ");
	fflush(stdout);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

int main(void)
{
	mkdir("/proc", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	printf("\nfound: ");
	one("io_getevents", get_events, SYS_io_getevents);
	one("io_pgetevents", pget_events, SYS_io_pgetevents);
	one("write", write_pipe, SYS_write);
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
END_OF_C
gcc -O2 -static -o init init.c
mkdir root
cp init root/
(cd root && mkdir -p dev && mknod dev/console c 5 1 && find . | cpio -o -H newc --quiet | gzip -1) >initrd

# try RELEASE VERSION: prints what happened to the calls
try() {
	apt-get -qq download "linux-image-$1=$2"
	dpkg-deb -x "linux-image-$1"_*.deb "$1"
	timeout 300 qemu-system-x86_64 -machine pc -cpu max,la57=off -accel tcg -smp 1 -m 512 -nodefaults -display none \
		-no-reboot -serial stdio -kernel "$1/boot/vmlinuz-$1" -initrd initrd \
		-append "console=ttyS0 quiet tsc=reliable panic=-1" </dev/null |
		tr -d '\r' | sed -n 's/^found: //p'
}

apt-get -qq download manpages=6.03-2
dpkg-deb -x manpages_*.deb manual
list=$(gunzip -c manual/usr/share/man/man7/signal.7.gz | sed -n '/functions by stop signals/,/^.SH/p')
grep -q semtimedop <<<"$list" || { echo "the list is not where it was"; exit 1; }
listed=$(grep -cE 'io_getevents|write' <<<"$list" || true)
old=$(try 6.1.0-56-amd64 6.1.192-2)
new=$(try 6.12.117+deb12-amd64 6.12.117-1~deb12u1)
echo "6.1.192:  $old"
echo "6.12.117: $new"
echo "signal(7) of man-pages 6.03 has $listed of them among what a stop signal interrupts"
expected='io_getevents EINTR, io_pgetevents waits on, write 65536'
if [ "$old" != "$expected" ] || [ "$new" != "$expected" ] || [ "$listed" != 0 ]; then
	echo "not as it was found"
	exit 1
fi
