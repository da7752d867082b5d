// SPDX-License-Identifier: GPL-2.0-only
/*
 * hammer - calls one system call from every CPU as fast as it can, and looks at each result.
 *
 *	hammer start SOCK CALL [PER_CPU]	PER_CPU (1) threads pinned to each CPU
 *	hammer count SOCK			prints the calls so far; status 1 if a result was wrong
 *	hammer end SOCK				stops, prints
 *		"getpid: 123456 calls by 4 threads on 4 CPUs, 0 wrong"
 *
 * CALL is
 *	getpid		must give this process's id
 *	stat		of a long path that exists (same inode each time) and of one that does not (ENOENT)
 *	times		the process's times must not go backwards, nor jump by more than a day
 *	open		/proc/meminfo, reads its first bytes, closes: must begin like a /proc file
 *
 * "end" waits for every thread: one that never comes back hangs the test, which is then a failure.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <unistd.h>
#include "common/ctl.h"

#define MAX_THREADS	256
#define DAY_TICKS	(24L * 3600 * 100)
#define WHERE		"/tmp/hammer"
#define THERE		WHERE "/./a/../a/b/c/d/e/f"

struct thread {
	pthread_t id;
	int cpu;
	unsigned long calls, wrong;
	char first_wrong[80];	/* complete before .wrong becomes 1 */
	struct tms last;
};

/* One or more calls; NULL, or what was wrong. */
typedef const char *(*hammer_fn)(struct thread *t);

static struct thread threads[MAX_THREADS];
static int nthreads, ncpus;
static volatile bool stop;
static const char *what;
static hammer_fn fn;
static pid_t mypid;
static ino_t there_ino;

static const char *hit_getpid(struct thread *t)
{
	(void)t;
	return syscall(SYS_getpid) == mypid ? NULL : "another process id";
}

static const char *hit_stat(struct thread *t)
{
	struct stat st;

	(void)t;
	if (stat(THERE, &st))
		return "the path that exists was not found";
	if (st.st_ino != there_ino)
		return "another inode";
	if (stat(WHERE "/a/b/x", &st) == 0 || errno != ENOENT)
		return "the path that does not exist: no ENOENT";
	return NULL;
}

static const char *hit_times(struct thread *t)
{
	struct tms now;
	const char *bad = NULL;

	if (times(&now) == (clock_t)-1 && errno)
		return "times failed";
	if (now.tms_utime < t->last.tms_utime || now.tms_stime < t->last.tms_stime)
		bad = "time went backwards";
	else if (now.tms_utime > DAY_TICKS || now.tms_stime > DAY_TICKS ||
		 now.tms_cutime || now.tms_cstime)
		bad = "no plausible time";
	t->last = now;
	return bad;
}

static const char *hit_open(struct thread *t)
{
	int fd = open("/proc/meminfo", O_RDONLY);
	char text[64] = "";
	ssize_t n = read(fd, text, sizeof(text) - 1);

	(void)t;
	if (fd < 0)
		return "open failed";
	close(fd);
	return n > 10 && strstr(text, "kB\n") ? NULL : "no /proc/meminfo";
}

static const struct { const char *name; hammer_fn fn; } calls[] = {
	{ "getpid", hit_getpid },
	{ "stat", hit_stat },
	{ "times", hit_times },
	{ "open", hit_open },
};

static void *run(void *arg)
{
	struct thread *t = arg;

	while (!stop) {
		const char *bad = fn(t);

		__atomic_store_n(&t->calls, t->calls + 1, __ATOMIC_RELAXED);
		if (!bad)
			continue;
		if (!t->wrong)
			snprintf(t->first_wrong, sizeof(t->first_wrong), "%s", bad);
		__atomic_store_n(&t->wrong, t->wrong + 1, __ATOMIC_RELEASE);
	}
	return NULL;
}

static int start_one(int cpu)
{
	struct thread *t = &threads[nthreads];
	pthread_attr_t attr;
	cpu_set_t set;
	int err;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	t->cpu = cpu;
	pthread_attr_init(&attr);
	pthread_attr_setaffinity_np(&attr, sizeof(set), &set);
	err = pthread_create(&t->id, &attr, run, t);
	pthread_attr_destroy(&attr);
	if (err)
		fprintf(stderr, "hammer: thread on CPU %d: %s\n", cpu, strerror(err));
	else
		nthreads++;
	return err;
}

static int make_path(void)
{
	static const char * const dirs[] = {
		WHERE, WHERE "/a", WHERE "/a/b", WHERE "/a/b/c", WHERE "/a/b/c/d",
		WHERE "/a/b/c/d/e", WHERE "/a/b/c/d/e/f",
	};
	struct stat st;

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		mkdir(dirs[i], 0700);
	if (stat(THERE, &st)) {
		perror(THERE);
		return -1;
	}
	there_ino = st.st_ino;
	return 0;
}

static int start(int argc, char **argv)
{
	int per_cpu = argc > 1 ? atoi(argv[1]) : 1;
	cpu_set_t cpus;

	for (size_t i = 0; argc && i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(argv[0], calls[i].name) == 0) {
			what = calls[i].name;
			fn = calls[i].fn;
		}
	}
	if (!fn || per_cpu < 1) {
		fprintf(stderr, "hammer: getpid, stat, times or open; and threads per CPU\n");
		return -1;
	}
	mypid = getpid();
	if (make_path() || sched_getaffinity(0, sizeof(cpus), &cpus))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &cpus))
			continue;
		ncpus++;
		for (int i = 0; i < per_cpu && nthreads < MAX_THREADS; i++)
			if (start_one(cpu))
				return -1;
	}
	return 0;
}

static int report(FILE *answer)
{
	unsigned long total = 0, wrong = 0;

	for (int i = 0; i < nthreads; i++) {
		total += __atomic_load_n(&threads[i].calls, __ATOMIC_RELAXED);
		if (!__atomic_load_n(&threads[i].wrong, __ATOMIC_ACQUIRE))
			continue;
		wrong += threads[i].wrong;
		fprintf(answer, "on CPU %d: %s\n", threads[i].cpu, threads[i].first_wrong);
	}
	fprintf(answer, "%s: %lu calls by %d threads on %d CPUs, %lu wrong\n", what, total, nthreads,
		ncpus, wrong);
	return wrong != 0;
}

static int ask(const char *verb, FILE *answer)
{
	if (strcmp(verb, "count") == 0)
		return report(answer);
	if (strcmp(verb, "end") != 0)
		return CTL_UNKNOWN;
	stop = true;
	for (int i = 0; i < nthreads; i++)
		pthread_join(threads[i].id, NULL);
	return report(answer);
}

int main(int argc, char **argv)
{
	static const struct ctl_prog prog = {
		.usage = "hammer start SOCK getpid|stat|times|open [PER_CPU] | count SOCK | end SOCK\n",
		.start = start,
		.ask = ask,
	};

	return ctl_main(argc, argv, &prog);
}
