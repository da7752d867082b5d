/* SPDX-License-Identifier: GPL-2.0-only */
/* fake.h - a device for hp-console's tests: remembers patches, obeys what a test sets. */
#ifndef CONSOLE_FAKE_H
#define CONSOLE_FAKE_H

#include <stdint.h>

#include "device/device.h"
#include "format/digest.h"

#define FAKE_PATCHES 40
#define FAKE_LOG     8
#define FAKE_EVENTS   4
#define FAKE_BLOCKERS 300

struct fake {
	struct transport t;	/* first */
	struct hp_info info;
	struct hp_patch patches[FAKE_PATCHES];
	unsigned npatches;

	/* What a test sets. */
	int open_error, begin_error, insert_error, remove_error, end_error, op_error, table_error,
	    confirm_error, stub_error;
	bool coarse_clock;		/* operations take no time that could be measured */
	struct hp_verdict verdict;	/* of a failed registration or operation */
	struct hp_verdict check_verdict;
	uint32_t asked_flags;		/* of the last target of a check */
	struct hp_blocker blockers[FAKE_BLOCKERS];
	uint32_t blocked;
	uint32_t max_look;		/* a module that names no more; 0: HP_MAX_LOOK */
	const char *unresolved[4];	/* imports that are not found */
	uint64_t hits;			/* of all targets of loaded patches */
	uint64_t stub_addr;		/* where the function of each stub lies; 0: where all do */
	uint32_t body;			/* enum hp_reason of HP_IOC_BODY */
	uint64_t body_found;		/* HP_R_NONE: as it was expected */
	const char *object;		/* the module that LOOKUP finds everything in */
	bool one_target;		/* all targets have one address */
	uint32_t method, entry_len;	/* of all targets; 0: as on amd64 */
	bool insert_race;		/* another console loads the same patch first */
	bool table_lacks;		/* no table brings what the module needs */
	const char *evil;		/* the name and file of every symbol found */
	const char *ambiguous;		/* the import that is ambiguous, thrice */
	const char *log[FAKE_LOG];	/* /dev/kmsg records; those of index >= log_new are written
					 * while a module is inserted */
	unsigned log_new, log_at;
	struct hp_event events[FAKE_EVENTS];
	unsigned nevents;
	bool slow;			/* an operation takes until it is given up */
	struct hp_progress progress;
	int64_t confirm_end_ms;		/* CLOCK_MONOTONIC: the end of the timer; 0: it stands */
	unsigned second_ms;		/* what is called a second */

	const char *begin_spoils;	/* this file is overwritten by HP_IOC_LOAD_BEGIN */

	/* What it saw. */
	unsigned begins, inserts, ends, removes, applies, reverts, tables, stubs, unstubs, counts,
		 uncounts, aborts, bodies;
	unsigned older_calls, strange_calls;	/* of a module of contract 2 or 3; what it never knew */
	char loading[HP_OBJECT_LEN];
	uint8_t loading_build_id[HP_BUILD_ID_LEN];
	struct hp_op last_op;
	int insert_fd;
	char insert_sha256[DIGEST_SIZE];	/* of the bytes that were inserted */
};

void fake_init(struct fake *f);
struct hp_patch *fake_patch(struct fake *f, const char *name, uint32_t state);

#endif
