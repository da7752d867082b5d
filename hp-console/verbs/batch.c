// SPDX-License-Identifier: GPL-2.0-only
/* batch.c - batch: commands from a file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/dispatch.h"
#include "verbs/verbs.h"

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
	s->person = false;	/* nobody types these lines: no abbreviations */
	out_array(&s->out, "commands");
	ret = batch(s, argv[1], f);
	out_end(&s->out);
	s->person = person;
	s->nesting--;
	if (!std_in)
		fclose(f);
	return ret;
}
