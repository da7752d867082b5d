// SPDX-License-Identifier: GPL-2.0-only
/* job.c - see job.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/dispatch.h"
#include "device/device.h"
#include "screen/job.h"
#include "terminal/terminal.h"

#define MOST_TEXT (1u << 20)

struct result {
	int code;
	bool quits;
	char failure[1024];
};

static void child(struct session *s, const char *line, int out, int result)
{
	struct result r = { 0 };
	int null = open("/dev/null", O_RDWR);

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	dup2(null, STDIN_FILENO);	/* the terminal is the screen's */
	dup2(out, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	s->out.to = fdopen(out, "w");
	if (!s->out.to)
		_exit(HPX_FAILED);
	s->in = NULL;
	s->dev->close(s->dev);
	s->dev->nowait = s->ready = false;
	r.code = dispatch_line(s, line, FINISH_QUIET);
	fflush(s->out.to);
	r.quits = s->quit;
	if (r.code)
		snprintf(r.failure, sizeof(r.failure), "%s", s->text);
	if (write(result, &r, sizeof(r)) != sizeof(r))
		_exit(HPX_FAILED);
	_exit(0);
}

bool job_start(struct job *j, struct session *s, struct term *t, const char *line)
{
	int out[2], result[2];

	if (pipe2(out, O_CLOEXEC))
		return false;
	if (pipe2(result, O_CLOEXEC)) {
		close(out[0]);
		close(out[1]);
		return false;
	}
	snprintf(j->line, sizeof(j->line), "%s", line);
	j->len = 0;
	j->pid = fork();
	if (!j->pid) {
		close(out[0]);
		close(result[0]);
		term_forget(t);
		child(s, line, out[1], result[1]);
	}
	close(out[1]);
	close(result[1]);
	if (j->pid < 0) {
		close(out[0]);
		close(result[0]);
		j->pid = 0;
		return false;
	}
	j->out = out[0];
	j->result = result[0];
	fcntl(j->out, F_SETFL, O_NONBLOCK);
	return true;
}

/* 1: there is more, 0: for now there is not, -1: the other side is closed. */
static int read_some(struct job *j)
{
	ssize_t n;

	if (j->len + 4096 > j->room) {
		size_t room = j->room * 2 + 8192;
		char *p = room <= MOST_TEXT ? realloc(j->text, room) : NULL;

		if (!p)
			j->len = 0;	/* too much: only its end is kept */
		else
			j->text = p;
		if (p)
			j->room = room;
		else if (!j->text)
			return -1;
	}
	n = read(j->out, j->text + j->len, 4095);
	if (n > 0)
		j->len += n;
	j->text[j->len] = '\0';
	if (n > 0)
		return 1;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

static void finish(struct job *j)
{
	struct result r;
	ssize_t n;

	do {
		n = read(j->result, &r, sizeof(r));
	} while (n < 0 && errno == EINTR);
	close(j->out);
	close(j->result);
	while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
		;
	j->pid = 0;
	if (n != sizeof(r))
		r = (struct result){ .code = HPX_PERSON, .failure = "it was killed: look at 1" };
	j->code = r.code;
	j->quits = r.quits;
	snprintf(j->failure, sizeof(j->failure), "%s", r.failure);
}

bool job_read(struct job *j)
{
	int more;

	do {
		more = read_some(j);
	} while (more > 0);
	if (!more)
		return false;
	finish(j);
	return true;
}

void job_was(struct job *j, struct session *s, const char *line, int code, const char *text)
{
	snprintf(j->line, sizeof(j->line), "%s", line);
	free(j->text);
	j->text = strdup(text);
	j->len = j->room = j->text ? strlen(text) : 0;
	j->code = code;
	j->quits = s->quit;
	snprintf(j->failure, sizeof(j->failure), "%s", code ? s->text : "");
}

void job_forget(struct job *j)
{
	if (j->pid) {
		close(j->out);
		close(j->result);
	}
	free(j->text);
	memset(j, 0, sizeof(*j));
}
