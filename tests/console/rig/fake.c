// SPDX-License-Identifier: GPL-2.0-only
/*
 * fake.c - see fake.h.  As strict as the module where the contract is: strings
 * end, reserved fields are zero, LOAD_END follows LOAD_BEGIN.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rig/fake.h"
#include "rig/fake_op.h"

static struct fake *fake_of(struct transport *t)
{
	return (struct fake *)t;
}

struct hp_patch *fake_patch(struct fake *f, const char *name, uint32_t state)
{
	struct hp_patch *p = &f->patches[f->npatches++];

	memset(p, 0, sizeof(*p));
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->state = state;
	p->nfuncs = 1;
	p->confirm_left_s = state == HP_UNCONFIRMED ? 42 : 0;
	return p;
}

uint32_t fake_at_most(uint32_t n, uint32_t most)
{
	return n < most ? n : most;
}

struct hp_patch *fake_find(struct fake *f, const char *name)
{
	for (unsigned i = 0; i < f->npatches; i++)
		if (!strcmp(f->patches[i].name, name))
			return &f->patches[i];
	return NULL;
}

static int fake_open(struct transport *t)
{
	return fake_of(t)->open_error;
}

static int fake_call(struct transport *t, unsigned long cmd, void *arg)
{
	struct fake *f = fake_of(t);

	if (f->info.version == 2 || f->info.version == 3)
		return fake_older_call(f, cmd, arg);
	if ((f->info.flags & HP_NEEDS_TABLE) && cmd != HP_IOC_INFO && cmd != HP_IOC_TABLE)
		return -ENODATA;
	switch (cmd) {
	case HP_IOC_INFO:
		return fake_do_info(f, arg);
	case HP_IOC_TABLE:	return fake_do_table(f, arg);
	case HP_IOC_LOOKUP:	return fake_do_lookup(f, arg);
	case HP_IOC_SYMBOLIZE:	return fake_do_symbolize(f, arg);
	case HP_IOC_LOAD_BEGIN:	return fake_do_begin(f, arg);
	case HP_IOC_LOAD_END:	return fake_do_end(f, arg);
	case HP_IOC_APPLY:	return fake_op(f, arg, true);
	case HP_IOC_REVERT:	return fake_op(f, arg, false);
	case HP_IOC_CONFIRM:	return fake_do_confirm(f, arg);
	case HP_IOC_CHECK:	return fake_do_check(f, arg);
	case HP_IOC_LIST:	return fake_do_list(f, arg);
	case HP_IOC_FUNCS:	return fake_do_funcs(f, arg);
	case HP_IOC_STUB:	return fake_do_stub(f, arg);
	case HP_IOC_UNSTUB:	return fake_do_unstub(f, arg);
	case HP_IOC_COUNT:	return fake_do_count(f, arg, true);
	case HP_IOC_UNCOUNT:	return fake_do_count(f, arg, false);
	case HP_IOC_PROGRESS:	*(struct hp_progress *)arg = f->progress; return 0;
	case HP_IOC_ABORT:	return fake_abort(f, arg);
	case HP_IOC_ABANDON:	return fake_do_abandon(f, arg);
	case HP_IOC_BODY:	return f->info.flags & HP_KNOWS_BODY ? fake_do_body(f, arg) : -ENOTTY;
	}
	return -ENOTTY;
}

static int fake_insert(struct transport *t, const void *data, size_t len, int fd)
{
	struct fake *f = fake_of(t);

	f->inserts++;
	f->insert_fd = fd;
	digest_data(data, len, f->insert_sha256);
	if (f->insert_race)
		fake_patch(f, f->loading, HP_LOADED);
	if (f->insert_error)
		return f->insert_error;
	memcpy(fake_patch(f, f->loading, HP_LOADED)->build_id, f->loading_build_id,
	       sizeof(f->loading_build_id));
	return 0;
}

static int fake_remove(struct transport *t, const char *module)
{
	struct fake *f = fake_of(t);
	struct hp_patch *p = fake_find(f, module);

	f->removes++;
	if (f->remove_error)
		return f->remove_error;
	if (!p)
		return -ENOENT;
	if (p->state != HP_LOADED)
		return -EWOULDBLOCK;
	*p = f->patches[--f->npatches];
	return 0;
}

static int fake_event(struct transport *t, struct hp_event *ev, int timeout_ms)
{
	struct fake *f = fake_of(t);

	(void)timeout_ms;
	if (!f->nevents)
		return 0;
	*ev = f->events[0];
	memmove(f->events, f->events + 1, --f->nevents * sizeof(*ev));
	return 1;
}

static int fake_log_open(struct transport *t, bool from_now)
{
	struct fake *f = fake_of(t);

	f->log_at = from_now ? f->log_new : 0;
	return 0;
}

static ssize_t fake_log_next(struct transport *t, char *buf, size_t size)
{
	struct fake *f = fake_of(t);

	if (f->log_at == FAKE_LOG || !f->log[f->log_at])
		return 0;
	strncpy(buf, f->log[f->log_at++], size - 1);
	buf[size - 1] = '\0';
	return strlen(buf);
}

static void fake_close(struct transport *t)
{
	(void)t;
}

void fake_init(struct fake *f)
{
	static const struct transport ops = {
		.open = fake_open, .call = fake_call, .insert = fake_insert,
		.remove = fake_remove, .event = fake_event, .log_open = fake_log_open,
		.log_next = fake_log_next, .close = fake_close,
	};

	memset(f, 0, sizeof(*f));
	f->t = ops;
	f->info.version = HP_VERSION;
	f->info.flags = HP_HAS_KALLSYMS | HP_HAS_TABLE | HP_HAS_FTRACE | HP_CAN_NUDGE | HP_KNOWS_KEEPS |
			HP_KNOWS_BODY;
	strcpy(f->info.release, "6.1.0-test");
	strcpy(f->info.vermagic, "6.1.0-test SMP mod_unload ");
	strcpy(f->info.machine, "x86_64");
}
