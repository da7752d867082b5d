// SPDX-License-Identifier: GPL-2.0-only
/*
 * input.c - see input.h: the standard input, which may be a terminal.
 *
 * Signals that end the program are blocked except within ppoll(), so that before one of them takes
 * effect the terminal's modes are restored and what was received is kept.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "session/input.h"
#include "session/session.h"

static const int deadly[] = { SIGHUP, SIGTERM, SIGQUIT };
#define DEADLY (sizeof(deadly) / sizeof(deadly[0]))

struct stdin_input {
	struct input in;
	struct termios before;
	struct sigaction actions[DEADLY];
	sigset_t mask;
};

static volatile sig_atomic_t deadly_signal;

static void on_deadly(int sig)
{
	deadly_signal = sig;
}

static void hold_signals(struct stdin_input *i)
{
	struct sigaction sa = { .sa_handler = on_deadly };
	sigset_t block;

	deadly_signal = 0;
	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	for (size_t n = 0; n < DEADLY; n++)
		sigaddset(&block, deadly[n]);
	sigprocmask(SIG_BLOCK, &block, &i->mask);
	for (size_t n = 0; n < DEADLY; n++) {
		sigaction(deadly[n], NULL, &i->actions[n]);
		if (i->actions[n].sa_handler != SIG_IGN)	/* under nohup SIGHUP stays ignored */
			sigaction(deadly[n], &sa, NULL);
	}
}

static void release_signals(struct stdin_input *i)
{
	for (size_t n = 0; n < DEADLY; n++)
		sigaction(deadly[n], &i->actions[n], NULL);
	if (deadly_signal)
		raise(deadly_signal);
	sigprocmask(SIG_SETMASK, &i->mask, NULL);
}

/* A byte that the line damaged may be Ctrl-C or Ctrl-S by chance, so no byte acts as a key here. */
static int make_raw(struct stdin_input *i)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &i->before))
		return -errno;
	raw = i->before;
	raw.c_iflag &= ~(BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | INPCK);
	raw.c_iflag |= IGNBRK;
	raw.c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) ? -errno : 0;
}

static int stdin_begin(struct input *in)
{
	struct stdin_input *i = (struct stdin_input *)in;
	int ret;

	hold_signals(i);
	in->terminal = isatty(STDIN_FILENO);
	ret = in->terminal ? make_raw(i) : 0;
	if (ret)
		release_signals(i);
	return ret;
}

static ssize_t stdin_read(struct input *in, char *buf, size_t size, int timeout_ms)
{
	struct stdin_input *i = (struct stdin_input *)in;
	struct timespec timeout = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };
	struct pollfd fd = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t n;
	int ready = ppoll(&fd, 1, &timeout, &i->mask);

	if (deadly_signal || session_interrupted)
		return -EINTR;
	if (ready <= 0)
		return ready < 0 && errno != EINTR ? -errno : 0;
	n = read(STDIN_FILENO, buf, size);
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	return n ? n : -ENODATA;
}

static void stdin_end(struct input *in)
{
	struct stdin_input *i = (struct stdin_input *)in;

	if (in->terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &i->before);
	release_signals(i);
}

/*
 * Verbs read the descriptor itself and would miss what stdio has read ahead, so stdin gets no buffer.
 * One call for each byte is no burden: commands are short, and libedit does the same.
 */
struct input *input_stdin(void)
{
	static struct stdin_input i = {
		.in = { .begin = stdin_begin, .read = stdin_read, .end = stdin_end },
	};

	setvbuf(stdin, NULL, _IONBF, 0);
	return &i.in;
}
