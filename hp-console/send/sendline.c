// SPDX-License-Identifier: GPL-2.0-only
/* sendline.c - see sendline.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "output/clean.h"
#include "send/sendline.h"

volatile sig_atomic_t sendline_interrupted;

static const struct {
	uint32_t baud;
	speed_t speed;
} speeds[] = {
	{ 300, B300 }, { 600, B600 }, { 1200, B1200 }, { 2400, B2400 }, { 4800, B4800 },
	{ 9600, B9600 }, { 19200, B19200 }, { 38400, B38400 }, { 57600, B57600 },
	{ 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
	{ 1500000, B1500000 }, { 3000000, B3000000 }, { 4000000, B4000000 },
};
#define SPEEDS (sizeof(speeds) / sizeof(speeds[0]))

static int set_speed(struct sendline *l, struct termios *t, uint32_t baud)
{
	for (size_t i = 0; i < SPEEDS; i++) {
		if (baud ? speeds[i].baud != baud : speeds[i].speed != cfgetospeed(t))
			continue;
		l->baud = speeds[i].baud;
		return baud ? cfsetspeed(t, speeds[i].speed) : 0;
	}
	l->baud = 9600;
	return baud ? -EINVAL : 0;
}

int sendline_open(struct sendline *l, const char *device, uint32_t baud)
{
	struct termios raw;
	int ret;

	memset(l, 0, sizeof(*l));
	l->fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (l->fd < 0)
		return -errno;
	if (tcgetattr(l->fd, &l->before)) {
		ret = -errno;
		goto close;
	}
	raw = l->before;
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL | CREAD;
	ret = set_speed(l, &raw, baud);
	if (!ret && tcsetattr(l->fd, TCSADRAIN, &raw))
		ret = -errno;
	if (!ret)
		return 0;
close:
	close(l->fd);
	return ret;
}

void sendline_close(struct sendline *l)
{
	tcsetattr(l->fd, TCSADRAIN, &l->before);
	close(l->fd);
}

static void show_progress(struct sendline *l)
{
	uint64_t out, left;
	int queued = 0;

	if (!l->what)
		return;
	ioctl(l->fd, TIOCOUTQ, &queued);
	out = l->sent - queued;
	left = out < l->goal ? (l->goal - out) * 10 / l->baud : 0;
	fprintf(stderr, "\r%s: %llu of %llu bytes, %llu s left at %u baud ", l->what,
		(unsigned long long)out, (unsigned long long)l->goal, (unsigned long long)left,
		l->baud);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* What can be done within ms: 0 nothing, else POLLIN and POLLOUT; -errno. */
static int ready(struct sendline *l, short events, int ms)
{
	struct pollfd fd = { .fd = l->fd, .events = events };
	int n = poll(&fd, 1, ms);

	if (sendline_interrupted)
		return -EINTR;
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n && !(fd.revents & (POLLIN | POLLOUT)))
		return -EIO;		/* hung up */
	return n ? fd.revents & (POLLIN | POLLOUT) : 0;
}

static void remember(struct sendline *l, const char *buf, size_t n)
{
	size_t room = sizeof(l->heard) - l->nheard, drop = n > room ? n - room : 0;

	memmove(l->heard, l->heard + drop, l->nheard - drop);
	l->nheard -= drop;
	memcpy(l->heard + l->nheard, buf, n);
	l->nheard += n;
}

static int read_some(struct sendline *l, char *buf, size_t size)
{
	ssize_t n = read(l->fd, buf, size);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	l->received += n;
	remember(l, buf, n);
	return n ? n : -EIO;
}

int sendline_write(struct sendline *l, const char *text)
{
	size_t len = strlen(text);
	char ignored[256];
	ssize_t n;
	int can;

	while (len) {
		can = ready(l, POLLIN | POLLOUT, 250);
		if (can < 0)
			return can;
		if (can & POLLIN) {
			n = read_some(l, ignored, sizeof(ignored));
			if (n < 0)
				return n;
		}
		show_progress(l);
		if (!(can & POLLOUT))
			continue;
		n = write(l->fd, text, len);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n > 0) {
			text += n;
			len -= n;
			l->sent += n;
		}
	}
	return 0;
}

int sendline_read(struct sendline *l, int ms)
{
	int64_t until = now_ms() + ms, left;
	int can, n;
	char c;

	for (;;) {
		left = until - now_ms();
		can = ready(l, POLLIN, left > 0 ? left : 0);
		if (can <= 0 && (can < 0 || left <= 0))
			return can;
		n = can ? read_some(l, &c, 1) : 0;
		if (n <= 0) {
			if (n < 0)
				return n;
			continue;
		}
		if (c == '\r' || c == '\n') {
			l->line[l->len] = '\0';
			clean_text(l->line);
			l->len = 0;
			if (*l->line)
				return 1;
		} else if (l->len < sizeof(l->line) - 1) {
			l->line[l->len++] = c ? c : '?';
		}
	}
}

void sendline_take_back(struct sendline *l)
{
	tcflush(l->fd, TCOFLUSH);
	if (l->what)
		fputc('\n', stderr);
}

void sendline_drain(struct sendline *l)
{
	int queued;

	while (!sendline_interrupted && !ioctl(l->fd, TIOCOUTQ, &queued) && queued > 0) {
		show_progress(l);
		poll(NULL, 0, 100);
	}
	show_progress(l);
	if (l->what)
		fputc('\n', stderr);
}

void sendline_forget(struct sendline *l)
{
	int queued = 0;

	if (!ioctl(l->fd, FIONREAD, &queued))
		l->received += queued;
	tcflush(l->fd, TCIFLUSH);
	l->len = l->nheard = 0;
}
