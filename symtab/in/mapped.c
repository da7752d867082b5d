// SPDX-License-Identifier: GPL-2.0-only
/* mapped.c - see in/mapped.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "in/mapped.h"

int mapped_open(struct mapped *file, const char *path, const char *what, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || !st.st_size) {
		close(fd);
		return fail(f, "%s: not a file with %s in it", path, what);
	}
	p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return fail(f, "%s: %s", path, strerror(errno));
	file->bytes = p;
	file->size = st.st_size;
	return 0;
}

void mapped_close(struct mapped *file)
{
	if (file->bytes)
		munmap((void *)file->bytes, file->size);
	*file = (struct mapped){ 0 };
}
