/* SPDX-License-Identifier: GPL-2.0-only */
/* fits.h - is a patch file made for this box: machine, kernel, builds of that and of modules it reaches into? */
#ifndef HP_FITS_H
#define HP_FITS_H

#include "patch/find.h"

/* An exit code.  Modules that are not loaded are not looked at: their symbols are not found anyway. */
int patch_fits(struct session *s, struct patch *p);

/* Is module, "" for the kernel image, of the build that the patch was made for?  An exit code. */
int module_fits(struct session *s, const struct patch *p, const char *module);

#endif
