/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * device.h - everything the console asks of the kernel, as a table of functions, so that tests put a
 * fake device in its place.
 */
#ifndef HP_DEVICE_H
#define HP_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "hotpatch_uapi.h"

/* All return 0 (or what is said) or -errno. */
struct transport {
	/* Set before open(): calls that would wait for an operation under way fail with -EAGAIN instead. */
	bool nowait;
	int (*open)(struct transport *t);
	int (*call)(struct transport *t, unsigned long cmd, void *arg);	/* HP_IOC_* */
	/* init_module(2) of these bytes.  Where the kernel takes modules from files only (LoadPin, IMA) it is
	 * finit_module(2) of the file fd; with fd -1 the refusal is returned. */
	int (*insert)(struct transport *t, const void *data, size_t len, int fd);
	int (*remove)(struct transport *t, const char *module);		/* delete_module(2) */
	/* 1: an event.  0: none came within timeout_ms, or a signal did. */
	int (*event)(struct transport *t, struct hp_event *ev, int timeout_ms);
	/* The kernel log, from its oldest line or from now on; then one record a call: its length,
	 * 0 when there is no more for now. */
	int (*log_open)(struct transport *t, bool from_now);
	ssize_t (*log_next)(struct transport *t, char *buf, size_t size);
	void (*close)(struct transport *t);
};

/* The real one.  Opens nothing yet. */
struct transport *device_transport(void);

#endif
