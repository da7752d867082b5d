// SPDX-License-Identifier: GPL-2.0-only
/*
 * target.c - from the name of a target to what is needed to replace it, or the reason why not.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "entry/arch.h"
#include "entry/body.h"
#include "entry/ftrace.h"
#include "entry/slots.h"
#include "entry/target.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "symbols/symbols.h"

int hp_refuse(struct hp_verdict *v, int error, u32 reason, u32 detail,
	      const struct hp_symref *ref, const char *text)
{
	v->error = error;
	v->reason = reason;
	v->detail = detail;
	if (ref)
		v->func = *ref;
	hp_copy(v->text, text ?: "");
	return error;
}

static bool lies_between(unsigned long addr, const char *start, const char *end)
{
	return start && addr >= (unsigned long)start && addr < (unsigned long)end;
}

/*
 * What per-CPU variables begin with lies in there too (PERCPU_SECTION() in vmlinux.lds.S) and is freed as well, but their
 * symbols are only ever added to a CPU's offset.  x86-64 up to 6.14 has them from 0 on, outside; there the start is not found.
 */
bool hp_in_init(unsigned long addr)
{
	return lies_between(addr, kdata.__init_begin, kdata.__init_end) &&
	       !lies_between(addr, kdata.__per_cpu_start, kdata.__per_cpu_end);
}

/*
 * gcc moves unlikely code of foo to foo.cold: a task there is in foo.  Where the name occurs more
 * than once every foo.cold counts, also those of other functions: that can only make the patch wait longer,
 * while a missing one would let it be applied with a task inside.
 */
static int find_fragments(struct hp_func *f, const char *object, struct hp_sym *syms)
{
	struct hp_symref cold = { };
	struct hp_sym best;
	u32 count = 0, i;

	/* The kernel's names may be longer than ours: whether it has such a part could not be told. */
	if (snprintf(cold.name, sizeof(cold.name), "%s.cold", f->ref.name) >= sizeof(cold.name))
		return -ENAMETOOLONG;
	hp_copy(cold.object, object);
	if (hp_sym_lookup(&cold, syms, HP_MAX_FRAGMENTS, &count, &best))
		return -ENOMEM;
	if (count > HP_MAX_FRAGMENTS || best.status == HP_SYM_CONFLICT)
		return -E2BIG;
	f->nfragments = count;
	for (i = 0; i < f->nfragments; i++) {
		f->fragments[i].start = syms[i].addr;
		f->fragments[i].end = hp_sym_end(&syms[i]);
	}
	return 0;
}

/* What gcc makes of a function's name when it copies it; a number follows. */
static const char * const kinds[] = {
	"isra", "constprop", "part", "isra.0.part", "part.0.isra", "part.0.constprop",
	"isra.0.constprop", "constprop.0.isra",
};
#define MAX_CLONE	4	/* gcc numbers them per function from 0, and there are rarely more than a few */

struct clones {
	const char *name;	/* of the function */
	size_t len;
	u32 n;
};

static int count_if_clone(void *data, const char *name, struct module *mod, unsigned long addr)
{
	struct clones *c = data;
	size_t k, len;

	if (mod)	/* those of modules come behind the image's */
		return 1;
	if (strncmp(name, c->name, c->len) || name[c->len] != '.')
		return 0;
	name += c->len + 1;
	for (k = 0; k < ARRAY_SIZE(kinds); k++) {
		len = strlen(kinds[k]);
		if (!strncmp(name, kinds[k], len) && name[len] == '.' && name[len + 1] >= '0' &&
		    name[len + 1] < '0' + MAX_CLONE && !name[len + 2])
			c->n++;
	}
	return 0;
}

/* Copies of the function under other names, which stay as they are. */
static u32 count_clones(const struct hp_symref *ref)
{
	/* Only the image's are counted: in modules each look-up would walk all their symbols. */
	struct clones walked = { ref->name, strlen(ref->name) };
	char name[HP_NAME_LEN];
	u32 clones = 0, n;
	size_t k;
	int i;

	if (!hp_sym_counts()) {		/* in one walk for all names */
		hp_walk_names(count_if_clone, &walked);
		return walked.n;
	}
	for (k = 0; k < ARRAY_SIZE(kinds); k++) {
		for (i = 0; i < MAX_CLONE; i++) {
			if (snprintf(name, sizeof(name), "%s.%s.%d", ref->name, kinds[k], i) >=
			    sizeof(name))
				break;
			n = hp_sym_count(name);
			if (!n && i)
				break;
			clones += n;
		}
	}
	return clones;
}

/*
 * ftrace_location() is asked about the exact place: for the function's start it would search up to the next
 * symbol, and might find the record of a dropped weak function that lies there.
 */
static unsigned long ftrace_ip(unsigned long addr)
{
	unsigned long ip = hp_arch_ftrace_ip(addr);

	return hp_have(ftrace_location) && hp_call(ftrace_location)(ip) == ip ? ip : 0;
}

static int find_entry(const struct hp_symref *ref, struct hp_func *f, struct hp_verdict *v)
{
	const char *owner;

	f->ftrace_ip = ftrace_ip(f->addr);
	if (hp_arch_place_jump(f))
		return hp_refuse(v, -ERANGE, HP_R_RANGE, 0, ref, NULL);
	if (f->method == HP_METHOD_FTRACE) {
		hp_arch_nop(f->original);
		return 0;
	}
	if (copy_from_kernel_nofault(f->original, (void *)f->entry, f->entry_len))
		return hp_refuse(v, -ENXIO, HP_R_NO_ENTRY, 0, ref, NULL);
	owner = hp_body_owner(f);
	if (!owner)
		return 0;
	memcpy(v->found, f->original, f->entry_len);
	v->entry_len = f->entry_len;
	return hp_refuse(v, -ENXIO, HP_R_BODY, 0, ref, owner);
}

int hp_target_resolve(const struct hp_symref *ref, unsigned long replacement, struct hp_func *f,
		      struct hp_sym *sym, struct hp_verdict *v)
{
	const char *what_for = hp_unbreakable(ref->name);
	struct hp_sym *syms;
	u32 count;
	int ret;

	memset(f, 0, sizeof(*f));
	f->ref = *ref;
	f->replacement = replacement;

	ret = hp_sym_lookup(ref, NULL, 0, &count, sym);
	if (ret)
		return hp_refuse(v, ret, HP_R_FAULT, 0, ref, NULL);
	if (sym->status != HP_SYM_OK)
		return hp_refuse(v, -ENOENT, HP_R_SYMBOL, sym->status, ref, NULL);
	f->addr = sym->addr;
	f->size = hp_sym_end(sym) - sym->addr;
	if (what_for || !strcmp(sym->object, KBUILD_MODNAME))
		return hp_refuse(v, -EPERM, HP_R_UNBREAKABLE, 0, ref,
				 what_for ?: "the patcher itself");
	if (hp_in_init(f->addr))
		return hp_refuse(v, -EPERM, HP_R_INIT, 0, ref, NULL);
	if (!hp_call(kernel_text_address)(f->addr) || !f->size)
		return hp_refuse(v, -EINVAL, HP_R_NOT_FUNCTION, 0, ref, NULL);
	what_for = hp_off_limits(f->addr, ref->name);
	if (what_for)
		return hp_refuse(v, -EPERM, HP_R_OFF_LIMITS, 0, ref, what_for);
	ret = find_entry(ref, f, v);
	if (ret)
		return ret;

	syms = kmalloc_array(HP_MAX_FRAGMENTS, sizeof(*syms), GFP_KERNEL);
	if (!syms)
		return hp_refuse(v, -ENOMEM, HP_R_FAULT, 0, ref, NULL);
	ret = find_fragments(f, sym->object, syms);
	kfree(syms);
	if (ret)
		return hp_refuse(v, ret, HP_R_FAULT, 0, ref, "its .cold parts");
	f->clones = count_clones(ref);
	/* Last, because who only asks which tasks are inside wants all of the above. */
	if (HP_CALLERS_RELY_ON_REGISTERS && f->method == HP_METHOD_BODY && !(ref->flags & HP_REF_KEEPS) &&
	    !hp_is_slot(replacement))
		return hp_refuse(v, -ENXIO, HP_R_REGISTERS, 0, ref, NULL);
	return 0;
}
