// SPDX-License-Identifier: GPL-2.0-only
/*
 * terminal.c - see terminal.h.
 *
 * Nothing is switched on in the terminal but what curses needs to draw: no keypad mode, no mouse.
 * Ctrl-C is a key.  Flow control stays as the line has it.  Signals that end the console only set
 * a flag, so that it ends in the main loop and not in the middle of something.
 */
#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "terminal/guardian.h"
#include "terminal/terminal.h"
#include "terminal/terminfo.h"

#define QUIET_MS 500	/* after so long without a byte, input counts as typed */

volatile sig_atomic_t term_resized, term_gone;

static void on_signal(int sig)
{
	if (sig == SIGWINCH)
		term_resized = 1;
	else
		term_gone = 1;
}

static const int watched[] = { SIGWINCH, SIGHUP, SIGTERM, SIGQUIT };

/* The signals are blocked except within ppoll(), so that none gets lost between looking and waiting. */
static void watch_signals(struct term *t)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		sigaddset(&set, watched[i]);
		sigaction(watched[i], &sa, NULL);
	}
	signal(SIGTSTP, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, &t->mask);
}

static void unwatch_signals(struct term *t)
{
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++)
		signal(watched[i], term_gone ? SIG_IGN : SIG_DFL);	/* it is ending already */
	signal(SIGTSTP, SIG_DFL);
	sigprocmask(SIG_SETMASK, &t->mask, NULL);
}

static void set_modes(void)
{
	struct termios now;

	cbreak();
	noecho();
	nonl();
	if (!tcgetattr(STDIN_FILENO, &now)) {
		now.c_lflag &= ~ISIG;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
	}
	def_prog_mode();
}

static bool is_slow(const struct termios *t)
{
	speed_t s = cfgetospeed(t);

	return s <= B19200 && s != B0;	/* the constants of speeds ascend */
}

/* NO_COLOR: https://no-color.org */
static bool set_colours(void)
{
	const char *no = getenv("NO_COLOR");

	if ((no && *no) || !has_colors() || start_color() == ERR || use_default_colors() == ERR)
		return false;
	init_pair(1, COLOR_GREEN, -1);
	init_pair(2, COLOR_YELLOW, -1);
	init_pair(3, COLOR_RED, -1);
	return true;
}

const char *term_open(struct term *t)
{
	const char *name = getenv("TERM");
	SCREEN *screen;

	memset(t, 0, sizeof(*t));
	t->guardian = -1;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return "none";
	if (!name || !*name || !strcmp(name, "dumb"))
		return "a dumb one";
	if (!terminfo_known(name))
		return "one that is not known here (TERM)";
	if (tcgetattr(STDIN_FILENO, &t->before))
		return strerror(errno);
	t->slow = is_slow(&t->before);
	term_resized = term_gone = 0;
	watch_signals(t);
	fflush(stdout);
	screen = newterm(NULL, stdout, stdin);
	if (!screen) {
		unwatch_signals(t);
		return "one that curses cannot use";
	}
	set_term(screen);
	t->colour = set_colours();
	set_modes();
	term_resize(t);
	t->guardian = guardian_start(&t->before);
	return NULL;
}

/* Without an alternate screen the bottom line with its hints stays: later output begins below it. */
static void leave_curses(void)
{
	const char *back = tigetstr("rmcup");

	endwin();
	if (!back || back == (char *)-1) {
		fputs("\r\n", stdout);
		fflush(stdout);
	}
}

void term_close(struct term *t)
{
	leave_curses();
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t->before);
	guardian_end(t->guardian);
	t->guardian = -1;
	unwatch_signals(t);
}

/* After a transfer that broke off more of it may come, in which "way" would unlock, apply and say yes. */
static void discard_until_quiet(struct term *t)
{
	struct timespec quiet = { .tv_nsec = QUIET_MS * 1000000l };
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	char buf[256];
	int n;

	while (!term_gone) {
		n = ppoll(&p, 1, &quiet, &t->mask);
		if (n == 0)
			return;
		if (n > 0 && read(STDIN_FILENO, buf, sizeof(buf)) <= 0)
			term_gone = 1;
	}
}

void term_take_back(struct term *t)
{
	term_gone = 0;
	watch_signals(t);
	reset_prog_mode();
	t->guardian = guardian_start(&t->before);
	discard_until_quiet(t);
	term_resized = 1;	/* SIGWINCH may have come while it was not watched */
}

void term_forget(struct term *t)
{
	unwatch_signals(t);
}

static int number_of(const char *name)
{
	const char *s = getenv(name);

	return s ? atoi(s) : 0;
}

void term_resize(struct term *t)
{
	struct winsize w = { 0 };
	int rows = t->rows, cols = t->cols;

	term_resized = 0;
	if (!rows || !cols) {
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &w);
		rows = w.ws_row ? w.ws_row : number_of("LINES");
		cols = w.ws_col ? w.ws_col : number_of("COLUMNS");
	}
	if (rows < 1 || rows > 999)
		rows = HOME_ROWS;
	if (cols < 1 || cols > 999)
		cols = HOME_COLS;
	if (rows != LINES || cols != COLS)
		resizeterm(rows, cols);
}
