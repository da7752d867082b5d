// SPDX-License-Identifier: GPL-2.0-only
/* device.c - /dev/hotpatch: who may open it, and where reads and commands go. */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include "patch/load.h"
#include "user/client.h"
#include "user/commands.h"
#include "user/device.h"

static ssize_t device_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct hp_client *client = file->private_data;

	return hp_reader_read(&client->reader, buf, len, file->f_flags & O_NONBLOCK);
}

static __poll_t device_poll(struct file *file, poll_table *wait)
{
	struct hp_client *client = file->private_data;

	return hp_reader_poll(&client->reader, file, wait);
}

static int device_open(struct inode *inode, struct file *file)
{
	struct hp_client *client;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (security_locked_down(LOCKDOWN_MODULE_SIGNATURE))
		return -EPERM;
	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	hp_reader_init(&client->reader);
	file->private_data = client;
	return nonseekable_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct hp_client *client = file->private_data;

	hp_load_abandon(file);
	hp_caller_keep(&client->caller, NULL);
	kfree(client);
	return 0;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.read = device_read,
	.poll = device_poll,
	.unlocked_ioctl = hp_command,
	.compat_ioctl = compat_ptr_ioctl,	/* no struct differs for 32-bit programs */
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = KBUILD_MODNAME,
	.mode = 0600,
	.fops = &device_fops,
};

int hp_device_init(void)
{
	return misc_register(&device);
}

void hp_device_exit(void)
{
	misc_deregister(&device);
}
