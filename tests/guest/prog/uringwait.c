// SPDX-License-Identifier: GPL-2.0-only
/*
 * uringwait - waits in io_uring_enter(2) for a read of a pipe, and says what came of it.
 *
 *	uringwait FIFO	"served 5 bytes, interrupted", or without the last word if no wait was
 *			cut short.  Status 0; 1 with the reason; 77: this kernel has no io_uring.
 *
 * The system calls are raw, so that no library hides an EINTR; a wait that was cut short is begun
 * again at once, as servers do it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NO_URING	77

struct ring {
	int fd;
	uint8_t *sq, *cq;
	struct io_uring_sqe *sqes;
	struct io_uring_params params;
};

static int failed(const char *what)
{
	perror(what);
	return 1;
}

static void *map(const struct ring *ring, size_t size, off_t offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, offset);
}

static bool ring_open(struct ring *ring)
{
	struct io_uring_params *p = &ring->params;

	ring->fd = (int)syscall(__NR_io_uring_setup, 1, p);
	if (ring->fd < 0)
		return false;
	ring->sq = map(ring, p->sq_off.array + p->sq_entries * sizeof(uint32_t), IORING_OFF_SQ_RING);
	ring->cq = map(ring, p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe),
		       IORING_OFF_CQ_RING);
	ring->sqes = map(ring, p->sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
	return ring->sq != MAP_FAILED && ring->cq != MAP_FAILED && ring->sqes != MAP_FAILED;
}

static void queue_read(struct ring *ring, int fd, void *buf, uint32_t size)
{
	uint32_t *tail = (uint32_t *)(ring->sq + ring->params.sq_off.tail);

	ring->sqes[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_READ, .fd = fd, .addr = (uintptr_t)buf, .len = size,
	};
	((uint32_t *)(ring->sq + ring->params.sq_off.array))[0] = 0;
	__atomic_store_n(tail, *tail + 1, __ATOMIC_RELEASE);
}

static bool is_done(const struct ring *ring)
{
	const uint8_t *cq = ring->cq;

	return __atomic_load_n((const uint32_t *)(cq + ring->params.cq_off.tail), __ATOMIC_ACQUIRE) !=
	       *(const uint32_t *)(cq + ring->params.cq_off.head);
}

/* False: another error than EINTR. */
static bool wait_for_it(const struct ring *ring, bool *interrupted)
{
	unsigned int submit = 1;

	while (!is_done(ring)) {
		if (syscall(__NR_io_uring_enter, ring->fd, submit, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0) {
			if (errno != EINTR)
				return false;
			*interrupted = true;
		}
		submit = 0;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct ring ring = { 0 };
	bool interrupted = false;
	char buf[64];
	int fifo;

	if (argc != 2)
		return failed("usage: uringwait FIFO");
	fifo = open(argv[1], O_RDWR);
	if (fifo < 0)
		return failed(argv[1]);
	if (!ring_open(&ring))
		return errno == ENOSYS ? NO_URING : failed("io_uring_setup");
	queue_read(&ring, fifo, buf, sizeof(buf));
	if (!wait_for_it(&ring, &interrupted))
		return failed("io_uring_enter");
	printf("served %d bytes%s\n", ((struct io_uring_cqe *)(ring.cq + ring.params.cq_off.cqes))[0].res,
	       interrupted ? ", interrupted" : "");
	return 0;
}
