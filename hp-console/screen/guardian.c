// SPDX-License-Identifier: GPL-2.0-only
/* guardian.c - see guardian.h. */
#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <term.h>
#include <unistd.h>

#include "guardian.h"

#define ALL_IS_WELL 'q'

static char restore[256];
static size_t restore_len;
static pid_t guardian;

static int keep(int c)
{
	if (restore_len < sizeof(restore))
		restore[restore_len++] = c;
	return c;
}

static void keep_string(const char *s)
{
	if (s && s != (char *)-1)
		tputs(s, 1, keep);
}

/* Back from the alternate screen, whole scrolling region, plain letters, cursor at the bottom. */
static void make_restore(void)
{
	const char *region = tigetstr("csr"), *move = tigetstr("cup");

	restore_len = 0;
	keep_string(tigetstr("sgr0"));
	keep_string(tigetstr("cnorm"));
	if (region && region != (char *)-1)
		keep_string(tparm(region, 0, LINES - 1, 0, 0, 0, 0, 0, 0, 0));
	keep_string(tigetstr("rmcup"));
	if (move && move != (char *)-1)
		keep_string(tparm(move, LINES - 1, 0, 0, 0, 0, 0, 0, 0, 0));
	keep_string("\r\n");
}

static bool same_modes(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
	       a->c_lflag == b->c_lflag && !memcmp(a->c_cc, b->c_cc, sizeof(a->c_cc));
}

/* Only the console's own modes are undone: whoever has set others since knows better. */
static void watch(int fd, const struct termios *before, const struct termios *ours)
{
	struct termios now;
	char c;
	ssize_t n;

	do {
		n = read(fd, &c, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 1 && c == ALL_IS_WELL)
		return;
	if (tcgetattr(STDIN_FILENO, &now) || !same_modes(&now, ours))
		return;
	tcsetattr(STDIN_FILENO, TCSANOW, before);
	if (write(STDOUT_FILENO, restore, restore_len) < 0)
		return;
}

int guardian_start(const struct termios *before)
{
	struct termios ours;
	int fd[2];

	if (tcgetattr(STDIN_FILENO, &ours) || pipe(fd))
		return -1;
	make_restore();
	guardian = fork();
	if (guardian < 0) {
		close(fd[0]);
		close(fd[1]);
		return -1;
	}
	if (!guardian) {
		setsid();	/* no signal of the terminal, and no job control, reaches it */
		signal(SIGHUP, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		dup2(fd[0], 3);
		closefrom(4);
		watch(3, before, &ours);
		_exit(0);
	}
	close(fd[0]);
	return fd[1];
}

void guardian_end(int fd)
{
	if (fd < 0)
		return;
	if (write(fd, &(char){ ALL_IS_WELL }, 1) < 0)
		kill(guardian, SIGKILL);
	close(fd);
	waitpid(guardian, NULL, 0);
}
