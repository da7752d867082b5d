/* SPDX-License-Identifier: GPL-2.0-only */
/* find.h - a patch as the operator names it: loaded in the kernel, a file, or both. */
#ifndef HP_FIND_H
#define HP_FIND_H

#include "patch/patchfile.h"
#include "session/session.h"

#define MAX_PATCH_FILE (16u << 20)

struct patch {
	char name[HP_OBJECT_LEN];
	bool loaded;
	struct hp_patch state;		/* if loaded */
	bool by_path;			/* the file was named, not the patch */
	bool other_build;		/* another build is loaded: the file does not describe it */
	char *path;			/* if it has a file: absolute, without symbolic links */
	int fd;				/* the file that was read; -1 */
	void *data;			/* the bytes that were read; exactly these are loaded */
	size_t len;
	char sha256[DIGEST_SIZE];	/* of data */
	struct patchfile pf;
	struct hp_body *bodies;		/* of pf.funcs, see bodies_ask(); NULL: not asked */
	struct hp_target *targets;	/* see patch_targets() */
	uint32_t ntargets;
};

/*
 * Finds what arg names: a path (with a '/' or ending in .ko), a loaded patch, or a file in the search
 * list.  An exit code.  patch_release() is due in any case.
 */
int patch_find(struct session *s, const char *arg, struct patch *p);

/* The same for a patch that should be loaded.  HPX_DONE with !p->loaded: there is such a file, but its
 * patch is not loaded.  A name that is neither loaded nor a file is a failure: it is likely mistyped. */
int patch_find_loaded(struct session *s, const char *arg, struct patch *p);

void patch_release(struct patch *p);

/* Calls each for every patch file of the search list, the first of each name, until it returns
 * false.  Files that are no patches are left out: the search list may hold any module. */
void patch_each_file(struct session *s, bool (*each)(void *arg, const char *path,
						     const struct patchfile *pf), void *arg);

/* All loaded patches (malloc), in order of loading.  An exit code. */
int patch_list(struct session *s, struct hp_patch **list, uint32_t *count);

/* Fills p->targets: as the module knows them when loaded, else only .ref from the file. */
int patch_targets(struct session *s, struct patch *p);

/* Fails if the patch is loaded and the file is another build of it.  0 or an exit code. */
int patch_is_what_is_loaded(struct session *s, const struct patch *p);

#endif
