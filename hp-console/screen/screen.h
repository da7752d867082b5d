/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * screen.h - the full-screen front end, sibling of line mode (lines.h): the same session, the same
 * dispatcher, the same verbs.  What a verb prints is what a view shows; what a key does is a line
 * that could have been typed.
 *
 * screen.c is the loop, paint.c puts lines on the terminal, act.c does what keys say, ask.c asks,
 * run.c runs verbs, handover.c those that read the line, status.c keeps the two lines above, and a
 * view_*.c fills one view.
 */
#ifndef HP_SCREEN_H
#define HP_SCREEN_H

#include "screen/job.h"
#include "screen/names.h"
#include "screen/text.h"
#include "session/session.h"
#include "terminal/keys.h"
#include "terminal/terminal.h"

#define BODY_ROW    4		/* status, status, views, head */
#define BOTTOM_ROWS 2		/* message, hints */

struct screen;

/* A question, or a line that is being typed, at the bottom. */
enum ask_kind { ASK_NOTHING, ASK_YES, ASK_NAME, ASK_LINE, ASK_SEARCH };

struct ask {
	enum ask_kind kind;
	char prompt[160];
	char input[512];
	size_t len;
	char line[256];			/* what is run when the answer fits */
	const struct binding *by;
};

#define VW_LIST (1u << 0)	/* has a marker */
#define VW_LIVE (1u << 1)	/* read again at each tick */
#define VW_TAIL (1u << 2)	/* its end is shown at first */

/* A view: what it shows, and how far it is scrolled. */
struct view {
	const char *name;
	unsigned flags;
	/* Makes .text anew. */
	void (*read)(struct screen *sc, struct view *v);
	/* Writes the line above the text. */
	void (*head)(struct screen *sc, struct view *v, char *buf, size_t size);
	/* Enter on a line: the view to go to; or VIEWS, with the command to run in line.  NULL: no effect. */
	enum view_id (*open)(struct screen *sc, int item, char *line, size_t size);

	struct text text;
	unsigned top, at;
	bool stale;		/* to be read again when it is shown */
};

struct screen {
	struct session *s;
	struct term term;
	struct view views[VIEWS];
	enum view_id view, back;	/* back: where the text view returns to */
	struct keydec keydec;

	char patch[HP_OBJECT_LEN];	/* what views 2 and 4 are about */
	uint32_t patch_state;		/* enum hp_state; 0: a file */
	struct hp_patch *loaded;
	uint32_t nloaded;
	bool scan_files;		/* the search list has to be looked through */

	bool unlocked, paused, repaint, done;
	bool busy;			/* the module could not answer without waiting: views are not read */
	char message[200];
	enum tone message_tone;
	struct ask ask;
	int64_t last_input;		/* ms of the monotonic clock */
	bool hasty;			/* this key followed another faster than a person answers */

	struct job job;
	const struct binding *job_by;	/* the key that began it, NULL: a typed command */
	bool giving_up;
	struct hp_progress progress;
	char again[128];		/* the last apply or revert, to try it again */

	struct hp_event last;		/* the last result */
	uint64_t taint;
	struct names names;
	bool names_open, names_done;
	char pattern[PATTERN_LEN];
	bool log_open;			/* false: the log has to be read from its start */

	FILE *capture;
	char *captured;
	size_t captured_size;
};

/* The front end: an exit code.  Where the terminal cannot do it, a failure that says why. */
int screen_run(struct session *s);

/* Sets up all but the terminal; false: no memory.  screen_end() is due in any case. */
bool screen_begin(struct screen *sc, struct session *s);
void screen_end(struct screen *sc);

/* --- paint.c --- */
void paint(struct screen *sc);
unsigned body_rows(void);
bool too_small(void);

/* --- ask.c --- */
/* Asks for y (ASK_YES) or for the patch's name (ASK_NAME); if that is the answer, line is run. */
void ask_for(struct screen *sc, enum ask_kind kind, const struct binding *by, const char *prompt,
	     const char *line);
/* A command line or a search pattern. */
void ask_line(struct screen *sc, enum ask_kind kind, const char *prompt);
/* A key, while something is asked.  False: it is not for the question, and does what it does elsewhere. */
bool ask_key(struct screen *sc, int key);

/* --- act.c --- */
void act_on_key(struct screen *sc, int key);

/* --- views.c --- */
void views_init(struct screen *sc);
void read_view(struct screen *sc);
void show_view(struct screen *sc, enum view_id id);
/* A page of text over what is shown. */
void show_text(struct screen *sc, const char *name, const char *text);

/* --- run.c --- */
/* Runs a line, in a child unless it reads from the terminal; false after saying why not. */
bool run_line(struct screen *sc, const char *line, const struct binding *by);
void run_ended(struct screen *sc);
/* Tells what is under way to give up. */
void run_give_up(struct screen *sc);

/* --- handover.c --- */
/* Does the line read from the terminal, so that the screen has to make way for it? */
bool wants_input(struct screen *sc, const char *line);
/* Runs it as line mode would, and comes back to the screen with what it said. */
void hand_over(struct screen *sc, const char *line);

/* --- status.c --- */
/* The message above the hints. */
void say(struct screen *sc, enum tone tone, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void status_read(struct screen *sc);
void status_lines(struct screen *sc, char *first, char *second, size_t size);

/* --- view_*.c --- */
void view_patches(struct view *v);
void view_function(struct view *v);
void view_symbols(struct view *v);
void view_blockers(struct view *v);
void view_log(struct view *v);
void view_history(struct view *v);
void view_patches_end(void);
bool symbols_read_on(struct screen *sc);
void symbols_search(struct screen *sc, const char *pattern);
/* Takes the name of the marked patch over into sc->patch. */
void patches_mark(struct screen *sc);

#endif
