// SPDX-License-Identifier: GPL-2.0-only
/* status.c - status and events: what state the box is in, and what happens on it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/opwords.h"
#include "device/device.h"
#include "device/info.h"
#include "patch/find.h"
#include "report/event.h"
#include "verbs/verbs.h"

static const struct {
	uint32_t flag;
	const char *word, *text;
} abilities[] = {
	{ .flag = HP_HAS_KALLSYMS, .word = "kallsyms", .text = "kallsyms" },
	{ .flag = HP_HAS_TABLE, .word = "table", .text = "symbol table" },
	{ .flag = HP_TABLE_FILES, .word = "table-files", .text = "file names" },
	{ .flag = HP_HAS_FTRACE, .word = "ftrace", .text = "ftrace" },
	{ .flag = HP_CAN_NUDGE, .word = "nudge", .text = "nudge" },
	{ .flag = HP_CAN_FREEZE, .word = "freeze", .text = "freezer" },
	{ .flag = HP_CAN_UNWIND, .word = "unwind", .text = "reliable unwinder" },
};

static void show_abilities(struct session *s, uint32_t flags)
{
	size_t n = sizeof(abilities) / sizeof(abilities[0]);
	const char *sep = "";
	size_t column = 10;

	out_array(&s->out, "has");
	out_text(&s->out, "has:      ");
	for (size_t i = 0; i < n; i++) {
		if (!(flags & abilities[i].flag))
			continue;
		out_str(&s->out, NULL, abilities[i].word);
		column += strlen(abilities[i].text) + 2;
		if (column > 80) {
			out_text(&s->out, ",\n%10s%s", "", abilities[i].text);
			column = 12 + strlen(abilities[i].text);
		} else {
			out_text(&s->out, "%s%s", sep, abilities[i].text);
		}
		sep = ", ";
	}
	out_end(&s->out);
	out_text(&s->out, "\n");
}

static void show_table(struct session *s, const struct hp_info *i)
{
	out_object(&s->out, "table");
	out_bool(&s->out, "loaded", i->flags & HP_HAS_TABLE);
	out_uint(&s->out, "symbols", i->symbols);
	out_uint(&s->out, "bytes", i->table_bytes);
	out_addr(&s->out, "slide", i->slide);
	out_end(&s->out);
	if (i->flags & HP_HAS_TABLE)
		out_text(&s->out, "table:    %u symbols, %llu bytes, slide 0x%llx\n", i->symbols,
			 (unsigned long long)i->table_bytes, (unsigned long long)i->slide);
	else
		out_text(&s->out, "table:    none; make %s.hpsym with hp-symtab and hand it in: "
			 "table FILE\n", s->release);
}

/* Where the kernel's own names do not suffice, everything but status and table needs the table first. */
static void show_names(struct session *s, const struct hp_info *i)
{
	bool needs = i->flags & HP_NEEDS_TABLE;

	out_bool(&s->out, "needs_table", needs);
	if (needs)
		out_str(&s->out, "missing", i->missing);
	if (!(i->flags & HP_HAS_KALLSYMS))
		out_text(&s->out, "names:    no kallsyms: %s\n", i->flags & HP_HAS_TABLE ?
			 "all come from the table" : "needs the table");
	if (needs)
		out_text(&s->out, "needs:    the table: without it nothing but status and table "
			 "works%s%s\n", *i->missing ? ", for want of " : "", i->missing);
}

static void show_info(struct session *s)
{
	const struct hp_info *i = &s->info;
	char id[2 * HP_BUILD_ID_LEN + 1];

	for (int b = 0; b < HP_BUILD_ID_LEN; b++)
		sprintf(id + 2 * b, "%02x", i->build_id[b]);
	out_str(&s->out, "release", i->release);
	out_str(&s->out, "machine", i->machine);
	out_str(&s->out, "build_id", id);
	out_str(&s->out, "vermagic", i->vermagic);
	out_text(&s->out, "kernel:   %s %s\nbuild-id: %s\n", i->release, i->machine, id);
	show_abilities(s, i->flags);
	show_table(s, i);
	show_names(s, i);
	out_uint(&s->out, "patches", i->patches);
	out_uint(&s->out, "applied", i->applied);
	out_uint(&s->out, "held", i->held);
	out_uint(&s->out, "loader", i->loader);
	out_text(&s->out, "patches:  %u loaded, %u applied\n", i->patches, i->applied);
	if (i->held)
		out_text(&s->out, "held:     %u reverted functions ftrace still leaves alone\n",
			 i->held);
	if (i->loader)
		out_text(&s->out, "loading:  pid %u is loading a patch\n", i->loader);
	out_str(&s->out, "pending", i->pending);
	out_uint(&s->out, "pending_left_s", i->pending_left_s);
}

/* All patches that wait for confirmation, and the state of those whose time ran out. */
static void show_waiting(struct session *s, const struct hp_patch *list, uint32_t n)
{
	out_array(&s->out, "waiting");
	for (uint32_t i = 0; i < n; i++) {
		const struct hp_patch *p = &list[i];

		if (p->state != HP_UNCONFIRMED && p->state != HP_REVERTING && p->state != HP_STUCK &&
		    p->state != HP_ABANDONED)
			continue;
		out_object(&s->out, NULL);
		out_str(&s->out, "name", p->name);
		out_str(&s->out, "state", word_state(p->state));
		out_uint(&s->out, "confirm_left_s", p->confirm_left_s);
		out_end(&s->out);
		if (p->state == HP_UNCONFIRMED)
			out_text(&s->out, "pending:  %s reverts by itself in %u s unless confirmed\n",
				 p->name, p->confirm_left_s);
		else if (p->state == HP_REVERTING)
			out_text(&s->out, "pending:  %s, whose time ran out: it is being reverted\n",
				 p->name);
		else
			out_text(&s->out, "%-9s %s: %s\n", p->state == HP_STUCK ? "stuck:" :
				 "left:", p->name, text_state(p->state));
	}
	out_end(&s->out);
}

/* If the box needs a person the exit code is HPX_PERSON. */
VERB(status)
{
	struct hp_patch *list;
	uint32_t n;
	int ret = device_info(s);

	(void)argc;
	(void)argv;
	if (ret)
		return ret;
	show_info(s);
	if (s->info.flags & HP_NEEDS_TABLE)	/* nothing can have been loaded */
		return 0;
	ret = patch_list(s, &list, &n);
	if (ret)
		return ret;
	show_waiting(s, list, n);
	for (uint32_t i = 0; i < n && !ret; i++) {
		if (list[i].state == HP_ABANDONED)
			continue;
		if (list[i].changed)
			ret = fail_found(s, HPX_PERSON, list[i].name, "its jumps in the entries",
					 "entries overwritten by somebody else");
		else if (list[i].state == HP_STUCK)
			ret = failure(s, HPX_PERSON, "%s: %s (see: show %s)", list[i].name,
				      text_state(HP_STUCK), list[i].name);
		else if (list[i].state == HP_REVERTING)
			ret = failure(s, HPX_PERSON, "%s: %s (see: blocking %s)", list[i].name,
				      text_state(HP_REVERTING), list[i].name);
	}
	free(list);
	return ret;
}

VERB(events)
{
	uint32_t seconds = 0;
	struct hp_event ev;
	time_t end;
	int ret = 0;

	if (argc > 1 && !parse_number(s, "events", argv[1], 1, 86400, "seconds",
				      &seconds))
		return HPX_USAGE;
	end = time(NULL) + seconds;
	out_array(&s->out, "events");
	do {	/* looks at least once; wakes up in between to see SIGINT that came outside poll */
		while ((ret = s->dev->event(s->dev, &ev, seconds ? 250 : 0)) > 0) {
			show_event(s, &ev);
			fflush(s->out.to);
		}
	} while (!ret && !session_interrupted && time(NULL) < end);
	out_end(&s->out);
	return ret < 0 ? failure(s, HPX_FAILED, "events cannot be read: %s", strerror(-ret)) : 0;
}
