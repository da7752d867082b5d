// SPDX-License-Identifier: GPL-2.0-only
/*
 * runtime.c - pointers that the kernel writes into its code when it boots become loads of the variables they come from.
 *
 * runtime_const_ptr(X) of asm/runtime-const.h (since 6.11) is code that sets a register to a number which stands for no address,
 * and an entry in section runtime_ptr_X; runtime_const_init() puts the value of X there, once.  Modules do not get that, and the
 * header makes X of it for them; so it is here.  Shifts (runtime_shift_X) stay: they would want one more register.
 */
#include <stdlib.h>
#include <string.h>

#include "asm/text.h"

#define X86_NUMBER	"mov $81985529216486895,"	/* 0x0123456789abcdef */
#define SECTION		".pushsection runtime_ptr_"

static bool is_label(const struct stmt *s)
{
	return s->kind == ST_LABEL && !strcmp(s->text, "1");
}

static bool begins(const struct stmt *s, const char *with)
{
	return s->kind != ST_LABEL && !strncmp(s->text, with, strlen(with));
}

/* The variable's name; NULL: the three statements are no entry in such a section. */
static char *variable(const struct stmt *s)
{
	const char *name = s->text + strlen(SECTION);

	if (!begins(s, SECTION) || !begins(s + 1, ".long") || !begins(s + 2, ".popsection"))
		return NULL;
	return xstrndup(name, strcspn(name, ","));
}

/* arm64's four instructions set the same register. */
static bool sets_in_four(const struct stmt *s, const char *reg)
{
	return begins(s, xprintf("movz %s,", reg)) && begins(s + 1, xprintf("movk %s,", reg)) &&
	       begins(s + 2, xprintf("movk %s,", reg)) && begins(s + 3, xprintf("movk %s,", reg));
}

/*
 * The statements from s on, of which there are n: how many of them are one such pointer (0: none), and what is to be there
 * instead, in one or two.
 */
static size_t pointer(const struct stmt *s, size_t n, char *instead[2])
{
	char *name, *reg;

	instead[1] = NULL;
	if (n >= 5 && begins(s, X86_NUMBER) && is_label(s + 1) && (name = variable(s + 2))) {
		instead[0] = xprintf("movq %s(%%rip),%s", name, s->text + strlen(X86_NUMBER));
		return 5;
	}
	if (n >= 8 && is_label(s) && begins(s + 1, "movz ") && (name = variable(s + 5))) {
		reg = xstrndup(s[1].text + 5, strcspn(s[1].text + 5, ","));
		if (!sets_in_four(s + 1, reg))
			return 0;
		instead[0] = xprintf("adrp %s, %s", reg, name);
		instead[1] = xprintf("ldr %s, [%s, :lo12:%s]", reg, reg, name);
		return 8;
	}
	return 0;
}

void asm_runtime_pointers(struct asm_text *t)
{
	size_t to = 0;

	for (size_t i = 0; i < t->nstmts;) {
		struct stmt s = t->stmts[i];
		char *instead[2];
		size_t n = pointer(&t->stmts[i], t->nstmts - i, instead);

		if (!n) {
			t->stmts[to++] = t->stmts[i++];
			continue;
		}
		s.kind = ST_CODE;
		for (size_t k = 0; k < 2 && instead[k]; k++) {
			s.text = instead[k];
			t->stmts[to++] = s;
		}
		i += n;
	}
	t->nstmts = to;
}
