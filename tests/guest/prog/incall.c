// SPDX-License-Identifier: GPL-2.0-only
/*
 * incall.c - a task that sleeps in a system call, so that it can be nudged there.
 *
 *	incall CASE FILE	sleeps; when the call returns, writes its result and errno into FILE
 *	incall --list		the cases
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct timespec long_time = { 3600, 0 };
static char room[1 << 20];

static int pair[2];

static int pair_of(int type)
{
	return socketpair(AF_UNIX, type, 0, pair) ? -1 : 0;
}

static void limit_reads(int fd)
{
	const struct timeval limit = { 3600, 0 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

static int listening(void)
{
	const struct sockaddr_un any = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (bind(fd, (const void *)&any, sizeof(any.sun_family)) || listen(fd, 1))
		return -1;
	return fd;
}

static long do_nanosleep(void) { return syscall(SYS_nanosleep, &long_time, NULL); }
static long do_clock_nanosleep(void) { return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &long_time, NULL); }

static long do_ppoll(void)
{
	struct pollfd p = { .fd = eventfd(0, 0), .events = POLLIN };

	return syscall(SYS_ppoll, &p, 1, NULL, NULL, 8);
}

static long do_pselect6(void)
{
	int fd = eventfd(0, 0);
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return syscall(SYS_pselect6, fd + 1, &set, NULL, NULL, NULL, NULL);
}

static long do_futex(void)
{
	static uint32_t word;

	return syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL);
}

static long do_futex_timed(void)
{
	static uint32_t word;

	return syscall(SYS_futex, &word, FUTEX_WAIT, 0, &long_time);
}

static long do_waitid(void)
{
	siginfo_t info;

	if (!fork()) {
		pause();
		_exit(0);
	}
	return syscall(SYS_waitid, P_ALL, 0, &info, WEXITED, NULL);
}

static long do_rt_sigsuspend(void)
{
	uint64_t mask = 0;

	return syscall(SYS_rt_sigsuspend, &mask, 8);
}

static long do_flock(void)
{
	int held = open("/tmp/incall.flock", O_RDWR | O_CREAT, 0600);
	int fd = open("/tmp/incall.flock", O_RDWR);

	flock(held, LOCK_EX);
	return syscall(SYS_flock, fd, LOCK_EX);
}

static long do_fcntl(void)
{
	struct flock lock = { .l_type = F_WRLCK };
	int fd = open("/tmp/incall.fcntl", O_RDWR | O_CREAT, 0600), ready[2];
	char byte;

	if (pipe(ready))
		return -1;
	if (!fork()) {
		fcntl(fd, F_SETLK, &lock);
		(void)!write(ready[1], "", 1);
		pause();
		_exit(0);
	}
	(void)!read(ready[0], &byte, 1);
	return syscall(SYS_fcntl, fd, F_SETLKW, &lock);
}

static long do_msgrcv(void)
{
	return syscall(SYS_msgrcv, msgget(IPC_PRIVATE, 0600), room, 100, 0, 0);
}

static long do_msgsnd(void)
{
	int id = msgget(IPC_PRIVATE, 0600);

	*(long *)room = 1;
	while (!msgsnd(id, room, 4096, IPC_NOWAIT))
		;
	return syscall(SYS_msgsnd, id, room, 4096, 0);
}

static long do_mq_timedreceive(void)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	int q = syscall(SYS_mq_open, "incall", O_RDWR | O_CREAT, 0600, &attr);

	return syscall(SYS_mq_timedreceive, q, room, 8, NULL, NULL);
}

static long do_semop(void)
{
	struct sembuf op = { .sem_op = -1 };

	return syscall(SYS_semop, semget(IPC_PRIVATE, 1, 0600), &op, 1);
}

static long do_semtimedop(void)
{
	struct sembuf op = { .sem_op = -1 };

	return syscall(SYS_semtimedop, semget(IPC_PRIVATE, 1, 0600), &op, 1, &long_time);
}

static long do_rt_sigtimedwait(void)
{
	uint64_t set = 1ull << (SIGUSR1 - 1);

	sigprocmask(SIG_BLOCK, (const sigset_t *)&set, NULL);
	return syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 8);
}

static int polled(void)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int ep = epoll_create1(0);

	epoll_ctl(ep, EPOLL_CTL_ADD, eventfd(0, 0), &ev);
	return ep;
}

static long do_epoll_pwait(void) { return syscall(SYS_epoll_pwait, polled(), room, 1, -1, NULL, 8); }
static long do_epoll_pwait2(void) { return syscall(SYS_epoll_pwait2, polled(), room, 1, NULL, NULL, 8); }

static long do_io_getevents(void)
{
	aio_context_t ctx = 0;

	if (syscall(SYS_io_setup, 1, &ctx))
		return -1;
	return syscall(SYS_io_getevents, ctx, 1, 1, room, NULL);
}

static long do_recvfrom(void)
{
	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_recvfrom, pair[0], room, 1, 0, NULL, NULL);
}

static long do_recvfrom_limit(void)
{
	if (pair_of(SOCK_STREAM))
		return -1;
	limit_reads(pair[0]);
	return syscall(SYS_recvfrom, pair[0], room, 1, 0, NULL, NULL);
}

static long do_read_socket_limit(void)
{
	if (pair_of(SOCK_STREAM))
		return -1;
	limit_reads(pair[0]);
	return syscall(SYS_read, pair[0], room, 1);
}

static long do_accept(void) { return syscall(SYS_accept, listening(), NULL, NULL); }

static long do_accept_limit(void)
{
	int fd = listening();

	limit_reads(fd);
	return syscall(SYS_accept, fd, NULL, NULL);
}

static long do_sendto(void)
{
	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_sendto, pair[0], room, sizeof(room), 0, NULL, 0);
}

static long do_write_socket(void)
{
	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_write, pair[0], room, sizeof(room));
}

static long do_read_eventfd(void) { return syscall(SYS_read, eventfd(0, 0), room, 8); }
static long do_read_inotify(void) { return syscall(SYS_read, inotify_init(), room, 4096); }

/* Where each sleeps: functions of which the call's return is waited for, as long as the kernel has them. */
static const struct kase {
	const char *name;
	long (*run)(void);
	const char *inside;
} cases[] = {
	{ "nanosleep", do_nanosleep, "do_nanosleep hrtimer_nanosleep" },
	{ "clock_nanosleep", do_clock_nanosleep, "do_nanosleep hrtimer_nanosleep" },
	{ "ppoll", do_ppoll, "do_sys_poll" },
	{ "pselect6", do_pselect6, "core_sys_select do_select do_pselect" },
	{ "futex", do_futex, "futex_wait do_futex" },
	{ "futex-timed", do_futex_timed, "futex_wait do_futex" },
	{ "waitid", do_waitid, "kernel_waitid __do_sys_waitid" },
	{ "rt_sigsuspend", do_rt_sigsuspend, "sigsuspend" },
	{ "flock", do_flock, "locks_lock_inode_wait flock_lock_inode_wait" },
	{ "fcntl", do_fcntl, "fcntl_setlk do_lock_file_wait" },
	{ "msgrcv", do_msgrcv, "do_msgrcv do_msgrcv.constprop.0" },
	{ "msgsnd", do_msgsnd, "do_msgsnd" },
	{ "mq_timedreceive", do_mq_timedreceive, "do_mq_timedreceive wq_sleep" },
	{ "semop", do_semop, "do_semtimedop __do_semtimedop" },
	{ "semtimedop", do_semtimedop, "do_semtimedop __do_semtimedop" },
	{ "rt_sigtimedwait", do_rt_sigtimedwait, "do_sigtimedwait __do_sys_rt_sigtimedwait __x64_sys_rt_sigtimedwait __arm64_sys_rt_sigtimedwait" },
	{ "epoll_pwait", do_epoll_pwait, "do_epoll_wait ep_poll" },
	{ "epoll_pwait2", do_epoll_pwait2, "do_epoll_wait ep_poll" },
	{ "io_getevents", do_io_getevents, "do_io_getevents read_events" },
	{ "recvfrom", do_recvfrom, "unix_stream_recvmsg" },
	{ "recvfrom-limit", do_recvfrom_limit, "unix_stream_recvmsg" },
	{ "read-socket-limit", do_read_socket_limit, "unix_stream_recvmsg" },
	{ "accept", do_accept, "unix_accept" },
	{ "accept-limit", do_accept_limit, "unix_accept" },
	{ "sendto", do_sendto, "unix_stream_sendmsg" },
	{ "write-socket", do_write_socket, "unix_stream_sendmsg" },
	{ "read-eventfd", do_read_eventfd, "eventfd_read" },
	{ "read-inotify", do_read_inotify, "inotify_read" },
};

static int list(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		printf("%s %s\n", cases[i].name, cases[i].inside);
	return 0;
}

static int sleep_in(const struct kase *k, const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	long ret;

	errno = 0;
	ret = k->run();
	dprintf(fd, "%ld %d\n", ret, errno);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list();
	for (size_t i = 0; argc == 3 && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!strcmp(cases[i].name, argv[1]))
			return sleep_in(&cases[i], argv[2]);
	fprintf(stderr, "incall: no such case\n");
	return 2;
}
