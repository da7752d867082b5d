// SPDX-License-Identifier: GPL-2.0-only
/*
 * calls.c - the calls of blockers20, one function and one line of the table at the end for each.
 *
 * Nothing in here ever makes one of them return: no event comes, no signal, no timeout (an hour;
 * some calls answer EINTR to a disturbance only if they have a timeout).  The calls are raw, so that
 * no library hides an EINTR.  What a call needs is made on the spot and never freed: the program's
 * end does that.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "calls.h"

#define HOUR		3600
#define KERNEL_SIGSET	8	/* bytes of a signal set, as the raw calls want it */

static const struct timespec hour = { .tv_sec = HOUR };
sigset_t all_signals;
int sysv_sem, sysv_msg;
static char scratch[64];

/* The last step of every call function. */
#define BLOCK(b, number, ...) ((b)->nr = (number), syscall((number), ##__VA_ARGS__))

static int empty_pipe(void)
{
	int ends[2];

	return pipe(ends) ? -1 : ends[0];
}

static int epoll_on_pipe(void)
{
	struct epoll_event ev = { .events = EPOLLIN };
	int ep = epoll_create1(0);

	epoll_ctl(ep, EPOLL_CTL_ADD, empty_pipe(), &ev);
	return ep;
}

static int temp_file(void)
{
	char name[] = "/tmp/blockers20.XXXXXX";

	return mkstemp(name);
}

static int reopen(int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDWR);
}

static int child_that_stays(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

static long call_epoll_wait(struct blocker *b)
{
	struct epoll_event ev;

#ifdef SYS_epoll_wait
	return BLOCK(b, SYS_epoll_wait, epoll_on_pipe(), &ev, 1, -1);
#else
	return BLOCK(b, SYS_epoll_pwait, epoll_on_pipe(), &ev, 1, -1, NULL, KERNEL_SIGSET);
#endif
}

static long call_epoll_pwait2(struct blocker *b)
{
	struct epoll_event ev;

	return BLOCK(b, SYS_epoll_pwait2, epoll_on_pipe(), &ev, 1, &hour, NULL, KERNEL_SIGSET);
}

static long call_semop(struct blocker *b)
{
	struct sembuf op = { .sem_op = -1 };

	return BLOCK(b, SYS_semop, sysv_sem, &op, 1);
}

static long call_semtimedop(struct blocker *b)
{
	struct sembuf op = { .sem_op = -1 };

	return BLOCK(b, SYS_semtimedop, sysv_sem, &op, 1, &hour);
}

static long call_msgrcv(struct blocker *b)
{
	struct { long type; char text[8]; } m;

	return BLOCK(b, SYS_msgrcv, sysv_msg, &m, sizeof(m.text), 0, 0);
}

static long call_sigtimedwait(struct blocker *b)
{
	return BLOCK(b, SYS_rt_sigtimedwait, &all_signals, NULL, &hour, KERNEL_SIGSET);
}

static long call_sigwaitinfo(struct blocker *b)
{
	return BLOCK(b, SYS_rt_sigtimedwait, &all_signals, NULL, NULL, KERNEL_SIGSET);
}

static long call_futex(struct blocker *b)
{
	static uint32_t word;

	return BLOCK(b, SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static long call_futex_timed(struct blocker *b)
{
	static uint32_t word;

	return BLOCK(b, SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &hour, NULL, 0);
}

/* Calls that newer architectures have not: there ppoll() and pselect() do their work. */
#ifdef SYS_poll
static long call_poll(struct blocker *b)
{
	struct pollfd p = { .fd = empty_pipe(), .events = POLLIN };

	return BLOCK(b, SYS_poll, &p, 1, HOUR * 1000);
}

static long call_select(struct blocker *b)
{
	struct timeval t = { .tv_sec = HOUR };
	int fd = empty_pipe();
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return BLOCK(b, SYS_select, fd + 1, &set, NULL, NULL, &t);
}

static long call_pause(struct blocker *b)
{
	return BLOCK(b, SYS_pause);
}
#endif

static long call_ppoll(struct blocker *b)
{
	struct pollfd p = { .fd = empty_pipe(), .events = POLLIN };
	struct timespec t = hour;

	return BLOCK(b, SYS_ppoll, &p, 1, &t, &all_signals, KERNEL_SIGSET);
}

static long call_pselect(struct blocker *b)
{
	struct { const void *set; size_t size; } mask = { &all_signals, KERNEL_SIGSET };
	struct timespec t = hour;
	int fd = empty_pipe();
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return BLOCK(b, SYS_pselect6, fd + 1, &set, NULL, NULL, &t, &mask);
}

static long call_recv_timed(struct blocker *b)
{
	struct timeval t = { .tv_sec = HOUR };
	int ends[2];

	socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof(t));
	return BLOCK(b, SYS_recvfrom, ends[0], scratch, sizeof(scratch), 0, NULL, NULL);
}

static long call_recvmsg_udp(struct blocker *b)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	struct iovec iov = { scratch, sizeof(scratch) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	bind(fd, (struct sockaddr *)&addr, sizeof(addr));
	return BLOCK(b, SYS_recvmsg, fd, &msg, 0);
}

static long call_accept(struct blocker *b)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	listen(fd, 1);
	return BLOCK(b, SYS_accept, fd, NULL, NULL);
}

/* To a local socket whose queue is full. */
static long call_connect(struct blocker *b)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	socklen_t len = sizeof(sa_family_t);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), one;

	bind(fd, (struct sockaddr *)&addr, len);
	len = sizeof(addr);
	getsockname(fd, (struct sockaddr *)&addr, &len);
	listen(fd, 0);
	do {
		one = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	} while (connect(one, (struct sockaddr *)&addr, len) == 0);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return BLOCK(b, SYS_connect, fd, &addr, len);
}

static long call_read_pipe(struct blocker *b)
{
	return BLOCK(b, SYS_read, empty_pipe(), scratch, 1);
}

static long call_write_pipe(struct blocker *b)
{
	int ends[2], flags;

	if (pipe(ends))
		return -1;
	flags = fcntl(ends[1], F_GETFL);
	fcntl(ends[1], F_SETFL, flags | O_NONBLOCK);
	while (write(ends[1], scratch, sizeof(scratch)) > 0)
		;
	fcntl(ends[1], F_SETFL, flags);
	return BLOCK(b, SYS_write, ends[1], scratch, 1);
}

static long call_open_fifo(struct blocker *b)
{
	char name[64];

	snprintf(name, sizeof(name), "/tmp/blockers20.fifo.%d", getpid());
	if (mkfifo(name, 0600))
		return -1;
	return BLOCK(b, SYS_openat, AT_FDCWD, name, O_RDONLY);
}

static long call_read_eventfd(struct blocker *b)
{
	uint64_t value;

	return BLOCK(b, SYS_read, eventfd(0, 0), &value, sizeof(value));
}

static long call_read_timerfd(struct blocker *b)
{
	struct itimerspec t = { .it_value = hour };
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t value;

	timerfd_settime(fd, 0, &t, NULL);
	return BLOCK(b, SYS_read, fd, &value, sizeof(value));
}

static long call_read_inotify(struct blocker *b)
{
	char events[512];
	int fd = inotify_init();

	inotify_add_watch(fd, "/root", IN_CREATE);
	return BLOCK(b, SYS_read, fd, events, sizeof(events));
}

static long call_read_signalfd(struct blocker *b)
{
	struct signalfd_siginfo info;

	return BLOCK(b, SYS_read, signalfd(-1, &all_signals, 0), &info, sizeof(info));
}

static long call_read_tty(struct blocker *b)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	if (master < 0 || grantpt(master) || unlockpt(master))
		return -1;
	return BLOCK(b, SYS_read, open(ptsname(master), O_RDWR | O_NOCTTY), scratch, 1);
}

static long call_flock(struct blocker *b)
{
	int fd = temp_file(), other = reopen(fd);

	flock(fd, LOCK_EX);
	return BLOCK(b, SYS_flock, other, LOCK_EX);
}

/* The other owner is an open file description: locks of one process do not conflict. */
static long call_setlkw(struct blocker *b)
{
	struct flock lock = { .l_type = F_WRLCK };
	int fd = temp_file(), other = reopen(fd);

	fcntl(fd, F_OFD_SETLK, &lock);
	return BLOCK(b, SYS_fcntl, other, F_SETLKW, &lock);
}

static long call_nanosleep(struct blocker *b)
{
	return BLOCK(b, SYS_nanosleep, &hour, NULL);
}

static long call_clock_nanosleep(struct blocker *b)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_sec += HOUR;
	return BLOCK(b, SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
}

static long call_wait4(struct blocker *b)
{
	return BLOCK(b, SYS_wait4, child_that_stays(), NULL, 0, NULL);
}

static long call_waitid(struct blocker *b)
{
	siginfo_t info;

	return BLOCK(b, SYS_waitid, P_PID, child_that_stays(), &info, WEXITED, NULL);
}

static long call_mq_receive(struct blocker *b)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = sizeof(scratch) };
	int q = syscall(SYS_mq_open, "blockers20", O_RDWR | O_CREAT, 0600, &attr);

	syscall(SYS_mq_unlink, "blockers20");
	return BLOCK(b, SYS_mq_timedreceive, q, scratch, sizeof(scratch), NULL, NULL);
}

static long call_io_getevents(struct blocker *b)
{
	aio_context_t context = 0;
	struct io_event event;
	struct timespec t = hour;

	if (syscall(SYS_io_setup, 1, &context))
		return -1;
	return BLOCK(b, SYS_io_getevents, context, 1, 1, &event, &t);
}

static long call_sigsuspend(struct blocker *b)
{
	return BLOCK(b, SYS_rt_sigsuspend, &all_signals, KERNEL_SIGSET);
}

#define BLOCKER(call_name) { .name = #call_name, .call = call_##call_name, .nr = -1 }
struct blocker blockers[] = {
	BLOCKER(epoll_wait), BLOCKER(epoll_pwait2), BLOCKER(semop), BLOCKER(semtimedop),
	BLOCKER(msgrcv), BLOCKER(sigtimedwait), BLOCKER(sigwaitinfo), BLOCKER(futex),
	BLOCKER(futex_timed), BLOCKER(ppoll), BLOCKER(pselect),
	BLOCKER(recv_timed), BLOCKER(recvmsg_udp), BLOCKER(accept), BLOCKER(connect),
	BLOCKER(read_pipe), BLOCKER(write_pipe), BLOCKER(open_fifo), BLOCKER(read_eventfd),
	BLOCKER(read_timerfd), BLOCKER(read_inotify), BLOCKER(read_signalfd), BLOCKER(read_tty),
	BLOCKER(flock), BLOCKER(setlkw), BLOCKER(nanosleep), BLOCKER(clock_nanosleep),
	BLOCKER(wait4), BLOCKER(waitid), BLOCKER(mq_receive), BLOCKER(io_getevents),
	BLOCKER(sigsuspend),
#ifdef SYS_poll
	BLOCKER(poll), BLOCKER(select), BLOCKER(pause),
#endif
};
const int nblockers = sizeof(blockers) / sizeof(blockers[0]);
