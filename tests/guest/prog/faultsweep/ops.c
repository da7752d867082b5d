// SPDX-License-Identifier: GPL-2.0-only
/*
 * ops.c - see ops.h.  Nothing here asks libc for memory while a fault waits: that allocation would be the
 * one to fail.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "ops.h"

#define MAX_IMPORTS	32
#define DEADLINE_MS	60000
#define UNLOAD_S	60
#define POLL_US		20000
#define STUB		HP_STUB_PREFIX "swept"

int ops_fd = -1;
const char *ops_name, *ops_target;

static int file_fd, opened = -1;
static uint32_t min_depth;
static struct hp_import imports[MAX_IMPORTS];
static uint32_t nimports;
static struct hp_table table;
static uint64_t target_addr;

static int call(int fd, unsigned int cmd, void *arg)
{
	return ioctl(fd, cmd, arg) ? errno : 0;
}

static int take_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *data;

	if (fd < 0 || fstat(fd, &st))
		return -1;
	data = malloc(st.st_size);
	if (!data || read(fd, data, st.st_size) != st.st_size)
		return -1;
	table.data = (uintptr_t)data;
	table.len = st.st_size;
	close(fd);
	return 0;
}

int ops_init(const char *file, const char *name, const char *target, const char *table_file,
	     const char *depth, char **names)
{
	struct hp_check check;
	struct hp_target t = { 0 };

	ops_name = name;
	ops_target = target;
	min_depth = !strcmp(depth, "freeze") ? HP_DEPTH_FREEZE :
		    !strcmp(depth, "nudge") ? HP_DEPTH_NUDGE : HP_DEPTH_HOLD;
	for (; *names && nimports < MAX_IMPORTS; names++, nimports++) {
		strncpy(imports[nimports].alias, *names, HP_NAME_LEN - 1);
		strncpy(imports[nimports].ref.name, *names, HP_NAME_LEN - 1);
	}
	file_fd = open(file, O_RDONLY | O_CLOEXEC);
	ops_fd = open(HP_DEVICE, O_RDWR | O_CLOEXEC);
	if (file_fd < 0 || ops_fd < 0 || (table_file && take_file(table_file)))
		return -1;
	strncpy(t.ref.name, target, HP_NAME_LEN - 1);
	check = (struct hp_check){
		.targets = (uintptr_t)&t, .count = 1,
		.target_size = sizeof(t), .blocker_size = sizeof(struct hp_blocker),
	};
	if (call(ops_fd, HP_IOC_CHECK, &check))
		return -1;
	target_addr = t.sym.addr;
	return 0;
}

int op_open(void)
{
	opened = open(HP_DEVICE, O_RDWR | O_CLOEXEC);
	return opened < 0 ? errno : 0;
}

int op_close(void)
{
	return close(opened) ? errno : 0;
}

int op_info(void)
{
	struct hp_info info;

	return call(ops_fd, HP_IOC_INFO, &info);
}

int op_table(void)
{
	return call(ops_fd, HP_IOC_TABLE, &table);
}

int op_lookup(void)
{
	static struct hp_sym syms[4];
	struct hp_lookup l = { .syms = (uintptr_t)syms, .max = 4 };
	int error;

	strncpy(l.ref.name, ops_target, HP_NAME_LEN - 1);
	error = call(ops_fd, HP_IOC_LOOKUP, &l);
	return error ?: l.status == HP_SYM_OK && syms[0].addr == target_addr ? 0 : EIO;
}

int op_symbolize(void)
{
	struct hp_symbolize s = { .addr = target_addr + 1 };
	int error = call(ops_fd, HP_IOC_SYMBOLIZE, &s);

	return error ?: strcmp(s.sym.name, ops_target) ? EIO : 0;
}

int op_check(void)
{
	static struct hp_target t;
	struct hp_check check = {
		.targets = (uintptr_t)&t, .count = 1,
		.target_size = sizeof(t), .blocker_size = sizeof(struct hp_blocker),
	};
	int error;

	memset(&t, 0, sizeof(t));
	strncpy(t.ref.name, ops_target, HP_NAME_LEN - 1);
	error = call(ops_fd, HP_IOC_CHECK, &check);
	/* What is wrong with the target is in its own verdict. */
	return error ?: -t.verdict.error;
}

int op_body(void)
{
	struct hp_body b = { .size = 16 };
	int error;

	strncpy(b.ref.name, ops_target, HP_NAME_LEN - 1);
	error = call(ops_fd, HP_IOC_BODY, &b);
	return error ?: b.verdict.reason == HP_R_OTHER ? 0 : EIO;
}

int op_list(void)
{
	static struct hp_patch patches[8];
	struct hp_list list = {
		.patches = (uintptr_t)patches, .max = 8, .patch_size = sizeof(*patches),
	};

	return call(ops_fd, HP_IOC_LIST, &list);
}

int op_funcs(void)
{
	static struct hp_target targets[4];
	struct hp_funcs funcs = {
		.targets = (uintptr_t)targets, .max = 4, .target_size = sizeof(*targets),
	};
	int error;

	memset(targets, 0, sizeof(targets));
	strncpy(funcs.patch, ops_name, HP_OBJECT_LEN - 1);
	error = call(ops_fd, HP_IOC_FUNCS, &funcs);
	return error ?: strcmp(targets[0].sym.name, targets[0].ref.name) ? EIO : 0;
}

/* As the console does it; the first error is the one that counts. */
int op_load(void)
{
	struct hp_load load = { .imports = (uintptr_t)imports, .count = nimports };
	struct hp_verdict verdict = { 0 };
	int error, end;

	strncpy(load.patch, ops_name, HP_OBJECT_LEN - 1);
	error = call(ops_fd, HP_IOC_LOAD_BEGIN, &load);
	if (error)
		return error;
	error = syscall(SYS_finit_module, file_fd, "", 0) ? errno : 0;
	end = call(ops_fd, HP_IOC_LOAD_END, &verdict);
	if (!error && end)
		syscall(SYS_delete_module, ops_name, O_NONBLOCK);
	return error ?: end;
}

/* Right after a revert the kernel says EWOULDBLOCK, until an RCU-tasks grace period is over. */
int op_unload(void)
{
	const time_t until = time(NULL) + UNLOAD_S;

	while (syscall(SYS_delete_module, ops_name, O_NONBLOCK)) {
		if (errno != EWOULDBLOCK || time(NULL) > until)
			return errno;
		usleep(POLL_US);
	}
	return 0;
}

static int operate_on(const char *patch, unsigned int cmd, uint32_t confirm_s)
{
	struct hp_op op = {
		.min_depth = min_depth, .deadline_ms = DEADLINE_MS, .confirm_s = confirm_s,
		.blocker_size = sizeof(struct hp_blocker),
	};

	strncpy(op.patch, patch, HP_OBJECT_LEN - 1);
	return call(ops_fd, cmd, &op);
}

static int operate(unsigned int cmd, uint32_t confirm_s)
{
	return operate_on(ops_name, cmd, confirm_s);
}

int op_apply(void)
{
	return operate(HP_IOC_APPLY, 0);
}

int op_revert(void)
{
	return operate(HP_IOC_REVERT, 0);
}

int op_confirm(void)
{
	struct hp_name name = { "" };

	strncpy(name.patch, ops_name, HP_OBJECT_LEN - 1);
	return call(ops_fd, HP_IOC_CONFIRM, &name);
}

int op_expire(void)
{
	struct hp_info info;
	int error;

	while (!(error = call(ops_fd, HP_IOC_INFO, &info)) && info.applied)
		usleep(POLL_US);
	return error;
}

int op_count(void)
{
	return operate(HP_IOC_COUNT, 0);
}

int op_uncount(void)
{
	return operate(HP_IOC_UNCOUNT, 0);
}

int op_progress(void)
{
	struct hp_progress progress;

	return call(ops_fd, HP_IOC_PROGRESS, &progress);
}

int op_stub(void)
{
	struct hp_stub stub = { .patch = STUB, .value = -EPERM };
	int error;

	strncpy(stub.target.name, ops_target, HP_NAME_LEN - 1);
	do {	/* the slots of stubs before this one become free by themselves */
		error = call(ops_fd, HP_IOC_STUB, &stub);
	} while (error == EBUSY);
	return error;
}

int op_unstub(void)
{
	struct hp_name name = { STUB };

	return call(ops_fd, HP_IOC_UNSTUB, &name);
}

int op_stub_apply(void)
{
	return operate_on(STUB, HP_IOC_APPLY, 0);
}

int op_stub_revert_unstub(void)
{
	return operate_on(STUB, HP_IOC_REVERT, 0) ?: op_unstub();
}

int op_load_apply(void)
{
	return op_load() ?: op_apply();
}

int op_load_timed(void)
{
	return op_load() ?: operate(HP_IOC_APPLY, 3600);
}

int op_load_expiring(void)
{
	return op_load() ?: operate(HP_IOC_APPLY, 1);
}

int op_load_count(void)
{
	return op_load_apply() ?: op_count();
}

int op_revert_unload(void)
{
	return op_revert() ?: op_unload();
}
