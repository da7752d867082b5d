// SPDX-License-Identifier: GPL-2.0-only
/*
 * lineedit.c - lines with editing, history and completion, by libedit (fewer bytes on a serial
 * line than readline, no bracketed-paste escapes, and a licence that fits).
 *
 * Ctrl-C is a key here, not a signal, so that it clears the line.  Ctrl-S, Ctrl-Q (flow control)
 * and Ctrl-A (screen, QEMU) stay unbound.
 */
#include <histedit.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line/complete.h"
#include "line/lines.h"
#include "output/clean.h"
#include "terminal/terminfo.h"

#define HISTORY_LINES 500

struct editor {
	struct line_source src;
	struct session *s;
	EditLine *el;
	History *past;
	char *line;
	char file[512];		/* "" when it cannot be kept */
};

static char *prompt(EditLine *el)
{
	static char text[] = PROMPT;

	(void)el;
	return text;
}

static void list_matches(const struct matches *m)
{
	size_t wide = 0, at = 0;

	for (unsigned i = 0; i < m->n; i++)
		if (strlen(m->word[i]) > wide)
			wide = strlen(m->word[i]);
	fputc('\n', stdout);
	for (unsigned i = 0; i < m->n; i++) {
		if (at && at + wide > 78) {
			fputc('\n', stdout);
			at = 0;
		}
		printf("%-*s", (int)wide + 2, clean_text(m->word[i]));
		at += wide + 2;
	}
	printf("\n%s", m->more ? "... and more\n" : "");
	fflush(stdout);
}

static unsigned char complete_key(EditLine *el, int ch)
{
	const LineInfo *li = el_line(el);
	int len = li->cursor - li->buffer;
	struct editor *ed;
	struct matches m;
	size_t typed, common;
	unsigned char ret = CC_ERROR;
	char *line = strndup(li->buffer, len);

	(void)ch;
	el_get(el, EL_CLIENTDATA, &ed);
	if (!line)
		return CC_ERROR;
	complete(ed->s, line, &m);
	typed = len - m.start;
	common = matches_common(&m);
	if (common > typed) {
		char *rest = strndup(m.word[0] + typed, common - typed);

		if (rest && !el_insertstr(el, rest))
			ret = CC_REFRESH;
		free(rest);
	}
	if (m.n == 1 && common && m.word[0][common - 1] != '/') {
		el_insertstr(el, " ");
		ret = CC_REFRESH;
	} else if (m.n > 1 && common == typed) {
		list_matches(&m);
		ret = CC_REDISPLAY;
	}
	matches_free(&m);
	free(line);
	return ret;
}

static unsigned char interrupt_key(EditLine *el, int ch)
{
	const LineInfo *li = el_line(el);

	(void)ch;
	el_cursor(el, li->lastchar - li->cursor);
	el_deletestr(el, li->lastchar - li->buffer);
	el_insertstr(el, "\n");	/* makes it an empty line, and not the end of input */
	fputs("^C\n", stdout);
	fflush(stdout);
	return CC_NEWLINE;
}

static const char *edit_next(struct line_source *src)
{
	struct editor *ed = (struct editor *)src;
	const char *line;
	HistEvent ev;
	int n;

	free(ed->line);
	ed->line = NULL;
	line = el_gets(ed->el, &n);
	if (!line || n <= 0)
		return NULL;
	ed->line = strndup(line, n);	/* after interrupt_key() the line ends at n */
	if (ed->line && ed->line[strspn(ed->line, " \t\r\n")])
		history(ed->past, &ev, H_ENTER, ed->line);
	return ed->line;
}

static void edit_close(struct line_source *src)
{
	struct editor *ed = (struct editor *)src;
	HistEvent ev;

	if (*ed->file)
		history(ed->past, &ev, H_SAVE, ed->file);
	history_end(ed->past);
	el_end(ed->el);
	free(ed->line);
	free(ed);
}

/* A box without a writable home is no error; its history lives as long as the session. */
static void open_history(struct editor *ed)
{
	const char *home = getenv("HOME");
	HistEvent ev;

	history(ed->past, &ev, H_SETSIZE, HISTORY_LINES);
	history(ed->past, &ev, H_SETUNIQUE, 1);
	if (!home || !*home || access(home, W_OK))
		return;
	if ((size_t)snprintf(ed->file, sizeof(ed->file), "%s/.hp_history", home) >=
	    sizeof(ed->file))
		ed->file[0] = '\0';
	else
		history(ed->past, &ev, H_LOAD, ed->file);
}

static void set_keys(EditLine *el)
{
	el_set(el, EL_EDITOR, "emacs");
	el_set(el, EL_ADDFN, "hp-complete", "Complete the word", complete_key);
	el_set(el, EL_ADDFN, "hp-interrupt", "Clear the line", interrupt_key);
	el_set(el, EL_BIND, "^I", "hp-complete", NULL);
	el_set(el, EL_BIND, "^C", "hp-interrupt", NULL);
	el_set(el, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_set(el, EL_BIND, "-r", "^A", NULL);
	el_set(el, EL_BIND, "-r", "^S", NULL);
	el_set(el, EL_BIND, "-r", "^Q", NULL);
	el_set(el, EL_SETTY, "-d", "-isig", NULL);
}

/* libedit prints a complaint if it does not know the terminal, so it is looked up before. */
static bool able_terminal(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") && terminfo_known(term);
}

struct line_source *lineedit_open(struct session *s)
{
	struct editor *ed;

	if (!able_terminal())
		return NULL;
	ed = calloc(1, sizeof(*ed));
	if (!ed)
		return NULL;
	ed->s = s;
	ed->src.next = edit_next;
	ed->src.close = edit_close;
	ed->el = el_init("hp-console", stdin, stdout, stderr);
	ed->past = history_init();
	if (!ed->el || !ed->past) {
		free(ed);
		return NULL;
	}
	open_history(ed);
	el_set(ed->el, EL_CLIENTDATA, ed);
	el_set(ed->el, EL_PROMPT, prompt);
	el_set(ed->el, EL_HIST, history, ed->past);
	set_keys(ed->el);
	return &ed->src;
}
