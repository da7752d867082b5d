// SPDX-License-Identifier: GPL-2.0-only
/* file.c - see match/file.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "match/file.h"

int file_map(struct file *file, const char *path, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size) {
		close(fd);
		return fail(f, "%s: expected a file with something in it", path);
	}
	p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return fail(f, "%s: %s", path, strerror(errno));
	file->bytes = p;
	file->size = st.st_size;
	return 0;
}

void file_unmap(struct file *file)
{
	if (file->bytes)
		munmap((void *)file->bytes, file->size);
	*file = (struct file){ 0 };
}
