/* SPDX-License-Identifier: GPL-2.0-only */
/* event.h - one event of the module, shown. */
#ifndef HP_EVENT_H
#define HP_EVENT_H

#include "session/session.h"

/* One event in text ("* ...") or as an object. */
void show_event(struct session *s, const struct hp_event *ev);

#endif
