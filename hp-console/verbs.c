// SPDX-License-Identifier: GPL-2.0-only
/* verbs.c - the one list of verbs. */
#include "dispatch.h"
#include "verbs.h"

#define OP_ARGS "[depth DEPTH] [mindepth DEPTH] [within MS]"

const struct verb verbs[] = {
	{ "check", verb_check, 1, 1, VF_DEVICE, "NAME|FILE", "p",
	  "dry run: would it be applied now, and who is in the way",
	  "Looks whether the file is made for this kernel, whether every symbol it needs is found, "
	  "whether each function can be replaced, and which tasks are inside one of them now. "
	  "Changes nothing and stops nothing.\n\n"
	  "Ends with 0 when the patch would be applied now, 1 when it would be refused, 2 when "
	  "kernel threads are inside." },
	{ "load", verb_load, 1, 1, VF_DEVICE | VF_CHANGES, "NAME|FILE", "p",
	  "load a patch, without applying it",
	  "Every symbol that cannot be resolved is listed, with its candidates; then nothing is "
	  "loaded." },
	{ "apply", verb_apply, 1, 9, VF_DEVICE | VF_CHANGES,
	  "NAME|FILE [confirmed [SECONDS]] " OP_ARGS, "po",
	  "replace the functions, all at once or none",
	  "A file that is not loaded is loaded first, and unloaded again when the apply fails. "
	  "With \"confirmed\" the patch reverts by itself unless \"confirm\" comes in time; the "
	  "timer runs in the kernel and outlives this console.\n\n"
	  "DEPTH is hold (every CPU stands still for the check and the write), nudge (tasks inside "
	  "are sent towards user space first) or freeze (every task of user space goes to the "
	  "freezer first). Without it, they are tried in this order." },
	{ "confirm", verb_confirm, 0, 1, VF_DEVICE | VF_CHANGES, "[NAME]", "l",
	  "keep the patch that waits for confirmation", "" },
	{ "cancel", verb_cancel, 0, 1, VF_DEVICE | VF_CHANGES, "[NAME]", "l",
	  "revert the patch that waits for confirmation, now", "" },
	{ "revert", verb_revert, 1, 7, VF_DEVICE | VF_CHANGES, "NAME " OP_ARGS, "lo",
	  "put the old functions back",
	  "Done only when no task is inside a replacement any more; else the tasks are listed and "
	  "nothing has changed." },
	{ "unload", verb_unload, 1, 1, VF_DEVICE | VF_CHANGES, "NAME", "l",
	  "remove a reverted patch from the kernel", "" },
	{ "status", verb_status, 0, 0, VF_DEVICE, "", "",
	  "the kernel, what the module can do here, patches",
	  "Ends with 3 when the box needs a person: an entry was overwritten by somebody else, or "
	  "a revert cannot finish." },
	{ "list", verb_list, 0, 0, VF_DEVICE, "", "",
	  "loaded patches, and patch files at hand", "" },
	{ "show", verb_show, 1, 1, VF_DEVICE, "NAME|FILE", "p",
	  "a patch in detail: functions, entry bytes, symbols", "" },
	{ "blocking", verb_blocking, 1, 2, VF_DEVICE, "NAME|FILE [SECONDS]", "p",
	  "tasks inside its functions now, with their stacks",
	  "Of an applied patch: tasks inside its replacements, which are in the way of a revert. "
	  "With SECONDS it looks again each second until nobody is inside." },
	{ "sym", verb_sym, 1, 1, VF_DEVICE, "SYMBOL", "s",
	  "look a symbol up by name or address",
	  "SYMBOL is NAME, NAME@FILE, NAME#POSITION, MODULE:NAME or 0xADDRESS." },
	{ "table", verb_table, 1, 1, VF_DEVICE, "FILE", "f",
	  "give the module a symbol table (.hpsym)",
	  "At its start the console hands in RELEASE.hpsym from the search list by itself when the "
	  "module has none." },
	{ "history", verb_history, 0, 0, 0, "", "",
	  "what was done on this box: who, when, what", "" },
	{ "events", verb_events, 0, 1, VF_DEVICE, "[SECONDS]", "",
	  "what happens now, for so many seconds", "" },
	{ "batch", verb_batch, 1, 1, 0, "FILE", "f",
	  "run the commands of a file, up to the first that fails",
	  "FILE - is the standard input. Empty lines and # comments are skipped." },
	{ "help", verb_help, 0, 1, 0, "[VERB|--mdoc]", "v",
	  "this list, or all about one verb", "" },
	{ "quit", verb_quit, 0, 0, 0, "", "",
	  "leave the console; patches stay as they are", "" },
	{ NULL, NULL, 0, 0, 0, NULL, NULL, NULL, NULL }
};
