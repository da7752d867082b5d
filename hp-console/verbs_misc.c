// SPDX-License-Identifier: GPL-2.0-only
/* verbs_misc.c - table, batch, help, quit. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dispatch.h"
#include "files.h"
#include "help.h"
#include "trust.h"
#include "verbs.h"

VERB(table)
{
	int ret = HPX_FAILED;
	char *path;

	if (trust_word(s, argc, argv) > 2)
		return fail_found(s, HPX_USAGE, "table", "a FILE, and \"" TRUST_WORD "\" or nothing",
				  "more words");
	path = file_named(s, argv[1], ".hpsym");
	if (path)
		ret = table_give(s, path);
	free(path);
	if (ret)
		return ret;
	out_str(&s->out, "table", argv[1]);
	out_uint(&s->out, "symbols", s->info.symbols);
	out_text(&s->out, "%u symbols%s\n", s->info.symbols,
		 s->info.flags & HP_TABLE_FILES ? ", with source files" : "");
	return 0;
}

VERB(quit)
{
	(void)argc;
	(void)argv;
	s->quit = true;
	return 0;
}

static int batch_line(struct session *s, const char *name, unsigned nr, char *line)
{
	char text[sizeof(s->text)];
	int code;

	line[strcspn(line, "\r\n")] = '\0';
	if (!line[strspn(line, " \t")] || line[strspn(line, " \t")] == '#')
		return 0;
	out_text(&s->out, "hp> %s\n", line);
	code = dispatch_line(s, line, FINISH_LINE);
	if (code) {
		memcpy(text, s->text, sizeof(text));
		failure(s, code, "%s line %u: %s", name, nr, text);
	}
	return code;
}

static int batch(struct session *s, const char *name, FILE *f)
{
	char *line = NULL;
	size_t size = 0;
	unsigned nr = 0;
	int code = 0;

	while (!code && !s->quit && getline(&line, &size, f) >= 0) {
		nr++;
		if (session_interrupted)
			code = failure(s, HPX_AGAIN, "%s: interrupted before line %u", name, nr);
		else
			code = batch_line(s, name, nr, line);
	}
	free(line);
	return code;
}

VERB(batch)
{
	bool std_in = !strcmp(argv[1], "-"), person = s->person;
	FILE *f;
	int ret;

	(void)argc;
	if (s->nesting)
		return fail_found(s, HPX_USAGE, "batch", "commands", "a batch within a batch");
	f = std_in ? stdin : fopen(argv[1], "re");
	if (!f)
		return fail_found(s, HPX_FAILED, argv[1], "a readable file", strerror(errno));
	s->nesting++;
	s->person = false;	/* a file was not typed just now */
	out_array(&s->out, "commands");
	ret = batch(s, argv[1], f);
	out_end(&s->out);
	s->person = person;
	s->nesting--;
	if (!std_in)
		fclose(f);
	return ret;
}

VERB(help)
{
	const struct verb *v;

	if (argc < 2) {
		help_all(&s->out, verbs);
		return 0;
	}
	if (!strcmp(argv[1], "--mdoc")) {
		help_mdoc(&s->out, verbs);
		return 0;
	}
	v = verb_find(s, verbs, argv[1]);
	if (!v)	/* "help app" asks, it does not change anything: say it as a failure all the same */
		return HPX_USAGE;
	help_one(&s->out, v);
	return 0;
}
