// SPDX-License-Identifier: GPL-2.0-only
/*
 * init.c - process 1 of the test guest: mounts what a box has, runs one program, says its status,
 * ends the guest.
 *
 * In C and not sh so that it depends on nothing a test may break, and so that a guest that dies
 * can not be taken for one that finished: tests/vm believes only the line "hp-vm: NONCE status N"
 * in the kernel log, and the nonce is known to this process alone (the file is removed before the
 * program runs).  That line goes through printk because printk is synchronous and exists on every
 * architecture; the program's own output goes over the second serial port, so that kernel
 * messages never mix with it.
 *
 * /vm/conf holds NUL-terminated strings: nonce, "0" or "1" (interactive), the serial line that the
 * program is to have, TERM, argv[0], argv[1]...
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define MAX_ARGS	256
#define FIELDS		4		/* before argv[0] */
#define CONF_SIZE	65536
#define NOT_STARTED	126	/* as a shell says it */

static char conf[CONF_SIZE];
static const char *nonce = "?";
static const char *line_path = "?";
static const char *term = "dumb";
static int interactive;
static char *args[MAX_ARGS + 1];

static void say(const char *format, ...)
{
	char line[256];
	va_list ap;
	int fd, n;

	va_start(ap, format);
	n = vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (write(fd, line, n) != n)
		dprintf(2, "init: cannot write to the kernel log\n");
	close(fd);
}

static void mount_all(void)
{
	static const struct { const char *type, *where, *options; } table[] = {
		{ "proc",	"/proc",		 NULL },
		{ "sysfs",	"/sys",			 NULL },
		{ "devtmpfs",	"/dev",			 NULL },
		{ "devpts",	"/dev/pts",		 "mode=620,ptmxmode=666" },
		{ "tmpfs",	"/dev/shm",		 NULL },
		{ "mqueue",	"/dev/mqueue",		 NULL },
		{ "tmpfs",	"/tmp",			 NULL },
		{ "tmpfs",	"/run",			 NULL },
		{ "debugfs",	"/sys/kernel/debug",	 NULL },
		{ "tracefs",	"/sys/kernel/tracing",	 NULL },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		mkdir(table[i].where, 0755);
		/* A small kernel may lack some of them; the test that needs it will say so. */
		mount(table[i].type, table[i].where, table[i].type, 0, table[i].options);
	}
}

/* An interactive guest boots with errors only on its screen; from now on a warning must be seen. */
static void show_warnings(void)
{
	int fd = open("/proc/sys/kernel/printk", O_WRONLY);

	if (fd < 0)
		return;
	if (write(fd, "5\n", 2) != 2)
		say("hp-vm: cannot set the log level");
	close(fd);
}

static void loopback_up(void)
{
	struct ifreq req = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return;
	ioctl(fd, SIOCSIFFLAGS, &req);
	close(fd);
}

static int read_conf(void)
{
	int fd = open("/vm/conf", O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, conf, sizeof(conf) - 1);
	char *p = conf, *end = conf + (n > 0 ? n : 0);
	char *fields[FIELDS + MAX_ARGS] = { NULL };
	int count = 0;

	if (fd >= 0)
		close(fd);
	unlink("/vm/conf");
	for (; p < end && count < FIELDS + MAX_ARGS; p += strlen(p) + 1)
		fields[count++] = p;
	if (count < FIELDS + 1)
		return -EINVAL;
	nonce = fields[0];
	interactive = fields[1][0] == '1';
	line_path = fields[2];
	term = fields[3];
	memcpy(args, fields + FIELDS, (count - FIELDS) * sizeof(args[0]));
	return 0;
}

/* The line as a terminal server would have it; output is raw, for a file or a pipe on the host. */
static int open_line(const char *path, int raw)
{
	int fd = open(path, O_RDWR | O_NOCTTY);
	struct termios tio;

	if (fd < 0 || tcgetattr(fd, &tio))
		return fd;
	if (raw)
		cfmakeraw(&tio);
	cfsetspeed(&tio, B115200);
	tcsetattr(fd, TCSANOW, &tio);
	return fd;
}

static void run_child(int line)
{
	sigset_t none;
	int in = interactive ? line : open("/dev/null", O_RDONLY);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	if (interactive)
		ioctl(line, TIOCSCTTY, 1);
	dup2(in, 0);
	dup2(line, 1);
	dup2(line, 2);
	closefrom(3);
	clearenv();
	setenv("PATH", "/vm/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
	setenv("HOME", "/root", 1);
	setenv("TERM", term, 1);
	setenv("PS1", "guest# ", 1);
	if (chdir("/vm"))
		dprintf(2, "init: no /vm\n");
	execvp(args[0], args);
	dprintf(2, "init: %s: %s\n", args[0], strerror(errno));
	_exit(NOT_STARTED);
}

static int run(void)
{
	int line = open_line(line_path, !interactive);
	int status = 0;
	pid_t child, gone;

	if (line < 0) {
		say("hp-vm: no serial line: %s", strerror(errno));
		return NOT_STARTED;
	}
	child = fork();
	if (child < 0)
		return NOT_STARTED;
	if (child == 0)
		run_child(line);
	do {
		gone = wait(&status);
	} while (gone != child && (gone > 0 || errno == EINTR));
	/* What the program left running must not write after its end, nor keep the guest busy. */
	kill(-1, SIGKILL);
	tcdrain(line);
	close(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void)
{
	int status = NOT_STARTED;

	mount_all();
	sethostname("guest", 5);
	loopback_up();
	if (read_conf()) {
		say("hp-vm: /vm/conf is missing or short");
	} else {
		if (interactive)
			show_warnings();
		status = run();
	}
	say("hp-vm: %s status %d\n", nonce, status);
	sync();
	reboot(RB_AUTOBOOT);
	return 1;
}
