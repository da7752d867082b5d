// SPDX-License-Identifier: GPL-2.0-only
/* fake_answers.c - what the fake device answers to each ioctl but the operations. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rig/fake.h"
#include "rig/fake_op.h"

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

int fake_do_begin(struct fake *f, struct hp_load *l)
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

int fake_do_end(struct fake *f, struct hp_verdict *v)
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

int fake_do_lookup(struct fake *f, struct hp_lookup *l)
{
	struct hp_sym *syms = (void *)(uintptr_t)l->syms;

	if (l->reserved || l->ref.flags)
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

int fake_do_symbolize(struct fake *f, struct hp_symbolize *q)
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

int fake_do_check(struct fake *f, struct hp_check *c)
{
	struct hp_target *t = (void *)(uintptr_t)c->targets;
	struct hp_blocker *b = (void *)(uintptr_t)c->blockers;

	if (c->max_blockers > (f->max_look ? f->max_look : HP_MAX_LOOK))
		return -EINVAL;
	for (uint32_t i = 0; i < c->count; i++) {
		f->asked_flags = t[i].ref.flags;
		if (t[i].ref.flags & ~(f->info.flags & HP_KNOWS_KEEPS ? HP_REF_KEEPS : 0))
			return -EINVAL;
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

int fake_do_body(struct fake *f, struct hp_body *b)
{
	const struct hp_left_out *left_out = (void *)(uintptr_t)b->left_out;
	uint64_t sum = 0;

	f->bodies++;
	for (uint32_t i = 0; i < b->count; i++)
		sum += (uint64_t)left_out[i].gap + left_out[i].len;
	if (!b->size || b->size > HP_MAX_BODY || b->count > HP_MAX_LEFT_OUT || sum > b->size)
		return -EINVAL;
	b->found = f->body ? f->body_found : b->digest;
	b->found_size = 96;
	b->verdict.reason = f->body;
	b->verdict.detail = f->body == HP_R_HELD ? HP_HELD_KPROBE : f->body == HP_R_SYMBOL ? HP_SYM_NO_OBJECT : 0;
	b->verdict.func = b->ref;
	return 0;
}

int fake_do_funcs(struct fake *f, struct hp_funcs *q)
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

int fake_do_info(struct fake *f, struct hp_info *info)
{
	fake_count_down(f);
	*info = f->info;
	return 0;
}

int fake_do_list(struct fake *f, struct hp_list *l)
{
	fake_count_down(f);
	l->count = f->npatches;
	for (uint32_t i = 0; i < l->count && i < l->max; i++)
		((struct hp_patch *)(uintptr_t)l->patches)[i] = f->patches[i];
	return 0;
}

int fake_do_stub(struct fake *f, struct hp_stub *stub)
{
	size_t prefix = strlen(HP_STUB_PREFIX);
	struct hp_patch *p;

	if (strncmp(stub->patch, HP_STUB_PREFIX, prefix) || !stub->patch[prefix] ||
	    strnlen(stub->patch, HP_OBJECT_LEN) == HP_OBJECT_LEN || stub->target.flags)
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

int fake_do_unstub(struct fake *f, struct hp_name *n)
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

int fake_do_count(struct fake *f, struct hp_op *op, bool on)
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

int fake_do_confirm(struct fake *f, struct hp_name *n)
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

int fake_do_abandon(struct fake *f, struct hp_name *n)
{
	struct hp_patch *p = fake_find(f, n->patch);

	if (!p)
		return -ENOENT;
	if (p->state != HP_REVERTING && p->state != HP_STUCK)
		return -EINVAL;
	p->state = HP_ABANDONED;
	return 0;
}

int fake_do_table(struct fake *f, struct hp_table *t)
{
	(void)t;
	f->tables++;
	if (!f->table_error)
		f->info.flags |= HP_HAS_TABLE;
	if (!f->table_error && !f->table_lacks)
		f->info.flags &= ~HP_NEEDS_TABLE;
	return f->table_error;
}
