// SPDX-License-Identifier: GPL-2.0-only
/* verbs.c - the one list of verbs. */
#include "command/dispatch.h"
#include "files/statedir.h"
#include "verbs/verbs.h"

#define OP_ARGS "[depth DEPTH] [mindepth DEPTH] [within MS] [standstill MS]"

const struct verb verbs[] = {
	{
		.name = "check", .run = verb_check, .min = 1, .max = 4, .flags = VF_DEVICE,
		.args = "NAME|FILE | stub FUNCTION VALUE [all]", .complete = "ps.",
		.brief = "dry run: would it be applied now, and who is in the way",
		.text = "Looks whether the file is made for this kernel, whether every symbol it "
			"needs is found, whether each function can be replaced, and which tasks "
			"are inside one of them now. Where RELEASE.hpfun is in the search list, HALF "
			"FIX names the functions that have the code of one of them inlined and that the "
			"patch leaves alone. WRONG TYPE names replacements whose type is not that of what "
			"they replace, by that file or by the kernel's BTF. Changes nothing and stops nothing.\n\n"
			"Ends with 0 when the patch would be applied now, 1 when it would be "
			"refused, 2 when kernel threads are inside. \"check stub FUNCTION "
			"VALUE\" asks the same of a stub. A terminal gets as many of the tasks as "
			"its screen holds, and \"all\" names them all.",
	},
	{
		.name = "load", .run = verb_load, .min = 1, .max = 2,
		.flags = VF_DEVICE | VF_CHANGES | VF_NEWEST,
		.args = "NAME|FILE [anyway]", .complete = "p",
		.brief = "load a patch, without applying it",
		.text = "Every symbol that cannot be resolved is listed, with its candidates; "
			"then nothing is loaded. NAME is looked for in the search list, FILE has a "
			"'/' in it. File and folders must be root's, and nobody else may be able to "
			"change them; \"anyway\" takes a file that is not so, after the refusal "
			"has said whose it is.",
	},
	{
		.name = "apply", .run = verb_apply, .min = 1, .max = 12,
		.flags = VF_DEVICE | VF_CHANGES | VF_NEWEST,
		.args = "NAME|FILE [confirmed [SECONDS]] " OP_ARGS " [anyway]", .complete = "po",
		.brief = "replace the functions, all at once or none",
		.text = "A file that is not loaded is loaded first, and unloaded again when the "
			"apply fails. With \"confirmed\" the patch reverts by itself unless "
			"\"confirm\" comes in time; the timer runs in the kernel and outlives "
			"this console. Several patches may wait, each has its own time; whatever "
			"else is under way when it is up is given up.\n\n"
			"DEPTH is hold (every CPU stands still for the check and the write), "
			"nudge (tasks inside are sent towards user space first) or freeze (every "
			"task of user space goes to the freezer first). Without it, they are "
			"tried in this order. The freezer holds the box for 2 seconds at the most, "
			"or as \"standstill\" says; who would not freeze is named.",
	},
	{
		.name = "stub", .run = verb_stub, .min = 2, .max = 12,
		.flags = VF_DEVICE | VF_CHANGES | VF_NEWEST,
		.args = "FUNCTION VALUE [confirmed [SECONDS]] " OP_ARGS, .complete = "s.o",
		.brief = "let a function return a constant; no compiler needed",
		.text = "FUNCTION is NAME, NAME@FILE, NAME#POSITION or MODULE:NAME. VALUE is a "
			"number (decimal or 0x hexadecimal, also negative) or the name of an "
			"errno: EPERM and -EPERM both are -1, as kernel functions return it.\n\n"
			"From there on it is a patch like any other, named " HP_STUB_PREFIX
			"FUNCTION: see list, show, hits, confirm, cancel, revert and unload. When it "
			"cannot be applied it is removed again.\n\n"
			"Refused are functions that return nothing, a pointer, a struct or a "
			"union, and values that do not fit what they return, where the kernel "
			"describes its types (BTF); else a note says that this is not known. "
			"A function that only returns skips all it did before: locks it would "
			"have taken or given back, memory it would have freed, what it would "
			"have filled in. Callers in its source file may go on as if it had returned "
			"what it used to, where gcc 14 or later, or clang, compiled the kernel: a "
			"note says so.",
	},
	{
		.name = "confirm", .run = verb_confirm, .min = 0, .max = 1,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "[NAME]", .complete = "l",
		.brief = "keep the patch that waits for confirmation",
		.text = "Where several wait, its NAME must be said. Once its time is up it is too "
			"late.",
	},
	{
		.name = "cancel", .run = verb_cancel, .min = 0, .max = 1,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "[NAME]", .complete = "l",
		.brief = "revert the patch that waits for confirmation, now",
		.text = "Where several wait, its NAME must be said. It does not wait for another "
			"operation: that is given up.",
	},
	{
		.name = "abandon", .run = verb_abandon, .min = 1, .max = 2,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "NAME NAME", .complete = "l.",
		.brief = "give up reverting a patch that cannot be reverted",
		.text = "Only for a patch whose time ran out while somebody is in the way, or of "
			"which somebody else has overwritten an entry. It stays applied, is marked, "
			"and cannot be unloaded: neither can hotpatch.ko. All else goes on. Type "
			"its name twice. A revert may still be tried later.",
	},
	{
		.name = "revert", .run = verb_revert, .min = 1, .max = 9,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "NAME " OP_ARGS, .complete = "lo",
		.brief = "put the old functions back",
		.text = "Done only when no task is inside a replacement any more; else the tasks "
			"are listed and nothing has changed.",
	},
	{
		.name = "abort", .run = verb_abort, .min = 0, .max = 1, .flags = VF_RECORD,
		.args = "[NAME]", .complete = "l",
		.brief = "give up the apply or revert under way, before its stop",
		.text = "It ends with \"given up\", and nothing has changed. Once its stop has begun "
			"it can no longer be given up. A revert by the timer is none of these.",
	},
	{
		.name = "unload", .run = verb_unload, .min = 1, .max = 1,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "NAME", .complete = "l",
		.brief = "remove a reverted patch from the kernel",
		.text = "Shortly after a revert a thread may still be on its way out of it (an RCU "
			"grace period): that is waited for, up to 5 seconds. Ctrl-C ends it.",
	},
	{
		.name = "status", .run = verb_status, .min = 0, .max = 0,
		.flags = VF_DEVICE | VF_ALWAYS,
		.args = "", .complete = "",
		.brief = "the kernel, what the module can do here, patches",
		.text = "Ends with 3 when the box needs a person: an entry was overwritten by "
			"somebody else, or a revert cannot finish. What was abandoned is told, and "
			"needs nobody.",
	},
	{
		.name = "list", .run = verb_list, .min = 0, .max = 0, .flags = VF_DEVICE,
		.args = "", .complete = "",
		.brief = "loaded patches, and patch files at hand",
		.text = "",
	},
	{
		.name = "show", .run = verb_show, .min = 1, .max = 1, .flags = VF_DEVICE,
		.args = "NAME|FILE", .complete = "p",
		.brief = "a patch in detail: functions, entry bytes, symbols",
		.text = "",
	},
	{
		.name = "hits", .run = verb_hits, .min = 1, .max = 4,
		.flags = VF_DEVICE | VF_CHANGES,
		.args = "NAME [on|off] [within MS]", .complete = "l",
		.brief = "how often the functions of a patch were called",
		.text = "Calls of stubs are always counted. Those of other patches are counted "
			"from \"on\" to \"off\" or the revert: their entries are led through a "
			"counter meanwhile, and cost nothing otherwise. The numbers stay to be "
			"read until the next \"on\" or apply.",
	},
	{
		.name = "blocking", .run = verb_blocking, .min = 1, .max = 3, .flags = VF_DEVICE,
		.args = "NAME|FILE [SECONDS] [all]", .complete = "p",
		.brief = "tasks inside its functions now, with their stacks",
		.text = "Of an applied patch: tasks inside its replacements, which are in the way "
			"of a revert. With SECONDS it looks again each second until nobody is "
			"inside.\n\n"
			"On a terminal as many are shown as its screen holds (24 lines where it "
			"does not say), elsewhere 64; with \"all\", and in JSON, all of them.",
	},
	{
		.name = "recv", .run = verb_recv, .min = 0, .max = 4,
		.flags = VF_RECORD | VF_INPUT,
		.args = "[NAME [wait SECONDS] [rz|gkermit]]", .complete = "",
		.brief = "take a patch over this very line, as pasted text",
		.text = "The other side runs \"hp-send NAME.ko\" and its output is pasted here, or "
			"\"hp-send --tty\" does it all. Lines may be lost, damaged, doubled or in "
			"any order: those to send again are named, in words that \"hp-send "
			"--lines\" takes. Enter after a pause names them anew, Ctrl-C ends.\n\n"
			"Nothing is written until the length and the SHA-256 of the whole are "
			"right; then it is a file, NAME.ko in " STATE_DIR "/incoming, which load "
			"and apply find. What came before the line broke is kept, and the next "
			"recv of that name goes on from there. It gives up after 60 seconds "
			"without a byte, or as many as \"wait\" says.\n\n"
			"With rz or gkermit that program receives the file, where it is "
			"installed. The full screen makes way for a transfer, and comes back "
			"after it. Without NAME: what has been received, whole or in part.",
	},
	{
		.name = "sym", .run = verb_sym, .min = 1, .max = 1, .flags = VF_DEVICE,
		.args = "SYMBOL", .complete = "s",
		.brief = "look a symbol up by name or address",
		.text = "SYMBOL is NAME, NAME@FILE, NAME#POSITION, MODULE:NAME or 0xADDRESS.\n\n"
			"Of a function it says whether it could be replaced; and where RELEASE.hpfun, "
			"which hp-symtab makes, is in the search list also its type, what else "
			"its code was inlined into, its clones, and so whether replacing it alone would be "
			"half a fix; and who calls it by its name. A name that is no symbol may be inlined everywhere: then it says where.",
	},
	{
		.name = "table", .run = verb_table, .min = 1, .max = 2,
		.flags = VF_DEVICE | VF_ALWAYS | VF_RECORD | VF_NEWEST,
		.args = "FILE [anyway]", .complete = "f",
		.brief = "give the module a symbol table (.hpsym)",
		.text = "At its start the console hands in RELEASE.hpsym from the search list by "
			"itself when the module has none.",
	},
	{
		.name = "history", .run = verb_history, .min = 0, .max = 2,
		.args = "[COUNT] [NAME]", .complete = "ll",
		.brief = "what was done on this box: who, when, what",
		.text = "The last COUNT (20) entries, of patch NAME only if one is given, the newest "
			"last. Each command that may change the kernel is there, with what became "
			"of it and the SHA-256 of the file it loaded, also from before the last "
			"boot. Between them stands what this boot's kernel log knows besides: what "
			"the kernel did by itself, such as a revert when nobody confirmed.\n\n"
			"Where stops are said, the longest stop is meant.",
	},
	{
		.name = "events", .run = verb_events, .min = 0, .max = 1,
		.flags = VF_DEVICE | VF_ALWAYS,
		.args = "[SECONDS]", .complete = "",
		.brief = "what happens now, for so many seconds",
		.text = "",
	},
	{
		.name = "batch", .run = verb_batch, .min = 1, .max = 1, .flags = VF_BATCH,
		.args = "FILE", .complete = "f",
		.brief = "run the commands of a file, up to the first that fails",
		.text = "FILE - is the standard input. Empty lines and # comments are skipped.",
	},
	{
		.name = "screen", .run = verb_screen, .min = 0, .max = 0, .flags = VF_DEVICE,
		.args = "", .complete = "",
		.brief = "the full screen, until you leave it",
		.text = "The same verbs by keys, on a terminal of 80 columns and 24 lines or more. ? "
			"lists the keys.",
	},
	{
		.name = "help", .run = verb_help, .min = 0, .max = 1, .alias = "?",
		.args = "[VERB|--mdoc]", .complete = "v",
		.brief = "this list, or all about one verb",
		.text = "",
	},
	{
		.name = "quit", .run = verb_quit, .min = 0, .max = 0, .alias = "exit",
		.args = "", .complete = "",
		.brief = "leave the console; patches stay as they are",
		.text = "",
	},
	{ .name = NULL }
};
