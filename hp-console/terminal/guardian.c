// SPDX-License-Identifier: GPL-2.0-only
/*
 * guardian.c - see guardian.h.
 *
 * It sleeps in rt_sigtimedwait(2) until its parent's death is signalled.  If it waited on a pipe it would
 * be inside pipe_read, and in the way of every patch of that, for as long as the screen is up.
 */
#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <term.h>
#include <unistd.h>

#include "terminal/guardian.h"

static char restore[256];
static size_t restore_len;

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

/* Keeps the bytes for: no alternate screen, whole scrolling region, plain letters, cursor at the bottom. */
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

/*
 * The kernel sets the new parent before it sends the signal.  As long as the parent is the old one, the wait
 * ended for another reason (a SIGUSR1 of somebody, a nudge, a freeze), and goes on.
 */
static void wait_for_death(pid_t console)
{
	sigset_t all, one;

	sigfillset(&all);	/* a hangup of the terminal or job control must not end it */
	sigprocmask(SIG_BLOCK, &all, NULL);
	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	prctl(PR_SET_PDEATHSIG, SIGUSR1);
	while (getppid() == console)
		sigwaitinfo(&one, NULL);
}

/* Does nothing unless the modes are still the console's: somebody may have set others since. */
static void give_back(const struct termios *before, const struct termios *ours)
{
	struct termios now;

	if (tcgetattr(STDIN_FILENO, &now) || !same_modes(&now, ours))
		return;
	tcsetattr(STDIN_FILENO, TCSANOW, before);
	if (write(STDOUT_FILENO, restore, restore_len) < 0)
		return;
}

pid_t guardian_start(const struct termios *before)
{
	pid_t console = getpid(), guardian;
	struct termios ours;

	if (tcgetattr(STDIN_FILENO, &ours))
		return -1;
	make_restore();
	guardian = fork();
	if (!guardian) {
		setsid();
		setpriority(PRIO_PROCESS, 0, -20);	/* to run before the shell reads the modes */
		closefrom(3);
		wait_for_death(console);
		give_back(before, &ours);
		_exit(0);
	}
	return guardian;
}

void guardian_end(pid_t guardian)
{
	if (guardian <= 0)
		return;
	kill(guardian, SIGKILL);
	waitpid(guardian, NULL, 0);
}
