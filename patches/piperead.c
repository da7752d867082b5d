// SPDX-License-Identifier: GPL-2.0-only
/*
 * piperead.c - pipe_read() (anon_pipe_read() since 6.16), in which every reader of an empty pipe sleeps, counts its bytes.
 *
 * Shows: a function that sleeps in its middle, called through a pointer (a file_operations of the
 * kernel that is not touched), with locks, exception tables (copy_page_to_iter writes to user memory)
 * and wake-ups; a static inline function of the kernel's file copied, as nothing of it is left to
 * call; two kernels whose own functions differ.
 *
 * A session, in /sys/module on 6.1.  Ten tasks wait in it all the while:
 *
 *	# hp-console apply piperead
 *	piperead: applied: depth nudge, 1 stop, longest 14.5 ms, tasks held 22.4 ms, whole 24.7 ms
 *	# echo hello | cat
 *	hello
 *	# cat piperead/parameters/bytes
 *	6
 *	# hp-console revert piperead
 *	piperead: reverted, the old code runs: depth nudge, 1 stop, longest 49.6 ms, tasks held
 *		63.8 ms, whole 65.1 ms
 *	# hp-console unload piperead
 *	piperead: unloaded
 *	# sleepers end /tmp/p
 *	pipe: 10 undisturbed, 0 disturbed
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pipe_fs_i.h>
#include <linux/poll.h>
#include <linux/uio.h>
#include <linux/version.h>
#include <linux/watch_queue.h>
#include "hotpatch.h"

static atomic_long_t bytes;

static void lock_pipe(struct pipe_inode_info *pipe)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	mutex_lock(&pipe->mutex);
#else
	mutex_lock_nested(&pipe->mutex, I_MUTEX_PARENT);
#endif
}

static bool may_not_wait(const struct kiocb *iocb)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	if (iocb->ki_flags & IOCB_NOWAIT)
		return true;
#endif
	return iocb->ki_filp->f_flags & O_NONBLOCK;
}

static bool readable(const struct pipe_inode_info *pipe)
{
	unsigned int head = READ_ONCE(pipe->head);
	unsigned int tail = READ_ONCE(pipe->tail);
	unsigned int writers = READ_ONCE(pipe->writers);

	return !pipe_empty(head, tail) || !writers;
}

/* The lock is against post_one_notification(), which holds nothing else. */
static void drop_buffer(struct pipe_inode_info *pipe, struct pipe_buffer *buf)
{
	pipe_buf_release(pipe, buf);
	spin_lock_irq(&pipe->rd_wait.lock);
#ifdef CONFIG_WATCH_QUEUE
	if (buf->flags & PIPE_BUF_FLAG_LOSS)
		pipe->note_loss = true;
#endif
	pipe->tail++;
	spin_unlock_irq(&pipe->rd_wait.lock);
}

/* Since 7.3 a pipe keeps a few pages that were read. */
static void unlock_pipe(struct pipe_inode_info *pipe)
{
#ifdef PIPE_PREALLOC_MAX
	struct page *excess[PIPE_PREALLOC_MAX];
	unsigned int n = 0;

	while (pipe->prealloc.count > PIPE_PREALLOC_KEEP)
		excess[n++] = pipe->prealloc.pages[--pipe->prealloc.count];
	mutex_unlock(&pipe->mutex);
	while (n)
		put_page(excess[--n]);
#else
	mutex_unlock(&pipe->mutex);
#endif
}

/* The watch queue lost a note: say so to the reader.  0, or why not. */
static int read_loss(struct pipe_inode_info *pipe, struct iov_iter *to)
{
#ifdef CONFIG_WATCH_QUEUE
	struct watch_notification n = {
		.type = WATCH_TYPE_META,
		.subtype = WATCH_META_LOSS_NOTIFICATION,
		.info = watch_sizeof(n),
	};

	if (iov_iter_count(to) < sizeof(n))
		return -ENOBUFS;
	if (copy_to_iter(&n, sizeof(n), to) != sizeof(n))
		return -EFAULT;
	pipe->note_loss = false;
#endif
	return 0;
}

static bool lost(const struct pipe_inode_info *pipe)
{
#ifdef CONFIG_WATCH_QUEUE
	return pipe->note_loss;
#else
	return false;
#endif
}

/* One buffer's worth.  Bytes read, or -errno; *last when a packet ended. */
static ssize_t read_buffer(struct pipe_inode_info *pipe, struct iov_iter *to, bool *last)
{
	struct pipe_buffer *buf = &pipe->bufs[pipe->tail & (pipe->ring_size - 1)];
	size_t chars = min_t(size_t, buf->len, iov_iter_count(to));
	int err;

	if (chars < buf->len && buf->flags & PIPE_BUF_FLAG_WHOLE)
		return -ENOBUFS;
	err = pipe_buf_confirm(pipe, buf);
	if (err)
		return err;
	if (copy_page_to_iter(buf->page, buf->offset, chars, to) < chars)
		return -EFAULT;
	buf->offset += chars;
	buf->len -= chars;
	if (buf->flags & PIPE_BUF_FLAG_PACKET) {
		buf->len = 0;
		*last = true;
	}
	if (!buf->len)
		drop_buffer(pipe, buf);
	return chars;
}

/* Reads what there is without waiting.  Returns ret plus the bytes read; -errno only if that is 0. */
static ssize_t read_buffers(struct pipe_inode_info *pipe, struct iov_iter *to, ssize_t ret,
			    bool *done)
{
	for (;;) {
		/* Pairs with the release of ->head in post_one_notification(). */
		unsigned int head = smp_load_acquire(&pipe->head);
		ssize_t n;

		if (lost(pipe)) {
			n = read_loss(pipe, to);
			if (n) {
				*done = true;
				return ret ?: n;
			}
			ret += sizeof(struct watch_notification);
		}
		if (pipe_empty(head, pipe->tail))
			return ret;
		n = read_buffer(pipe, to, done);
		if (n < 0) {
			*done = true;
			return ret ?: n;
		}
		ret += n;
		if (*done || !iov_iter_count(to)) {
			*done = true;
			return ret;
		}
	}
}

static void wake_writers(struct pipe_inode_info *pipe, bool was_full)
{
	if (was_full)
		wake_up_interruptible_sync_poll(&pipe->wr_wait, EPOLLOUT | EPOLLWRNORM);
	kill_fasync(&pipe->fasync_writers, SIGIO, POLL_OUT);
}

static HOTPATCH_NEW ssize_t new_pipe_read(struct kiocb *iocb, struct iov_iter *to)
{
	struct pipe_inode_info *pipe = iocb->ki_filp->private_data;
	bool was_full, wake_next_reader = false, done = false;
	ssize_t ret = 0;

	if (!iov_iter_count(to))
		return 0;

	lock_pipe(pipe);
	was_full = pipe_full(pipe->head, pipe->tail, pipe->max_usage);
	for (;;) {
		ret = read_buffers(pipe, to, ret, &done);
		if (done || !pipe->writers || ret)
			break;
		if (may_not_wait(iocb)) {
			ret = -EAGAIN;
			break;
		}
		mutex_unlock(&pipe->mutex);

		/* Nothing was read, but an empty buffer may have been dropped. */
		wake_writers(pipe, was_full);
		if (wait_event_interruptible_exclusive(pipe->rd_wait, readable(pipe)) < 0)
			return -ERESTARTSYS;

		lock_pipe(pipe);
		was_full = pipe_full(pipe->head, pipe->tail, pipe->max_usage);
		wake_next_reader = true;
	}
	if (pipe_empty(pipe->head, pipe->tail))
		wake_next_reader = false;
	unlock_pipe(pipe);

	if (was_full)
		wake_up_interruptible_sync_poll(&pipe->wr_wait, EPOLLOUT | EPOLLWRNORM);
	if (wake_next_reader)
		wake_up_interruptible_sync_poll(&pipe->rd_wait, EPOLLIN | EPOLLRDNORM);
	kill_fasync(&pipe->fasync_writers, SIGIO, POLL_OUT);
	if (ret > 0) {
		atomic_long_add(ret, &bytes);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
		file_accessed(iocb->ki_filp);
#endif
	}
	return ret;
}

static int show_bytes(char *buf, const struct kernel_param *unused)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read(&bytes));
}

static const struct kernel_param_ops bytes_ops = { .get = show_bytes };
module_param_cb(bytes, &bytes_ops, NULL, 0444);

/* Since 6.16 the time of access, which only a named pipe has, is kept by fifo_pipe_read(), which calls it. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
HOTPATCH("pipes count the bytes read from them, in parameters/bytes",
	 HOTPATCH_REPLACE(anon_pipe_read, new_pipe_read));
#else
HOTPATCH("pipes count the bytes read from them, in parameters/bytes",
	 HOTPATCH_REPLACE(pipe_read, new_pipe_read));
#endif
