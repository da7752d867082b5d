/* SPDX-License-Identifier: GPL-2.0-only */
/* enumtext.h - a word or a sentence for every number the module returns. */
#ifndef HP_ENUMTEXT_H
#define HP_ENUMTEXT_H

#include <stdint.h>

/* What a command ends with; the exit status of a one-shot command. */
enum hp_exit {
	HPX_DONE = 0,		/* done, or nothing to do */
	HPX_FAILED = 1,		/* failed, nothing changed */
	HPX_AGAIN = 2,		/* try again: blocked, busy, timed out; nothing changed */
	HPX_PERSON = 3,		/* the box is in a state that needs a person */
	HPX_USAGE = 64,
};

/* The word is for scripts (JSON) and never has a space; the text is for people. */
const char *word_reason(uint32_t reason);
const char *text_reason(uint32_t reason);
int exit_of_reason(uint32_t reason);
int exit_of_errno(int err);		/* err > 0 */

const char *word_sym_status(uint32_t status);
const char *text_sym_status(uint32_t status);
const char *word_holder(uint32_t holder);
const char *text_holder(uint32_t holder);
const char *word_state(uint32_t state);
const char *text_state(uint32_t state);
const char *word_kind(uint32_t kind);		/* of a patch */
const char *word_depth(uint32_t depth);
const char *word_method(uint32_t method);
const char *word_phase(uint32_t phase);
const char *text_phase(uint32_t phase);
const char *word_task_kind(uint32_t kind);
const char *text_task_kind(uint32_t kind);
/* Why a blocker counts as inside.  The text stands before the name of a place; HP_WHY_FOUND has "". */
const char *word_why(uint32_t why);
const char *text_why(uint32_t why);
const char *word_event(uint32_t kind);
const char *text_event(uint32_t kind);

/* "export", "kallsyms", "table", "kallsyms+table", "-" */
const char *word_from(uint32_t from);

/* The depth a person wrote; -1 when it is none. */
int depth_of_word(const char *word);

/* EM_* of a machine name as uname -m gives it, 0 if not known; and back. */
uint16_t machine_of_word(const char *name);
const char *word_machine(uint16_t machine);

#endif
