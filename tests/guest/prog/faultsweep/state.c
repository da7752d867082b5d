// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - see state.h.  What may differ though nothing has changed is left out: where a patch lies,
 * since when it is applied, how long its timer still runs.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include "ops.h"
#include "state.h"

static void ask(unsigned int cmd, void *arg)
{
	if (ioctl(ops_fd, cmd, arg)) {
		perror("faultsweep: the state cannot be read");
		exit(125);
	}
}

static void read_modules(char *text, size_t size)
{
	FILE *f = fopen("/proc/modules", "r");
	char line[512];
	size_t at = 0;

	while (f && fgets(line, sizeof(line), f)) {
		char *address = strstr(line, " 0x");

		if (address)
			*address = '\0';
		at += snprintf(text + at, size - at, "%s\n", line);
		if (at >= size)
			break;
	}
	if (f)
		fclose(f);
}

void state_read(struct state *s)
{
	struct hp_list list = {
		.patches = (uintptr_t)s->patches, .max = STATE_PATCHES,
		.patch_size = sizeof(*s->patches),
	};
	struct hp_check check = {
		.targets = (uintptr_t)&s->target, .count = 1,
		.target_size = sizeof(s->target), .blocker_size = sizeof(struct hp_blocker),
	};
	int i;

	memset(s, 0, sizeof(*s));
	ask(HP_IOC_INFO, &s->info);
	s->info.pending_left_s = 0;
	ask(HP_IOC_LIST, &list);
	for (i = 0; i < STATE_PATCHES; i++) {
		s->patches[i].text_addr = 0;
		s->patches[i].confirm_left_s = 0;
		s->patches[i].applied_ns = !!s->patches[i].applied_ns;
	}
	strncpy(s->target.ref.name, ops_target, HP_NAME_LEN - 1);
	ask(HP_IOC_CHECK, &check);
	read_modules(s->modules, sizeof(s->modules));
}

static bool differs(const char *what, const void *a, const void *b, size_t size)
{
	bool same = !memcmp(a, b, size);

	if (!same)
		printf("differs: %s\n", what);
	return !same;
}

bool state_differs(const struct state *a, const struct state *b)
{
	bool info = differs("info", &a->info, &b->info, sizeof(a->info));
	bool list = differs("list", a->patches, b->patches, sizeof(a->patches));
	bool target = differs("target", &a->target, &b->target, sizeof(a->target));
	bool modules = differs("/proc/modules", a->modules, b->modules, sizeof(a->modules));

	if (modules)
		printf("%s---\n%s", a->modules, b->modules);
	if (list || info)
		printf("state %u, then %u; loader %u, then %u; held %u, then %u\n",
		       a->patches[0].state, b->patches[0].state, a->info.loader, b->info.loader,
		       a->info.held, b->info.held);
	return info || list || target || modules;
}
