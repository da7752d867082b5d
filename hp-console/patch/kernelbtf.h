/* SPDX-License-Identifier: GPL-2.0-only */
/* kernelbtf.h - the type data (BTF) of the running kernel, from /sys/kernel/btf. */
#ifndef HP_KERNELBTF_H
#define HP_KERNELBTF_H

#include "format/btf.h"
#include "session/session.h"

struct kernelbtf {
	struct btf btf;
	void *base, *own;		/* the files of vmlinux and of a module */
	char why[160];			/* it could not be read */
};

/* Of vmlinux (object ""), or of a module.  false: k->why says why there is none.  kernelbtf_close() is due in any case. */
bool kernelbtf_open(struct session *s, const char *object, struct kernelbtf *k);
void kernelbtf_close(struct kernelbtf *k);

#endif
