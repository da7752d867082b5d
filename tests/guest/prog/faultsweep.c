// SPDX-License-Identifier: GPL-2.0-only
/*
 * faultsweep - makes each memory allocation of each operation fail, one after the other: for every row
 * of a table the first allocation, then the second, until the operation ends before the n-th.
 *
 *	faultsweep all FILE.ko NAME TARGET TABLE IMPORT...
 *	faultsweep deep FILE.ko NAME TARGET hold|nudge|freeze IMPORT...
 *
 * NAME is the patch's module name, TARGET one function that it replaces, each IMPORT an unexported
 * symbol that it needs.  "all" goes through everything /dev/hotpatch can do; "deep" applies and
 * reverts with that least depth, for a target that somebody is inside.
 *
 * The kernel counts the allocations of one task (/proc/PID/fail-nth, with the gfp filters of failslab
 * and fail_page_alloc open).  Applying is done by hotpatch's own thread, so that thread is
 * counted too: rows "in the worker".
 *
 * After each failure: the errno is ENOMEM, all that can be seen is as before, and the same operation
 * without the fault succeeds.  Prints a line for each row, and one for each thing that was otherwise;
 * status 0 if nothing was.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "faultsweep/faults.h"
#include "faultsweep/ops.h"
#include "faultsweep/state.h"

#define MAX_FAULTS	5000	/* no operation has so many; if one does, fail-nth does not work */

struct row {
	const char *name;
	bool worker;		/* count the allocations of hotpatch's thread, not ours */
	int least;		/* so many allocations it must have, else nothing was tested */
	int (*prepare)(void);	/* or NULL: what comes before, without fault */
	int (*run)(void);	/* these return 0 or the errno */
	int (*undo)(void);	/* or NULL: there is nothing to undo */
};

static const struct row all_rows[] = {
	{ "open",			false, 2, NULL,		op_open,	op_close },
	{ "info",			false, 0, NULL,		op_info,	NULL },
	{ "table",			false, 1, NULL,		op_table,	NULL },
	{ "lookup",			false, 1, NULL,		op_lookup,	NULL },
	{ "symbolize",			false, 1, NULL,		op_symbolize,	NULL },
	{ "check",			false, 3, NULL,		op_check,	NULL },
	{ "body",			false, 2, NULL,		op_body,	NULL },
	{ "list",			false, 1, NULL,		op_list,	NULL },
	{ "load",			false, 20, NULL,	op_load,	op_unload },
	{ "funcs",			false, 1, op_load,	op_funcs,	op_unload },
	{ "unload",			false, 0, op_load,	op_unload,	NULL },
	{ "apply",			false, 2, op_load,	op_apply,	op_revert_unload },
	{ "apply, in the worker",	true, 5, op_load,	op_apply,	op_revert_unload },
	{ "confirm",			false, 1, op_load_timed, op_confirm,	op_revert_unload },
	{ "revert",			false, 2, op_load_apply, op_revert,	op_unload },
	{ "revert, in the worker",	true, 5, op_load_apply,	op_revert,	op_unload },
	/* Allocates only the lists of functions for its messages, which are sent without them as well. */
	{ "timer, in the worker",	true, 2, op_load_expiring, op_expire,	op_unload },
	{ "progress",			false, 0, NULL,		op_progress,	NULL },
	{ "count",			false, 1, op_load_apply, op_count,	op_revert_unload },
	{ "count, in the worker",	true, 2, op_load_apply,	op_count,	op_revert_unload },
	{ "uncount",			false, 1, op_load_count, op_uncount,	op_revert_unload },
	{ "uncount, in the worker",	true, 2, op_load_count,	op_uncount,	op_revert_unload },
	{ "stub",			false, 3, NULL,		op_stub,	op_unstub },
	{ "unstub",			false, 1, op_stub,	op_unstub,	NULL },
	{ "apply a stub",		false, 2, op_stub,	op_stub_apply,	op_stub_revert_unstub },
	{ "apply a stub, in the worker", true, 5, op_stub,	op_stub_apply,	op_stub_revert_unstub },
	{ }
};

static const struct row deep_rows[] = {
	{ "apply, in the worker",	true, 5, op_load,	op_apply,	op_revert_unload },
	{ "revert, in the worker",	true, 5, op_load_apply,	op_revert,	op_unload },
	{ }
};

static int wrong;

static void complain(const struct row *row, int n, const char *what, int error)
{
	printf("WRONG %s, allocation %d: %s%s%s\n", row->name, n, what, error ? ": " : "",
	       error ? strerror(error) : "");
	fflush(stdout);
	wrong++;
}

/* Runs the operation without a fault; false if that fails. */
static bool works(const struct row *row, int n)
{
	int error = row->run();

	if (error) {
		complain(row, n, "does not work the next time", error);
		return false;
	}
	return true;
}

/*
 * One round: the n-th allocation fails.  1: it did; 0: there is no n-th; -1: it cannot go on.
 * What was prepared is undone together with what the operation did.
 */
static int round_of(const struct row *row, int n, int *refused)
{
	static struct state start, before, after;
	bool injected;
	int error;

	state_read(&start);
	error = row->prepare ? row->prepare() : 0;
	if (error) {
		complain(row, n, "cannot be prepared", error);
		return -1;
	}
	state_read(&before);
	faults_arm(row->worker, n);
	error = row->run();
	injected = faults_disarm(row->worker);
	if (error) {
		if (!injected || error != ENOMEM)
			complain(row, n, injected ? "fails with" : "fails without a fault", error);
		state_read(&after);
		if (state_differs(&before, &after))
			complain(row, n, "has failed and left something changed", 0);
		++*refused;
		if (!works(row, n))
			return -1;
	}
	error = row->undo ? row->undo() : 0;
	if (error) {
		complain(row, n, "cannot be undone", error);
		return -1;
	}
	state_read(&after);
	if (state_differs(&start, &after))
		complain(row, n, "is done and undone and has left something changed", 0);
	return injected;
}

static void sweep(const struct row *row)
{
	int n, refused = 0, injected = 1;

	for (n = 1; n <= MAX_FAULTS && injected > 0; n++)
		injected = round_of(row, n, &refused);
	n -= 2;		/* one too many, and the last round had no fault */
	printf("%s: %d allocations failed in turn, %d times it was refused\n", row->name, n, refused);
	fflush(stdout);
	if (!injected && n < row->least)
		complain(row, n, "has fewer allocations than it must have", 0);
	if (injected > 0)
		complain(row, n, "has no end", 0);
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && !strcmp(argv[1], "all"), deep = argc > 1 && !strcmp(argv[1], "deep");
	const struct row *row;

	if (argc < 6 || !(all || deep)) {
		fprintf(stderr, "usage: faultsweep all FILE.ko NAME TARGET TABLE IMPORT...\n"
			"       faultsweep deep FILE.ko NAME TARGET hold|nudge|freeze IMPORT...\n");
		return 64;
	}
	if (ops_init(argv[2], argv[3], argv[4], all ? argv[5] : NULL, deep ? argv[5] : "hold",
		     argv + 6) || faults_init()) {
		perror("faultsweep");
		return 125;
	}
	for (row = all ? all_rows : deep_rows; row->name; row++)
		sweep(row);
	return wrong ? 1 : 0;
}
