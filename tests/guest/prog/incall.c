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
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
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

static const struct iovec all_of_room = { room, sizeof(room) };

static int full_pipe(int fds[2], int size)
{
	if (pipe(fds) || fcntl(fds[1], F_SETPIPE_SZ, size) != size)
		return -1;
	return write(fds[1], room, size) == size ? 0 : -1;
}

/* A socket that takes little before it makes its writer wait. */
static int narrow_socket(void)
{
	const int least = 1;

	if (pair_of(SOCK_STREAM))
		return -1;
	setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &least, sizeof(least));
	return pair[0];
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

/* Waits until /proc/PID/FILE begins with this. */
static void await(pid_t pid, const char *file, const char *begin)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	do {
		int fd = open(path, O_RDONLY);
		ssize_t n = read(fd, text, sizeof(text) - 1);

		text[n > 0 ? n : 0] = '\0';
		close(fd);
	} while (strncmp(text, begin, strlen(begin)));
}

/* A wait with a time limit that was stopped and continued goes on in restart_syscall(2). */
static long do_restart_syscall(void)
{
	const pid_t self = getpid();
	char call[16], stat[32];

	snprintf(call, sizeof(call), "%d ", SYS_futex);
	snprintf(stat, sizeof(stat), "%d (incall) T", self);
	if (!fork()) {
		await(self, "syscall", call);
		kill(self, SIGSTOP);
		await(self, "stat", stat);
		kill(self, SIGCONT);
		_exit(0);
	}
	return do_futex_timed();
}

static void child_that_stays(void)
{
	if (!fork())
		for (;;)
			pause();
}

static long do_waitid(void)
{
	siginfo_t info;

	child_that_stays();
	return syscall(SYS_waitid, P_ALL, 0, &info, WEXITED, NULL);
}

static long do_wait4(void)
{
	child_that_stays();
	return syscall(SYS_wait4, -1, NULL, 0, NULL);
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

static long do_mq_timedsend(void)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	int q = syscall(SYS_mq_open, "incall.full", O_RDWR | O_CREAT | O_NONBLOCK, 0600, &attr);

	while (!syscall(SYS_mq_timedsend, q, room, 8, 0, NULL))
		;
	fcntl(q, F_SETFL, 0);
	return syscall(SYS_mq_timedsend, q, room, 8, 0, NULL);
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

static long do_io_pgetevents(void)
{
	aio_context_t ctx = 0;

	if (syscall(SYS_io_setup, 1, &ctx))
		return -1;
	return syscall(SYS_io_pgetevents, ctx, 1, 1, room, NULL, NULL);
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

static long do_recvmsg(void)
{
	struct msghdr msg = { .msg_iov = (struct iovec *)&all_of_room, .msg_iovlen = 1 };

	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_recvmsg, pair[0], &msg, 0);
}

static long do_read_socket_limit(void)
{
	if (pair_of(SOCK_STREAM))
		return -1;
	limit_reads(pair[0]);
	return syscall(SYS_read, pair[0], room, 1);
}

static long do_accept(void) { return syscall(SYS_accept, listening(), NULL, NULL); }

static long do_accept4(void) { return syscall(SYS_accept4, listening(), NULL, NULL, 0); }

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

static long do_sendmsg(void)
{
	struct msghdr msg = { .msg_iov = (struct iovec *)&all_of_room, .msg_iovlen = 1 };

	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_sendmsg, pair[0], &msg, 0);
}

static long do_writev(void)
{
	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_writev, pair[0], &all_of_room, 1);
}

static long do_sendfile(void)
{
	int fd = open("/tmp/incall.file", O_RDWR | O_CREAT, 0600);

	if (ftruncate(fd, sizeof(room)))
		return -1;
	return syscall(SYS_sendfile, narrow_socket(), fd, NULL, sizeof(room));
}

static long do_splice(void)
{
	int fds[2];

	if (full_pipe(fds, sizeof(room)))
		return -1;
	return syscall(SYS_splice, fds[0], NULL, narrow_socket(), NULL, sizeof(room), 0);
}

static long do_tee(void)
{
	int from[2], to[2];

	return full_pipe(from, 4096) || full_pipe(to, 4096) ? -1 : syscall(SYS_tee, from[0], to[1], 4096, 0);
}

static long do_vmsplice(void)
{
	int fds[2];

	return full_pipe(fds, 4096) ? -1 : syscall(SYS_vmsplice, fds[1], &all_of_room, 1, 0);
}

static long do_write_socket(void)
{
	return pair_of(SOCK_STREAM) ? -1 : syscall(SYS_write, pair[0], room, sizeof(room));
}

static long do_read_eventfd(void) { return syscall(SYS_read, eventfd(0, 0), room, 8); }
static long do_readv_eventfd(void)
{
	const struct iovec number = { room, 8 };

	return syscall(SYS_readv, eventfd(0, 0), &number, 1);
}

static long do_read_timerfd(void) { return syscall(SYS_read, timerfd_create(CLOCK_MONOTONIC, 0), room, 8); }
static long do_read_inotify(void) { return syscall(SYS_read, inotify_init(), room, 4096); }

static long do_read_signalfd(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return syscall(SYS_read, signalfd(-1, &set, 0), room, 4096);
}

static long do_read_pty(void)
{
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY), unlocked = 0;

	if (ioctl(master, TIOCSPTLCK, &unlocked))
		return -1;
	return syscall(SYS_read, ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY), room, 1);
}

#ifdef SYS_poll	/* and others that only amd64 has */
static long do_poll(void)
{
	struct pollfd p = { .fd = eventfd(0, 0), .events = POLLIN };

	return syscall(SYS_poll, &p, 1, -1);
}

static long do_select(void)
{
	int fd = eventfd(0, 0);
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return syscall(SYS_select, fd + 1, &set, NULL, NULL, NULL);
}

static long do_pause(void) { return syscall(SYS_pause); }
static long do_epoll_wait(void) { return syscall(SYS_epoll_wait, polled(), room, 1, -1); }
#endif

/*
 * Where each sleeps: functions, of which the test stubs the first that this kernel has and that the console
 * sees the task in.  Where the shells and the watchdog of a test sleep as well: "=PATCH", a patch that goes
 * on like the old code.
 */
static const struct kase {
	const char *name;
	long (*run)(void);
	const char *inside;
} cases[] = {
	{ "nanosleep", do_nanosleep, "=nanosleep" },
	{ "clock_nanosleep", do_clock_nanosleep, "=nanosleep" },
	{ "restart_syscall", do_restart_syscall, "futex_wait do_futex" },
	{ "wait4", do_wait4, "=wait4" },
	{ "waitid", do_waitid, "kernel_waitid __do_sys_waitid" },
#ifdef SYS_poll
	{ "poll", do_poll, "do_sys_poll" },
	{ "select", do_select, "core_sys_select do_select" },
	{ "pause", do_pause, "__do_sys_pause __x64_sys_pause" },
	{ "epoll_wait", do_epoll_wait, "do_epoll_wait ep_poll" },
#endif
	{ "ppoll", do_ppoll, "do_sys_poll" },
	{ "pselect6", do_pselect6, "core_sys_select do_select do_pselect" },
	{ "futex", do_futex, "futex_wait do_futex" },
	{ "futex-timed", do_futex_timed, "futex_wait do_futex" },
	/* not sigsuspend(), which returns one value only: compiled by gcc 14 its caller does not look at it */
	{ "rt_sigsuspend", do_rt_sigsuspend, "__do_sys_rt_sigsuspend __x64_sys_rt_sigsuspend __arm64_sys_rt_sigsuspend" },
	{ "flock", do_flock, "locks_lock_inode_wait flock_lock_inode_wait" },
	{ "fcntl", do_fcntl, "fcntl_setlk do_lock_file_wait" },
	{ "msgrcv", do_msgrcv, "do_msgrcv do_msgrcv.constprop.0" },
	{ "msgsnd", do_msgsnd, "do_msgsnd" },
	{ "mq_timedreceive", do_mq_timedreceive, "do_mq_timedreceive wq_sleep" },
	{ "mq_timedsend", do_mq_timedsend, "do_mq_timedsend wq_sleep" },
	{ "semop", do_semop, "do_semtimedop __do_semtimedop" },
	{ "semtimedop", do_semtimedop, "do_semtimedop __do_semtimedop" },
	{ "rt_sigtimedwait", do_rt_sigtimedwait, "do_sigtimedwait __do_sys_rt_sigtimedwait __x64_sys_rt_sigtimedwait __arm64_sys_rt_sigtimedwait" },
	{ "epoll_pwait", do_epoll_pwait, "do_epoll_wait ep_poll" },
	{ "epoll_pwait2", do_epoll_pwait2, "do_epoll_wait ep_poll" },
	{ "io_getevents", do_io_getevents, "do_io_getevents read_events" },
	{ "io_pgetevents", do_io_pgetevents, "do_io_getevents read_events" },
	{ "recvfrom", do_recvfrom, "unix_stream_recvmsg" },
	{ "recvfrom-limit", do_recvfrom_limit, "unix_stream_recvmsg" },
	{ "recvmsg", do_recvmsg, "unix_stream_recvmsg" },
	{ "read-socket-limit", do_read_socket_limit, "unix_stream_recvmsg" },
	{ "accept", do_accept, "unix_accept" },
	{ "accept-limit", do_accept_limit, "unix_accept" },
	{ "accept4", do_accept4, "unix_accept" },
	{ "sendto", do_sendto, "unix_stream_sendmsg" },
	{ "sendmsg", do_sendmsg, "unix_stream_sendmsg" },
	{ "write-socket", do_write_socket, "unix_stream_sendmsg" },
	{ "writev-socket", do_writev, "unix_stream_sendmsg" },
	{ "sendfile", do_sendfile, "unix_stream_sendpage unix_stream_sendmsg" },
	{ "splice", do_splice, "unix_stream_sendpage unix_stream_sendmsg" },
	{ "tee", do_tee, "do_tee __do_sys_tee __x64_sys_tee __arm64_sys_tee" },
	{ "vmsplice", do_vmsplice, "__do_sys_vmsplice __x64_sys_vmsplice __arm64_sys_vmsplice" },
	{ "read-eventfd", do_read_eventfd, "eventfd_read" },
	{ "readv-eventfd", do_readv_eventfd, "eventfd_read" },
	{ "read-timerfd", do_read_timerfd, "timerfd_read timerfd_read_iter" },
	{ "read-signalfd", do_read_signalfd, "signalfd_read signalfd_read_iter" },
	{ "read-inotify", do_read_inotify, "inotify_read" },
	{ "read-pty", do_read_pty, "n_tty_read" },
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
