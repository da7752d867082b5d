// SPDX-License-Identifier: GPL-2.0-only
/* permit.c - see permit.h. */
#include <stdio.h>
#include <string.h>

#include "device/permit.h"
#include "files/read.h"

/* The last bytes of a signed module (scripts/sign-file.c, include/linux/module_signature.h). */
#define SIGNED "~Module signature appended~\n"

/* The first character of a file in /proc or /sys; 0 where this kernel has no such file. */
static char setting(struct session *s, const char *path)
{
	char whole[256], buf[16];

	snprintf(whole, sizeof(whole), "%s%s", s->kernel_root, path);
	return file_read_small(whole, buf, sizeof(buf)) > 0 ? *buf : 0;
}

bool permit_locked_down(struct session *s, char *how, size_t size)
{
	char whole[256], buf[128], *p, *end;

	snprintf(whole, sizeof(whole), "%s/sys/kernel/security/lockdown", s->kernel_root);
	if (file_read_small(whole, buf, sizeof(buf)) <= 0)
		return false;
	p = strchr(buf, '[');
	end = p ? strchr(p, ']') : NULL;
	if (!end)
		return false;
	*end = '\0';
	snprintf(how, size, "lockdown=%s", p + 1);
	return strcmp(p + 1, "none");
}

static int forbidden(struct session *s, const char *what, const char *why, const char *expected,
		     const char *found)
{
	char text[256];

	snprintf(text, sizeof(text), "%.120s: %s", what, why);
	return fail_found(s, HPX_FAILED, text, expected, found);
}

static bool signatures_enforced(struct session *s)
{
	return setting(s, "/sys/module/module/parameters/sig_enforce") == 'Y';
}

int permit_unsigned(struct session *s, const char *what)
{
	char how[64];

	if (permit_locked_down(s, how, sizeof(how)))
		return forbidden(s, what, "the kernel is locked down", "lockdown=none", how);
	if (signatures_enforced(s))
		return forbidden(s, what, "the kernel takes nothing without a signature",
				 "module.sig_enforce off", "on");
	return 0;
}

static bool is_signed(const char *data, size_t size)
{
	const size_t len = strlen(SIGNED);

	return size > len && !memcmp(data + size - len, SIGNED, len);
}

int permit_load(struct session *s, const char *path, const void *data, size_t len)
{
	char how[64];

	if (setting(s, "/proc/sys/kernel/modules_disabled") == '1')
		return forbidden(s, path, "no module can be loaded before the next boot",
				 "kernel.modules_disabled=0", "1");
	if (permit_locked_down(s, how, sizeof(how)) && !is_signed(data, len))
		return forbidden(s, path, "the kernel is locked down",
				 "lockdown=none, or a signed file", how);
	if (signatures_enforced(s) && !is_signed(data, len))
		return forbidden(s, path, "the kernel enforces signatures", "a signed file",
				 "one without a signature");
	return 0;
}
