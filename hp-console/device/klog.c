// SPDX-License-Identifier: GPL-2.0-only
/* klog.c - see klog.h.  Format: Documentation/ABI/testing/dev-kmsg. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "device/klog.h"
#include "output/clean.h"

#define RECORD_MAX 8192		/* the kernel's own limit */

bool klog_parse(const char *record, struct klog_line *line)
{
	unsigned long long usec;
	unsigned int prio;
	const char *text;
	size_t len;

	if (sscanf(record, "%u,%*u,%llu", &prio, &usec) != 2)
		return false;
	text = strchr(record, ';');
	if (!text)
		return false;
	len = strcspn(++text, "\n");	/* further lines are the dictionary */
	line->kernel = prio >> 3 == 0;
	line->usec = usec;
	snprintf(line->text, sizeof(line->text), "%.*s", (int)len, text);
	clean_text(line->text);
	return true;
}

bool klog_value(const char *text, const char *key, char *buf, size_t size)
{
	size_t klen = strlen(key), n;
	const char *p = text;

	while ((p = strstr(p, key))) {
		if ((p == text || p[-1] == ' ') && p[klen] == '=')
			break;
		p += klen;
	}
	if (!p)
		return false;
	p += klen + 1;
	if (*p == '"')
		n = strcspn(++p, "\"");
	else
		n = strcspn(p, " ");
	snprintf(buf, size, "%.*s", (int)n, p);
	return true;
}

bool klog_open(struct session *s, bool from_now)
{
	return !s->dev->log_open(s->dev, from_now);
}

int klog_next(struct session *s, struct klog_line *line)
{
	char record[RECORD_MAX];
	ssize_t n;

	while ((n = s->dev->log_next(s->dev, record, sizeof(record))) > 0)
		if (klog_parse(record, line))
			return 1;
	return (int)n;
}
