// SPDX-License-Identifier: GPL-2.0-only
/*
 * compat - HP_IOC_INFO as a 32-bit program calls it: by int $0x80, which takes the kernel's compat path
 * also from a 64-bit program.  Status 0: it answers as it answers the native call; 1: it does not;
 * 2: this machine has no such call.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

#ifdef __x86_64__
#define I386_IOCTL	54

/* Pointers of a 32-bit program have 32 bits, so the answer must be in low memory. */
static long compat_ioctl(int fd, unsigned int cmd, void *low)
{
	long ret;

	asm volatile("int $0x80" : "=a"(ret)
		     : "a"((long)I386_IOCTL), "b"((long)fd), "c"((long)cmd), "d"(low)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
}

int main(void)
{
	struct hp_info native = { 0 };
	void *low = mmap(NULL, sizeof(native), PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	int fd = open(HP_DEVICE, O_RDWR);
	long ret;

	if (fd < 0 || low == MAP_FAILED || ioctl(fd, HP_IOC_INFO, &native))
		return 1;
	ret = compat_ioctl(fd, HP_IOC_INFO, low);
	printf("compat ioctl: %ld\n", ret);
	return ret || memcmp(low, &native, sizeof(native));
}
#else
int main(void)
{
	return 2;
}
#endif
