// SPDX-License-Identifier: GPL-2.0-only
/* session.c - start and end of a session, its failures, and the way to the device. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "clean.h"
#include "contract.h"
#include "files.h"
#include "permit.h"
#include "session.h"
#include "statedir.h"

const char session_path[] = STATE_DIR "/incoming"
	":/usr/lib/hotpatch/RELEASE:/lib/hotpatch/RELEASE:/lib/hotpatch";

volatile sig_atomic_t session_interrupted;

void session_init(struct session *s, struct transport *dev, FILE *to, bool json)
{
	struct utsname u;

	memset(s, 0, sizeof(*s));
	s->dev = dev;
	out_init(&s->out, to, json);
	if (!uname(&u))
		snprintf(s->release, sizeof(s->release), "%.64s", u.release);
	s->btf_dir = "/sys/kernel/btf";
	s->kernel_root = "";
	session_set_path(s, NULL);
}

static void forget_dirs(struct session *s)
{
	while (s->ndirs)
		free(s->dirs[--s->ndirs]);
}

void session_end(struct session *s)
{
	s->dev->close(s->dev);
	s->ready = false;
	forget_dirs(s);
}

static char *with_release(const char *dir, int len, const char *release)
{
	const char *at = memmem(dir, len, "RELEASE", 7);
	char *p;

	if (!at)
		return strndup(dir, len);
	if (asprintf(&p, "%.*s%s%.*s", (int)(at - dir), dir, release,
		     (int)(dir + len - at - 7), at + 7) < 0)
		return NULL;
	return p;
}

void session_set_path(struct session *s, const char *dirs)
{
	if (!dirs)
		dirs = getenv("HP_PATH");
	if (!dirs || !*dirs)
		dirs = session_path;
	forget_dirs(s);
	while (*dirs && s->ndirs < MAX_DIRS) {
		int len = strcspn(dirs, ":");
		char *p = len ? with_release(dirs, len, s->release) : NULL;

		if (p)
			s->dirs[s->ndirs++] = p;
		dirs += len + (dirs[len] == ':');
	}
}

int failure(struct session *s, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->text, sizeof(s->text), fmt, ap);
	va_end(ap);
	s->expected[0] = s->found[0] = '\0';
	clean_text(s->text);	/* the last line of a command is one line */
	return code;
}

int fail_found(struct session *s, int code, const char *what, const char *expected,
	       const char *found)
{
	failure(s, code, "%s: expected %s, found %s", what, expected, found);
	snprintf(s->expected, sizeof(s->expected), "%s", expected);
	snprintf(s->found, sizeof(s->found), "%s", found);
	return code;
}

void note(struct session *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	clean_text(text);
	if (s->out.json)
		fprintf(stderr, "note: %s\n", text);
	else
		out_text(&s->out, "note: %s\n", text);
}

static int cannot_open(struct session *s, int err)
{
	char found[64];

	switch (err) {
	case ENOENT:
	case ENXIO:
	case ENODEV:
		if (!access("/sys/module/hotpatch", F_OK))
			return fail_found(s, HPX_FAILED, "hotpatch.ko is loaded, mount devtmpfs",
					  HP_DEVICE, "no such device");
		return fail_found(s, HPX_FAILED,
				  "hotpatch.ko is not loaded, do \"modprobe hotpatch\" first",
				  HP_DEVICE, "no such device");
	case EPERM:
	case EACCES:
		if (permit_locked_down(s, found, sizeof(found)))
			return fail_found(s, HPX_FAILED, "the kernel is locked down, boot without",
					  "lockdown=none", found);
		snprintf(found, sizeof(found), "uid %u", (unsigned)geteuid());
		return fail_found(s, HPX_FAILED, "no rights on " HP_DEVICE ", run as root",
				  "CAP_SYS_MODULE", found);
	default:
		return fail_found(s, exit_of_errno(err), "cannot open " HP_DEVICE, "success",
				  strerror(err));
	}
}

int session_info(struct session *s)
{
	int ret = contract_call(s, HP_IOC_INFO, &s->info);
	char expected[32];

	snprintf(expected, sizeof(expected), "contract version %u", HP_VERSION);
	if (ret == -ENOTTY)
		return fail_found(s, HPX_FAILED, "hotpatch.ko of another version is loaded",
				  expected, "another one");
	if (ret)
		return fail_found(s, exit_of_errno(-ret), "the module does not tell its state",
				  "success", strerror(-ret));
	ret = contract_agrees(s);
	if (ret)
		return ret;
	s->info.release[sizeof(s->info.release) - 1] = '\0';
	s->info.vermagic[sizeof(s->info.vermagic) - 1] = '\0';
	s->info.machine[sizeof(s->info.machine) - 1] = '\0';
	s->info.pending[sizeof(s->info.pending) - 1] = '\0';
	s->info.missing[sizeof(s->info.missing) - 1] = '\0';
	return 0;
}

int session_open(struct session *s)
{
	int ret;

	if (s->ready)
		return 0;
	ret = s->dev->open(s->dev);
	if (ret)
		return cannot_open(s, -ret);
	ret = session_info(s);
	if (ret && !(ret == HPX_AGAIN && s->dev->nowait))
		return ret;
	s->ready = true;
	if (!ret && contract_is_older(s))
		note(s, "hotpatch.ko is older than hp-console (contract %u, not %u): list, check, confirm, "
		     "revert and unload go", s->info.version, HP_VERSION);
	/* Without an answer, because something is under way, nothing is known of a table. */
	s->offered = ret;
	return 0;
}

int session_ready(struct session *s)
{
	int ret = session_open(s);

	if (ret || s->offered)
		return ret;
	s->offered = true;
	if (!(s->info.flags & HP_HAS_TABLE) && !contract_is_older(s))
		table_offer(s);
	return 0;
}

int session_able(struct session *s)
{
	char what[160], expected[96];
	int ret;

	if (!(s->info.flags & HP_NEEDS_TABLE))
		return 0;
	ret = session_info(s);		/* somebody else may have given it meanwhile */
	if (ret || !(s->info.flags & HP_NEEDS_TABLE))
		return ret;
	snprintf(what, sizeof(what), "%s, give the table first: table FILE",
		 s->info.flags & HP_HAS_KALLSYMS ? "the kernel's own names do not suffice" :
		 "this kernel has no kallsyms");
	snprintf(expected, sizeof(expected), "%s.hpsym", s->release);
	return fail_found(s, HPX_FAILED, what, expected, s->info.flags & HP_HAS_TABLE ?
			  "a table that lacks what is needed" : "no table");
}
