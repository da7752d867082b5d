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

static void resolved(const struct fake *f, struct hp_sym *sym, const struct hp_symref *ref)
{
	memset(sym, 0, sizeof(*sym));
	strcpy(sym->name, f->evil ? f->evil : ref->name);
	strcpy(sym->file, f->evil ? f->evil : "fs/proc/meminfo.c");
	strcpy(sym->object, f->evil ? f->evil : "");
	sym->addr = 0xffffffff81234560ull;
	sym->size = 96;
	sym->count = 1;
	sym->type = 't';
	sym->from = HP_FROM_KALLSYMS | HP_FROM_TABLE;
}

static uint32_t status_of(struct fake *f, const struct hp_symref *ref)
{
	for (unsigned i = 0; i < 4 && f->unresolved[i]; i++)
		if (!strcmp(f->unresolved[i], ref->name))
			return HP_SYM_NOT_FOUND;
	if (f->ambiguous && !strcmp(f->ambiguous, ref->name) && !*ref->file)
		return HP_SYM_AMBIGUOUS;
	return HP_SYM_OK;
}

static int do_begin(struct fake *f, struct hp_load *l)
{
	struct hp_import *im = (void *)(uintptr_t)l->imports;

	if (f->begin_error) {
		l->owner = 77;
		return f->begin_error;
	}
	f->begins++;
	if (f->begin_spoils && truncate(f->begin_spoils, 100))
		return -EIO;
	memcpy(f->loading, l->patch, sizeof(f->loading));
	memcpy(f->loading_build_id, l->build_id, sizeof(f->loading_build_id));
	for (uint32_t i = 0; i < l->count; i++) {
		resolved(f, &im[i].sym, &im[i].ref);
		im[i].sym.status = status_of(f, &im[i].ref);
		im[i].sym.count = im[i].sym.status == HP_SYM_AMBIGUOUS ? 3 :
				  im[i].sym.status == HP_SYM_OK;
		l->failed += im[i].sym.status != HP_SYM_OK;
	}
	if (!l->failed)
		return 0;
	f->begins--;
	return -ENOENT;
}

static int do_end(struct fake *f, struct hp_verdict *v)
{
	f->ends++;
	*v = f->verdict;
	if (f->end_error == -ENOENT)
		v->reason = HP_R_NOT_LOADING;
	if (f->end_error)
		return f->end_error;
	if (fake_find(f, f->loading))
		return 0;
	v->reason = HP_R_NOT_LOADING;
	return v->error = -ENOENT;
}

static int do_lookup(struct fake *f, struct hp_lookup *l)
{
	struct hp_sym *syms = (void *)(uintptr_t)l->syms;

	if (l->reserved || l->ref.reserved)
		return -EINVAL;
	l->status = status_of(f, &l->ref);
	l->count = l->status == HP_SYM_AMBIGUOUS ? 3 : l->status == HP_SYM_OK;
	for (uint32_t i = 0; i < l->count && i < l->max; i++) {
		resolved(f, &syms[i], &l->ref);
		syms[i].addr += i * 0x1000;
		if (f->object)
			strcpy(syms[i].object, f->object);
	}
	return 0;
}

static int do_symbolize(struct fake *f, struct hp_symbolize *q)
{
	memset(&q->sym, 0, sizeof(q->sym));
	if (q->addr < 0xffff000000000000ull)
		return 0;
	strcpy(q->sym.name, f->evil ? f->evil : "vfs_read");
	strcpy(q->sym.object, f->evil ? f->evil : "");
	q->sym.addr = q->addr & ~0xfffull;
	q->offset = q->addr & 0xfff;
	return 0;
}

static int do_check(struct fake *f, struct hp_check *c)
{
	struct hp_target *t = (void *)(uintptr_t)c->targets;
	struct hp_blocker *b = (void *)(uintptr_t)c->blockers;

	if (c->max_blockers > (f->max_look ? f->max_look : HP_MAX_LOOK))
		return -EINVAL;
	for (uint32_t i = 0; i < c->count; i++) {
		resolved(f, &t[i].sym, &t[i].ref);
		t[i].sym.addr += f->one_target ? 0 : i * 0x100;
		t[i].verdict = f->check_verdict;
		t[i].entry = t[i].sym.addr + 4;
		t[i].method = f->method;
		t[i].entry_len = f->entry_len ? f->entry_len : 5;
		memcpy(t[i].bytes, "\x0f\x1f\x44\0\0\x41\x57\x41\x56\x41\x55\x41", 12);
		t[i].clones = t[i].fragments = 1;
	}
	c->tasks = 66;
	c->blocked = f->blocked;
	c->nblockers = fake_at_most(f->blocked, c->max_blockers);
	for (uint32_t i = 0; i < c->nblockers; i++)
		b[i] = f->blockers[i];
	return 0;
}

static int do_funcs(struct fake *f, struct hp_funcs *q)
{
	struct hp_target *t = (void *)(uintptr_t)q->targets;

	if (!fake_find(f, q->patch))
		return -ENOENT;
	q->count = 1;
	memset(t, 0, sizeof(*t));
	strcpy(t->ref.name, f->evil ? f->evil : "meminfo_proc_show");
	resolved(f, &t->sym, &t->ref);
	if (f->stub_addr && fake_find(f, q->patch)->kind == HP_KIND_STUB)
		t->sym.addr = f->stub_addr;
	t->counting = fake_find(f, q->patch)->counting;
	t->hits = f->hits;
	t->replacement = 0xffffffffc0001010ull;
	t->entry = t->sym.addr;
	t->entry_len = 5;
	t->method = f->method;
	memcpy(t->bytes, "\xe9\x01\x02\x03\x04", 5);
	memcpy(t->original, "\0\0\0\0\x01", 5);
	return 0;
}

static int do_info(struct fake *f, struct hp_info *info)
{
	fake_count_down(f);
	*info = f->info;
	return 0;
}

static int do_list(struct fake *f, struct hp_list *l)
{
	fake_count_down(f);
	l->count = f->npatches;
	for (uint32_t i = 0; i < l->count && i < l->max; i++)
		((struct hp_patch *)(uintptr_t)l->patches)[i] = f->patches[i];
	return 0;
}

static int do_stub(struct fake *f, struct hp_stub *stub)
{
	size_t prefix = strlen(HP_STUB_PREFIX);
	struct hp_patch *p;

	if (strncmp(stub->patch, HP_STUB_PREFIX, prefix) || !stub->patch[prefix] ||
	    strnlen(stub->patch, HP_OBJECT_LEN) == HP_OBJECT_LEN || stub->target.reserved)
		return -EINVAL;
	stub->verdict = f->verdict;
	if (f->stub_error)
		return f->stub_error;
	if (status_of(f, &stub->target) != HP_SYM_OK) {
		stub->verdict.reason = HP_R_SYMBOL;
		stub->verdict.detail = status_of(f, &stub->target);
		stub->verdict.func = stub->target;
		return -ENOENT;
	}
	if (fake_find(f, stub->patch)) {
		stub->verdict.reason = HP_R_TAKEN;
		return -EEXIST;
	}
	f->stubs++;
	p = fake_patch(f, stub->patch, HP_LOADED);
	p->kind = HP_KIND_STUB;
	p->value = stub->value;
	return 0;
}

static int do_unstub(struct fake *f, struct hp_name *n)
{
	struct hp_patch *p = fake_find(f, n->patch);

	if (!p || p->kind != HP_KIND_STUB)
		return -ENOENT;
	if (p->state != HP_LOADED)
		return -EBUSY;
	f->unstubs++;
	*p = f->patches[--f->npatches];
	return 0;
}

static int do_count(struct fake *f, struct hp_op *op, bool on)
{
	struct hp_patch *p = fake_find(f, op->patch);

	if (op->reserved || op->confirm_s)
		return -EINVAL;
	*(on ? &f->counts : &f->uncounts) += 1;
	f->last_op = *op;
	if (f->op_error) {
		op->verdict = f->verdict;
		return f->op_error;
	}
	if (!p || p->state == HP_LOADED) {
		op->verdict.reason = p ? HP_R_STATE : HP_R_NAME;
		op->verdict.detail = HP_LOADED;
		return p ? -EINVAL : -ENOENT;
	}
	op->already = !!p->counting == on;
	p->counting = on;
	return 0;
}

static int do_confirm(struct fake *f, struct hp_name *n)
{
	struct hp_patch *p = fake_find(f, n->patch);

	if (f->confirm_error)
		return f->confirm_error;
	if (!p)
		return -ENOENT;
	if (p->state != HP_UNCONFIRMED)
		return -EINVAL;
	p->state = HP_APPLIED;
	return 0;
}

static int do_abandon(struct fake *f, struct hp_name *n)
{
	struct hp_patch *p = fake_find(f, n->patch);

	if (!p)
		return -ENOENT;
	if (p->state != HP_REVERTING && p->state != HP_STUCK)
		return -EINVAL;
	p->state = HP_ABANDONED;
	return 0;
}

static int do_table(struct fake *f, struct hp_table *t)
{
	(void)t;
	f->tables++;
	if (!f->table_error)
		f->info.flags |= HP_HAS_TABLE;
	if (!f->table_error && !f->table_lacks)
		f->info.flags &= ~HP_NEEDS_TABLE;
	return f->table_error;
}

/*
 * What modules of contract 2 and 3 demanded, as sizeof had it there: sizes of commands, and distances of
 * structs in rows.
 */
static const struct older {
	uint32_t op, list, funcs, check, patch, blocker;
} olders[] = {
	[2] = { .op = 640, .list = 16, .funcs = 72, .check = 40, .patch = 128, .blocker = 248 },
	[3] = { .op = 648, .list = 16, .funcs = 72, .check = 40, .patch = 136, .blocker = 256 },
};

/* Answers as older modules did: structs one behind the other, at their distance. */
static void squeeze(uint64_t rows, uint32_t n, size_t own, size_t old)
{
	uint8_t *to = (void *)(uintptr_t)rows;

	for (uint32_t i = 0; i < n; i++)
		memmove(to + i * old, to + i * own, old);
	memset(to + n * old, 0xee, n * (own - old));
}

static int older_call(struct fake *f, unsigned long cmd, void *arg)
{
	const struct older *o = &olders[f->info.version];
	struct hp_check *c = arg;
	struct hp_list *l = arg;
	struct hp_op *op = arg;
	int ret;

	f->older_calls++;
	switch (_IOC_NR(cmd)) {
	case _IOC_NR(HP_IOC_LIST):
		if (_IOC_SIZE(cmd) != o->list)
			return -ENOTTY;
		ret = do_list(f, l);
		squeeze(l->patches, fake_at_most(l->count, l->max), sizeof(struct hp_patch), o->patch);
		return ret;
	case _IOC_NR(HP_IOC_FUNCS):
		return _IOC_SIZE(cmd) == o->funcs ? do_funcs(f, arg) : -ENOTTY;
	case _IOC_NR(HP_IOC_CHECK):
		if (_IOC_SIZE(cmd) != o->check)
			return -ENOTTY;
		ret = do_check(f, c);
		squeeze(c->blockers, c->nblockers, sizeof(struct hp_blocker), o->blocker);
		return ret;
	case _IOC_NR(HP_IOC_REVERT):
		if (_IOC_SIZE(cmd) != o->op)
			return -ENOTTY;
		ret = fake_op(f, op, false);
		squeeze(op->blockers, op->nblockers, sizeof(struct hp_blocker), o->blocker);
		return ret;
	}
	/* What did not grow; all else, and what these do not know, would be a fault of the console. */
	switch (cmd) {
	case HP_IOC_INFO:	return do_info(f, arg);
	case HP_IOC_CONFIRM:	return do_confirm(f, arg);
	case HP_IOC_UNSTUB:	return do_unstub(f, arg);
	case HP_IOC_PROGRESS:	*(struct hp_progress *)arg = f->progress; return 0;
	case HP_IOC_ABORT:	return fake_abort(f, arg);
	case HP_IOC_SYMBOLIZE:	return do_symbolize(f, arg);
	case HP_IOC_LOOKUP:	return do_lookup(f, arg);
	case HP_IOC_ABANDON:	return f->info.version < 3 ? -ENOTTY : do_abandon(f, arg);
	}
	f->strange_calls++;
	return -ENOTTY;
}

static int fake_call(struct transport *t, unsigned long cmd, void *arg)
{
	struct fake *f = fake_of(t);

	if (f->info.version == 2 || f->info.version == 3)
		return older_call(f, cmd, arg);
	if ((f->info.flags & HP_NEEDS_TABLE) && cmd != HP_IOC_INFO && cmd != HP_IOC_TABLE)
		return -ENODATA;
	switch (cmd) {
	case HP_IOC_INFO:
		return do_info(f, arg);
	case HP_IOC_TABLE:	return do_table(f, arg);
	case HP_IOC_LOOKUP:	return do_lookup(f, arg);
	case HP_IOC_SYMBOLIZE:	return do_symbolize(f, arg);
	case HP_IOC_LOAD_BEGIN:	return do_begin(f, arg);
	case HP_IOC_LOAD_END:	return do_end(f, arg);
	case HP_IOC_APPLY:	return fake_op(f, arg, true);
	case HP_IOC_REVERT:	return fake_op(f, arg, false);
	case HP_IOC_CONFIRM:	return do_confirm(f, arg);
	case HP_IOC_CHECK:	return do_check(f, arg);
	case HP_IOC_LIST:	return do_list(f, arg);
	case HP_IOC_FUNCS:	return do_funcs(f, arg);
	case HP_IOC_STUB:	return do_stub(f, arg);
	case HP_IOC_UNSTUB:	return do_unstub(f, arg);
	case HP_IOC_COUNT:	return do_count(f, arg, true);
	case HP_IOC_UNCOUNT:	return do_count(f, arg, false);
	case HP_IOC_PROGRESS:	*(struct hp_progress *)arg = f->progress; return 0;
	case HP_IOC_ABORT:	return fake_abort(f, arg);
	case HP_IOC_ABANDON:	return do_abandon(f, arg);
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
	f->info.flags = HP_HAS_KALLSYMS | HP_HAS_TABLE | HP_HAS_FTRACE | HP_CAN_NUDGE;
	strcpy(f->info.release, "6.1.0-test");
	strcpy(f->info.vermagic, "6.1.0-test SMP mod_unload ");
	strcpy(f->info.machine, "x86_64");
}
