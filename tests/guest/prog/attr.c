// SPDX-License-Identifier: GPL-2.0-only
/* attr.c - chattr(1) is not in busybox: "attr a FILE" is FILE append-only? "attr -a FILE" no more. */
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 3 ? open(argv[2], O_RDONLY) : -1, flags;

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags))
		return 2;
	if (!strcmp(argv[1], "a"))
		return !(flags & FS_APPEND_FL);
	flags &= ~FS_APPEND_FL;
	return ioctl(fd, FS_IOC_SETFLAGS, &flags) ? 2 : 0;
}
