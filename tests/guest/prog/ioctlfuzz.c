// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctlfuzz - careless root: calls every ioctl of /dev/hotpatch with structs of random bytes, of all
 * zeros and ones, and of sensible values with some bytes broken; with pointers to memory that is
 * there, half there, and not there.
 *
 *	ioctlfuzz SECONDS [SEED]	prints how many calls were made, and how they ended
 *
 * It cannot know the right answers; a kernel that oopses, warns or hangs fails the test, and so does
 * an answer that is no errno of the contract.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

#define ROOM	65536	/* larger than any struct; pointers lead into it too */

static const unsigned int commands[] = {
	HP_IOC_INFO, HP_IOC_TABLE, HP_IOC_LOOKUP, HP_IOC_SYMBOLIZE, HP_IOC_LOAD_BEGIN,
	HP_IOC_LOAD_END, HP_IOC_APPLY, HP_IOC_REVERT, HP_IOC_CONFIRM, HP_IOC_CHECK, HP_IOC_LIST,
	HP_IOC_FUNCS, HP_IOC_STUB, HP_IOC_UNSTUB, HP_IOC_COUNT, HP_IOC_UNCOUNT, HP_IOC_PROGRESS,
	HP_IOC_ABORT, HP_IOC_ABANDON, HP_IOC_BODY, _IO(HP_IOC_MAGIC, 99), _IOWR(HP_IOC_MAGIC, 7, char[16]),
};

static uint64_t state;

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

/* The last page below edge can be read, the next cannot. */
static unsigned char *make_room(unsigned char **edge)
{
	unsigned char *room = mmap(NULL, ROOM + 4096, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED || munmap(room + ROOM, 4096))
		return NULL;
	*edge = room + ROOM;
	return room;
}

static uint64_t some_pointer(unsigned char *room, unsigned char *edge)
{
	switch (rnd() % 5) {
	case 0: return 0;
	case 1: return (uintptr_t)edge - rnd() % 600;
	case 2: return rnd();
	case 3: return 0xffffffff81000000u + rnd() % 4096;
	default: return (uintptr_t)room + rnd() % 4096;
	}
}

/* A stub that can be created and applied, on a function that nobody calls meanwhile. */
static void fill_stub(unsigned char *arg)
{
	struct hp_stub stub = { .patch = HP_STUB_PREFIX "fuzz", .value = (int64_t)rnd() };

	strcpy(stub.target.name, "cmdline_proc_show");
	memcpy(arg, &stub, sizeof(stub));
}

/* A function that is there, and places in it that lie anywhere. */
static void fill_body(unsigned char *arg, unsigned char *room, unsigned char *edge)
{
	struct hp_body body = { .ref.name = "cmdline_proc_show", .digest = rnd() };

	body.size = rnd() % 3 ? 1 + rnd() % 40 : rnd() % (2 * HP_MAX_BODY);
	body.count = rnd() % 3 ? rnd() % 4 : rnd() % (2 * HP_MAX_LEFT_OUT);
	body.left_out = some_pointer(room, edge);
	memcpy(arg, &body, sizeof(body));
}

/* Mostly small words and strings, as a careless caller would have them. */
static void fill(unsigned char *arg, size_t size, unsigned char *room, unsigned char *edge)
{
	static const char * const names[] = {
		"vfs_read", "meminfo", "s_show", "", "no_such", HP_STUB_PREFIX "fuzz",
	};
	size_t i;

	memset(arg, rnd() % 3 ? 0 : 0xff, size);
	if (size >= 16 && rnd() % 2)
		strcpy((char *)arg, names[rnd() % 6]);
	for (i = 0; i + 8 <= size; i += 8) {
		uint64_t word = rnd() % 3 ? rnd() % 70 : some_pointer(room, edge);

		if (rnd() % 40 == 0 || (size < 200 && rnd() % 2))
			memcpy(arg + i, &word, sizeof(word));
	}
}

static void put(unsigned char *arg, size_t at, uint32_t word)
{
	memcpy(arg + at, &word, sizeof(word));
}

/* The sizes of rows beside pointers must be right or larger, else the module looks at nothing more. */
static void fill_sizes(unsigned char *arg, unsigned int cmd)
{
	const uint32_t more = rnd() % 4 ? 0 : rnd() % 64;

	switch (cmd) {
	case HP_IOC_LIST:
		put(arg, offsetof(struct hp_list, patch_size), sizeof(struct hp_patch) + more);
		break;
	case HP_IOC_FUNCS:
		put(arg, offsetof(struct hp_funcs, target_size), sizeof(struct hp_target) + more);
		break;
	case HP_IOC_CHECK:
		put(arg, offsetof(struct hp_check, target_size), sizeof(struct hp_target) + more);
		put(arg, offsetof(struct hp_check, blocker_size),
		    sizeof(struct hp_blocker) + more);
		break;
	case HP_IOC_APPLY:
	case HP_IOC_REVERT:
	case HP_IOC_COUNT:
	case HP_IOC_UNCOUNT:
		put(arg, offsetof(struct hp_op, blocker_size), sizeof(struct hp_blocker) + more);
		break;
	}
}

static int known(int error)
{
	static const int contract[] = {
		0, EINVAL, EFAULT, ENOTTY, ENOMEM, E2BIG, EBADMSG, EKEYREJECTED, EUCLEAN, ENOENT, EBUSY,
		ENOSPC, ERANGE, EPERM, EEXIST, ENXIO, EAGAIN, ECANCELED,
	};
	size_t i;

	for (i = 0; i < sizeof(contract) / sizeof(contract[0]); i++) {
		if (contract[i] == error)
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 5);
	unsigned long calls = 0, good = 0, strange = 0;
	unsigned char *edge = NULL, *room = make_room(&edge);
	int fd = open(HP_DEVICE, O_RDWR | O_NONBLOCK);

	state = argc > 2 ? strtoull(argv[2], NULL, 0) : 88172645463325252u;
	if (!room || fd < 0) {
		fprintf(stderr, "ioctlfuzz: %s: %s\n", HP_DEVICE, strerror(errno));
		return 1;
	}
	while (time(NULL) < end) {
		unsigned int cmd = commands[rnd() % (sizeof(commands) / sizeof(commands[0]))];
		unsigned char *arg = rnd() % 8 ? room + 8192 : edge - rnd() % 64;
		size_t size = _IOC_SIZE(cmd);

		if (arg + size <= edge)
			fill(arg, size, room, edge);
		if (arg + size <= edge && cmd == HP_IOC_STUB && rnd() % 2)
			fill_stub(arg);
		if (arg + size <= edge && cmd == HP_IOC_BODY && rnd() % 4)
			fill_body(arg, room, edge);
		if (arg + size <= edge && rnd() % 4)
			fill_sizes(arg, cmd);
		errno = 0;
		if (!ioctl(fd, cmd, arg))
			good++;
		else if (!known(errno) && strange++ < 5)
			printf("command %#x: unexpected errno %d\n", cmd, errno);
		calls++;
		if (rnd() % 64 == 0 && read(fd, room, rnd() % 4096) < 0 && errno != EAGAIN &&
		    errno != EINVAL)
			strange++;
		if (rnd() % 256 == 0) {
			close(fd);
			fd = open(HP_DEVICE, O_RDWR | O_NONBLOCK);
		}
	}
	printf("%lu calls, %lu succeeded, %lu strange\n", calls, good, strange);
	return strange || !good || good == calls;
}
