// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - the only file that talks to the kernel: /dev/hotpatch, the module loader and the log.
 *
 * Without nowait the device is opened so that ioctls may wait.  read() never does, because poll()
 * is asked first and nobody else reads this open file.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "device/device.h"

#define LOG_DEVICE "/dev/kmsg"
#define RETRIES	   1000	/* a call that is interrupted this often is given up and fails */

struct device {
	struct transport t;
	int fd;
	int log;
};

static struct device *device_of(struct transport *t)
{
	return (struct device *)t;	/* t is its first member */
}

static int dev_open(struct transport *t)
{
	struct device *d = device_of(t);

	if (d->fd >= 0)
		return 0;
	d->fd = open(HP_DEVICE, O_RDWR | O_CLOEXEC | (t->nowait ? O_NONBLOCK : 0));
	return d->fd < 0 ? -errno : 0;
}

static int dev_call(struct transport *t, unsigned long cmd, void *arg)
{
	int ret = -EINTR;

	for (int i = 0; i < RETRIES && (ret == -EINTR || (ret == -EAGAIN && !t->nowait)); i++)
		ret = ioctl(device_of(t)->fd, cmd, arg) < 0 ? -errno : 0;
	return ret;
}

static bool forbidden(int ret)
{
	return ret == -EPERM || ret == -EACCES;
}

static int insert_bytes(const void *data, size_t len)
{
	return syscall(SYS_init_module, data, len, "") < 0 ? -errno : 0;
}

/*
 * EPERM may also come from the module's own init, which must not run twice.  So the kernel is asked with
 * bytes that are no module: if it forbids those as well, it takes modules from files only.
 */
static bool takes_only_files(void)
{
	static const char no_module[4096];

	return forbidden(insert_bytes(no_module, sizeof(no_module)));
}

static int dev_insert(struct transport *t, const void *data, size_t len, int fd)
{
	int ret = insert_bytes(data, len);

	(void)t;
	if (fd < 0 || !forbidden(ret) || !takes_only_files())
		return ret;
	return syscall(SYS_finit_module, fd, "", 0) < 0 ? -errno : 0;
}

static int dev_remove(struct transport *t, const char *module)
{
	(void)t;
	return syscall(SYS_delete_module, module, O_NONBLOCK) < 0 ? -errno : 0;
}

static int dev_event(struct transport *t, struct hp_event *ev, int timeout_ms)
{
	struct pollfd p = { .fd = device_of(t)->fd, .events = POLLIN };
	int n = poll(&p, 1, timeout_ms);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (!n || !(p.revents & POLLIN))
		return 0;
	n = read(p.fd, ev, sizeof(*ev));
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : -errno;
	return n == sizeof(*ev) ? 1 : -EIO;
}

static int dev_log_open(struct transport *t, bool from_now)
{
	struct device *d = device_of(t);

	if (d->log < 0)
		d->log = open(LOG_DEVICE, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (d->log < 0)
		return -errno;
	return lseek(d->log, 0, from_now ? SEEK_END : SEEK_SET) < 0 ? -errno : 0;
}

static ssize_t dev_log_next(struct transport *t, char *buf, size_t size)
{
	ssize_t n;

	for (int i = 0; i < RETRIES; i++) {
		n = read(device_of(t)->log, buf, size - 1);
		if (n >= 0) {
			buf[n] = '\0';
			return n;
		}
		if (errno == EAGAIN)
			return 0;
		if (errno != EPIPE && errno != EINTR)	/* EPIPE: lines were overwritten, go on */
			return -errno;
	}
	return -EIO;
}

static void dev_close(struct transport *t)
{
	struct device *d = device_of(t);

	if (d->fd >= 0)
		close(d->fd);
	if (d->log >= 0)
		close(d->log);
	d->fd = d->log = -1;
}

struct transport *device_transport(void)
{
	static struct device d = {
		.t = {
			.open = dev_open,
			.call = dev_call,
			.insert = dev_insert,
			.remove = dev_remove,
			.event = dev_event,
			.log_open = dev_log_open,
			.log_next = dev_log_next,
			.close = dev_close,
		},
		.fd = -1,
		.log = -1,
	};

	return &d.t;
}
