// SPDX-License-Identifier: GPL-2.0-only
/*
 * calls.c - see calls.h.  To a sleeping task a nudge is a signal that has no handler.  This is the one table
 * of what that does to a system call: one that returns -ERESTARTSYS, -ERESTARTNOINTR, -ERESTARTNOHAND or
 * -ERESTART_RESTARTBLOCK in the kernel is restarted, one that returns -EINTR is not.  Each entry that says
 * more than CALL_UNKNOWN is tested on each kernel (tests/guest/tasks/28-nudged-calls.sh, 26-io-uring.sh).
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "files/read.h"
#include "report/calls.h"

/* DEPENDS: on the kind of file that the call's first argument is a descriptor of. */
enum { DEPENDS = 8 };

struct call {
	uint16_t number;
	uint8_t effect;		/* enum call_effect, or DEPENDS */
	char name[21];
};

#define CALL(name, effect) { SYS_##name, effect, #name }

static const struct call calls[] = {
	CALL(clock_nanosleep, CALL_RESTARTS),
	CALL(fcntl, CALL_RESTARTS),
	CALL(flock, CALL_RESTARTS),
	CALL(futex, CALL_RESTARTS),
	CALL(io_pgetevents, CALL_RESTARTS),
	CALL(mq_timedreceive, CALL_RESTARTS),
	CALL(mq_timedsend, CALL_RESTARTS),
	CALL(msgrcv, CALL_RESTARTS),
	CALL(msgsnd, CALL_RESTARTS),
	CALL(nanosleep, CALL_RESTARTS),
	CALL(ppoll, CALL_RESTARTS),
	CALL(pselect6, CALL_RESTARTS),
	CALL(restart_syscall, CALL_RESTARTS),
	CALL(rt_sigsuspend, CALL_RESTARTS),
	CALL(tee, CALL_RESTARTS),
	CALL(vmsplice, CALL_RESTARTS),
	CALL(wait4, CALL_RESTARTS),
	CALL(waitid, CALL_RESTARTS),
#ifdef SYS_poll	/* and others that only amd64 has */
	CALL(pause, CALL_RESTARTS),
	CALL(poll, CALL_RESTARTS),
	CALL(select, CALL_RESTARTS),
	CALL(epoll_wait, CALL_EINTR),
#endif
	CALL(epoll_pwait, CALL_EINTR),
	CALL(epoll_pwait2, CALL_EINTR),
	CALL(io_getevents, CALL_EINTR),
	CALL(io_uring_enter, CALL_EINTR),
	CALL(rt_sigtimedwait, CALL_EINTR),
	CALL(semop, CALL_EINTR),
	CALL(semtimedop, CALL_EINTR),
	CALL(write, CALL_SHORT),
	CALL(writev, CALL_SHORT),
	CALL(sendfile, CALL_SHORT),
	CALL(splice, CALL_SHORT),
	CALL(sendto, CALL_SHORT),
	CALL(sendmsg, CALL_SHORT),
	CALL(accept, DEPENDS),
	CALL(accept4, DEPENDS),
	CALL(read, DEPENDS),
	CALL(readv, DEPENDS),
	CALL(recvfrom, DEPENDS),
	CALL(recvmsg, DEPENDS),
	CALL(connect, CALL_UNKNOWN),
	CALL(ioctl, CALL_UNKNOWN),
	CALL(openat, CALL_UNKNOWN),
	CALL(recvmmsg, CALL_UNKNOWN),
	CALL(sendmmsg, CALL_UNKNOWN),
};

static const struct call *find(uint32_t call)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i].number + 1u == call)
			return &calls[i];
	return NULL;
}

enum call_effect call_effect(uint32_t call)
{
	const struct call *c = find(call);

	return c && c->effect != DEPENDS ? (enum call_effect)c->effect : CALL_UNKNOWN;
}

/* With MSG_WAITALL a nudged call may return a part of what was asked for. */
static bool waits_for_all(const struct call *c, const unsigned long *args)
{
	return (c->number == SYS_recvfrom && args[3] & MSG_WAITALL) ||
	       (c->number == SYS_recvmsg && args[2] & MSG_WAITALL);
}

/* A wait that SO_RCVTIMEO of the socket limits is not restarted (net/core/sock.c, sock_intr_errno()). */
static enum call_effect on_socket(uint32_t pid, int fd)
{
#if defined(SYS_pidfd_open) && defined(SYS_pidfd_getfd)
	int process = syscall(SYS_pidfd_open, pid, 0);
	int sock = process < 0 ? -1 : syscall(SYS_pidfd_getfd, process, fd, 0);
	enum call_effect effect = CALL_UNKNOWN;
	struct timeval limit;
	socklen_t len = sizeof(limit);

	if (sock >= 0 && !getsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &limit, &len))
		effect = limit.tv_sec || limit.tv_usec ? CALL_EINTR : CALL_RESTARTS;
	if (sock >= 0)
		close(sock);
	if (process >= 0)
		close(process);
	return effect;
#else
	(void)pid;
	(void)fd;
	return CALL_UNKNOWN;
#endif
}

static enum call_effect on_file(struct session *s, uint32_t pid, int fd)
{
	static const char * const restarting[] = {
		"pipe:", "/dev/pts/", "/dev/tty", "/dev/console", "anon_inode:[eventfd]",
		"anon_inode:[timerfd]", "anon_inode:[signalfd]", "anon_inode:inotify",
	};
	char path[256], target[64];
	struct stat st;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/proc/%u/fd/%d", s->kernel_root, pid, fd);
	if (!stat(path, &st) && S_ISFIFO(st.st_mode))	/* also finds named FIFOs */
		return CALL_RESTARTS;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return CALL_UNKNOWN;
	target[n] = '\0';
	if (!strncmp(target, "socket:", 7))
		return on_socket(pid, fd);
	for (size_t i = 0; i < sizeof(restarting) / sizeof(restarting[0]); i++)
		if (!strncmp(target, restarting[i], strlen(restarting[i])))
			return CALL_RESTARTS;
	return CALL_UNKNOWN;
}

enum call_effect call_effect_on(struct session *s, uint32_t call, uint32_t pid)
{
	const struct call *c = find(call);
	unsigned long number, args[4];
	char path[256], text[256];

	if (!c || c->effect != DEPENDS)
		return call_effect(call);
	snprintf(path, sizeof(path), "%s/proc/%u/syscall", s->kernel_root, pid);
	if (file_read_small(path, text, sizeof(text)) <= 0 ||
	    sscanf(text, "%lu 0x%lx 0x%lx 0x%lx 0x%lx", &number, &args[0], &args[1], &args[2],
		   &args[3]) != 5 || number != c->number || waits_for_all(c, args))
		return CALL_UNKNOWN;
	return on_file(s, pid, args[0]);
}

char *call_name(char *buf, size_t size, uint32_t call)
{
	const struct call *c = find(call);

	if (c)
		snprintf(buf, size, "%s", c->name);
	else if (call & HP_CALL_COMPAT)
		snprintf(buf, size, "a system call of a 32-bit program");
	else
		snprintf(buf, size, "system call %u", call - 1);
	return buf;
}

const char *word_call_effect(enum call_effect effect)
{
	static const char * const words[] = { "unknown", "restarts", "eintr", "short" };

	return words[effect];
}

const char *text_call_effect(enum call_effect effect)
{
	static const char * const texts[] = {
		"what a nudge does to it cannot be told",
		"a nudge only restarts it",
		"a nudge makes it return EINTR",
		"a nudge may make it return a short count",
	};

	return texts[effect];
}

void calls_that_notice(__u64 set[HP_MAX_CALLS / 64])
{
	for (uint32_t n = 0; n < HP_MAX_CALLS; n++)
		if (call_effect(n + 1) != CALL_RESTARTS)
			set[n / 64] |= 1ull << (n % 64);
}
