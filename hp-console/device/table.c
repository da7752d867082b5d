// SPDX-License-Identifier: GPL-2.0-only
/* table.c - gives the module a symbol table, and says in words why it was refused. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/contract.h"
#include "device/info.h"
#include "device/permit.h"
#include "files/read.h"
#include "files/search.h"
#include "files/trust.h"

static char *hex_id(char *buf, const uint8_t *id)
{
	for (int i = 0; i < HP_BUILD_ID_LEN; i++)
		sprintf(buf + 2 * i, "%02x", id[i]);
	return buf;
}

static int refused(struct session *s, const char *path, int err, const struct hp_table *t)
{
	char want[2 * HP_BUILD_ID_LEN + 16] = "build-id ", got[sizeof(want)] = "build-id ";

	switch (err) {
	case EINVAL:
		return fail_found(s, HPX_FAILED, path, "a symbol table (.hpsym) of version 1",
				  "something else");
	case EBADMSG:
		return fail_found(s, HPX_FAILED, path, "a whole symbol table",
				  "a truncated or damaged one");
	case EKEYREJECTED:
		hex_id(want + strlen(want), s->info.build_id);
		hex_id(got + strlen(got), t->build_id);
		failure(s, HPX_FAILED, "%s: a table for another kernel: expected %s, found %s",
			path, want, got);
		strcpy(s->expected, want);
		strcpy(s->found, got);
		return HPX_FAILED;
	case EUCLEAN:
		return fail_found(s, HPX_FAILED, path, "addresses that agree with kallsyms",
				  "others");
	case EPERM:
		if (permit_unsigned(s, path))
			return HPX_FAILED;
		/* fall through */
	default:
		return failure(s, exit_of_errno(err), "%s: the module refused it: %s", path,
			       strerror(err));
	}
}

int table_give(struct session *s, const char *path)
{
	struct hp_table t = { 0 };
	void *data;
	size_t len;
	int ret, fd = file_open_whole(s, path, HP_MAX_TABLE, &data, &len);

	if (fd < 0)
		return HPX_FAILED;
	ret = trust_file(s, path, fd);
	close(fd);
	if (ret) {
		free(data);
		return ret;
	}
	if (!len) {	/* length 0 would make the module forget the one it has */
		free(data);
		return fail_found(s, HPX_FAILED, path, "a symbol table", "an empty file");
	}
	t.data = (uintptr_t)data;
	t.len = len;
	ret = contract_call(s, HP_IOC_TABLE, &t);
	free(data);
	if (ret)
		return refused(s, path, -ret, &t);
	return device_info(s);
}

void table_offer(struct session *s)
{
	char *path = file_search(s, s->release, ".hpsym");

	if (!path)
		return;
	if (table_give(s, path))
		note(s, "no symbol table: %s", s->text);
	s->text[0] = s->expected[0] = s->found[0] = '\0';
	free(path);
}
