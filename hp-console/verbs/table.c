// SPDX-License-Identifier: GPL-2.0-only
/* table.c - table: hands in a symbol table. */
#include <stdlib.h>

#include "device/table.h"
#include "files/search.h"
#include "files/trust.h"
#include "verbs/verbs.h"

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
