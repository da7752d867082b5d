// SPDX-License-Identifier: GPL-2.0-only
/* patches.c - load and unload patches, list and show them. */
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "files/trust.h"
#include "format/buildid.h"
#include "history/history.h"
#include "patch/bodies.h"
#include "patch/fits.h"
#include "patch/insmod.h"
#include "patch/value.h"
#include "report/blockers.h"
#include "report/show.h"
#include "verbs/verbs.h"

VERB(load)
{
	struct patch p;
	int ret;

	if (trust_word(s, argc, argv) > 2)
		return fail_found(s, HPX_USAGE, "load", "a NAME, and \"" TRUST_WORD "\" or nothing",
				  "more words");
	ret = patch_find(s, argv[1], &p);
	if (!ret)
		ret = patch_is_what_is_loaded(s, &p);
	if (!ret && p.loaded) {
		out_str(&s->out, "patch", p.name);
		out_bool(&s->out, "already", true);
		out_text(&s->out, "%s: loaded already%s%s\n", p.name,
			 p.state.state == HP_LOADED ? "" : ", and ",
			 p.state.state == HP_LOADED ? "" : text_state(p.state.state));
	} else if (!ret) {
		ret = load_patch(s, &p);
		if (!ret) {
			out_str(&s->out, "patch", p.name);
			out_str(&s->out, "path", p.path);
			out_text(&s->out, "%s: loaded, not applied: %u function%s, from %s\n",
				 p.name, p.pf.nfuncs, &"s"[p.pf.nfuncs == 1], p.path);
		}
	}
	patch_release(&p);
	return ret;
}

static int unload(struct session *s, const struct patch *p)
{
	int ret;

	if (p->state.state != HP_LOADED)
		return fail_found(s, HPX_FAILED, p->name,
				  "loaded and not applied (revert it first)",
				  text_state(p->state.state));
	ret = unload_patch(s, p->name);
	if (ret)
		return ret;
	out_str(&s->out, "patch", p->name);
	out_text(&s->out, "%s: unloaded\n", p->name);
	return 0;
}

VERB(unload)
{
	struct patch p;
	int ret = patch_find_loaded(s, argv[1], &p);

	(void)argc;
	if (!ret && p.loaded) {
		ret = unload(s, &p);
	} else if (!ret) {
		out_str(&s->out, "patch", p.name);
		out_bool(&s->out, "already", true);
		out_text(&s->out, "%s: not loaded: nothing to do\n", p.name);
	}
	patch_release(&p);
	return ret;
}

/* For programs only.  A person is told in words where two builds differ. */
static void show_build_id(struct session *s, const uint8_t *id)
{
	char text[BUILDID_TEXT_SIZE];

	out_str(&s->out, "build_id", buildid_known(id) ? buildid_text(text, id) : "");
}

static void list_loaded(struct session *s, const struct hp_patch *p)
{
	char left[48] = "", calls[48] = "";

	out_object(&s->out, NULL);
	out_str(&s->out, "name", p->name);
	out_str(&s->out, "state", word_state(p->state));
	out_str(&s->out, "kind", word_kind(p->kind));
	out_uint(&s->out, "functions", p->nfuncs);
	out_uint(&s->out, "changed", p->changed);
	out_uint(&s->out, "confirm_left_s", p->confirm_left_s);
	out_addr(&s->out, "text", p->text_addr);
	out_uint(&s->out, "text_size", p->text_size);
	out_uint(&s->out, "total_size", p->total_size);
	out_uint(&s->out, "applied_ns", p->applied_ns);
	out_uint(&s->out, "counting", p->counting);
	out_uint(&s->out, "hits", p->hits);
	out_uint(&s->out, "draining", p->draining);
	show_build_id(s, p->build_id);
	if (p->kind == HP_KIND_STUB)
		out_int(&s->out, "value", p->value);
	out_end(&s->out);
	if (p->state == HP_UNCONFIRMED)
		snprintf(left, sizeof(left), "applied, %u s left to confirm",
			 p->confirm_left_s);
	if (p->counting || p->hits)
		snprintf(calls, sizeof(calls), ", %llu call%s", (unsigned long long)p->hits,
			 &"s"[p->hits == 1]);
	out_text(&s->out, "%-20s %2u function%s  %llu bytes  %s%s%s\n", p->name, p->nfuncs,
		 p->nfuncs == 1 ? " " : "s", (unsigned long long)p->total_size,
		 *left ? left : text_state(p->state), calls,
		 p->changed ? "  OVERWRITTEN BY SOMEBODY ELSE" : "");
}

struct listing {
	struct session *s;
	const struct hp_patch *loaded;
	uint32_t nloaded, nfiles;
};

static bool list_file(void *arg, const char *path, const struct patchfile *pf)
{
	struct listing *l = arg;
	struct session *s = l->s;
	bool known = false, other = false;

	for (uint32_t i = 0; i < l->nloaded; i++) {
		if (strcmp(l->loaded[i].name, pf->name))
			continue;
		other = buildid_differ(l->loaded[i].build_id, pf->build_id);
		known = !other;
	}
	out_object(&s->out, NULL);
	out_str(&s->out, "name", pf->name);
	out_str(&s->out, "path", path);
	out_str(&s->out, "description", pf->description);
	out_bool(&s->out, "loaded", known);
	out_bool(&s->out, "other_build", other);
	out_end(&s->out);
	if (known)
		return true;
	if (!l->nfiles++)
		out_text(&s->out, "files, not loaded:\n");
	out_text(&s->out, "  %-16s %.60s\n", pf->name,
		 other ? "another build than the one that is loaded" : pf->description);
	return true;
}

VERB(list)
{
	struct listing l = { .s = s };
	struct hp_patch *list;
	int ret = patch_list(s, &list, &l.nloaded);

	(void)argc;
	(void)argv;
	if (ret)
		return ret;
	out_array(&s->out, "loaded");
	for (uint32_t i = 0; i < l.nloaded; i++)
		list_loaded(s, &list[i]);
	out_end(&s->out);
	if (!l.nloaded)
		out_text(&s->out, "no patch is loaded\n");
	l.loaded = list;
	out_array(&s->out, "files");
	patch_each_file(s, list_file, &l);
	out_end(&s->out);
	free(list);
	return 0;
}

/* Where a patch was loaded from the last time, as the history has it. */
struct origin {
	const char *name;
	char file[sizeof(((struct history_entry *)0)->file)];
	char sha256[DIGEST_SIZE];
};

static void take_origin(void *arg, const struct history_entry *e)
{
	struct origin *o = arg;

	if (!*e->file || strcmp(e->patch, o->name))
		return;
	memcpy(o->file, e->file, sizeof(o->file));
	memcpy(o->sha256, e->sha256, sizeof(o->sha256));
}

/*
 * The module keeps no description.  The file has it, and one that was loaded as ./FILE.ko need not be in the search list:
 * it counts if it still has the bytes that were loaded.
 */
static void find_file_by_history(struct session *s, struct patch *p)
{
	struct origin o = { .name = p->name };
	uint64_t unreadable;
	struct patch file;

	if (p->path || p->state.kind != HP_KIND_MODULE || history_each(take_origin, &o, &unreadable) || !*o.file)
		return;
	if (!patch_find(s, o.file, &file) && file.loaded && !file.other_build && !strcmp(file.name, p->name) &&
	    !strcmp(file.sha256, o.sha256)) {
		patch_release(p);
		*p = file;
		return;
	}
	s->text[0] = '\0';
	patch_release(&file);
}

static void show_head(struct session *s, const struct patch *p)
{
	char value[48];

	out_str(&s->out, "patch", p->name);
	out_str(&s->out, "state", p->loaded ? word_state(p->state.state) : "file");
	if (p->path)
		out_str(&s->out, "path", p->path);
	out_str(&s->out, "kind", word_kind(p->loaded ? p->state.kind : HP_KIND_MODULE));
	if (p->loaded && p->state.kind == HP_KIND_STUB) {
		out_int(&s->out, "value", p->state.value);
		out_text(&s->out, "%s: a stub, it returns %s\n", p->name,
			 value_text(value, sizeof(value), p->state.value));
	} else {
		const char *description = p->other_build && p->loaded ? "" : p->pf.description;
		const char *none = p->path ? "(no description)" : "(its file was not found, and so no description)";

		out_str(&s->out, "description", description);
		show_build_id(s, p->loaded ? p->state.build_id : p->pf.build_id);
		out_text(&s->out, "%s: %s\n", p->name,
			 *description ? description : none);
	}
	out_text(&s->out, "  %s\n", p->loaded ? text_state(p->state.state) : "a file, not loaded");
	if (p->loaded && p->state.state == HP_UNCONFIRMED) {
		out_uint(&s->out, "confirm_left_s", p->state.confirm_left_s);
		out_text(&s->out, "  reverts by itself in %u s unless confirmed\n",
			 p->state.confirm_left_s);
	}
	out_bool(&s->out, "other_build", p->other_build);
	if (p->path && p->other_build && p->loaded)
		out_text(&s->out, "  the file %s is another build than the one that is loaded\n", p->path);
	else if (p->path)
		out_text(&s->out, "  file %s%s\n", p->path,
			 p->other_build ? ", of which another build is loaded" : "");
	if (p->loaded) {
		out_addr(&s->out, "text", p->state.text_addr);
		out_uint(&s->out, "text_size", p->state.text_size);
		out_text(&s->out, "  code at 0x%llx, %llu bytes\n",
			 (unsigned long long)p->state.text_addr,
			 (unsigned long long)p->state.text_size);
	}
}

static const char *replacement_of(struct session *s, const struct patch *p, uint32_t i, char *buf,
				  size_t size)
{
	if (!p->loaded)
		return p->pf.funcs[i].replacement;
	return p->targets[i].replacement ? symbolize(s, p->targets[i].replacement, buf, size) : "";
}

/* The addresses for a file come from HP_IOC_CHECK; its verdicts are not shown here. */
static int show_functions(struct session *s, struct patch *p)
{
	struct hp_check c = { 0 };
	char buf[384];
	int ret = patch_targets(s, p);

	if (ret)
		return ret;
	c.targets = (uintptr_t)p->targets;
	c.count = p->ntargets;
	if (!p->loaded && contract_call(s, HP_IOC_CHECK, &c))
		note(s, "the module could not look at the functions");
	if (!p->loaded && bodies_ask(s, p))
		note(s, "the module could not compare the functions");
	out_array(&s->out, "functions");
	out_text(&s->out, "functions it replaces:\n");
	for (uint32_t i = 0; i < p->ntargets; i++)
		show_target(s, &p->targets[i], p->bodies ? &p->bodies[i] : NULL,
			    replacement_of(s, p, i, buf, sizeof(buf)), false);
	out_end(&s->out);
	return 0;
}

VERB(show)
{
	struct patch p;
	int ret = patch_find(s, argv[1], &p);

	(void)argc;
	if (!ret && p.loaded)
		find_file_by_history(s, &p);
	if (p.by_path && p.other_build)		/* show the file, not the other build that is loaded */
		p.loaded = false;
	if (!ret) {
		show_head(s, &p);
		ret = show_functions(s, &p);
	}
	if (!ret && p.path && p.pf.is_patch && !(p.loaded && p.other_build)) {
		int fits = patch_fits(s, &p);

		out_bool(&s->out, "fits", !fits);
		out_text(&s->out, "kernel: %s\n", fits ? s->text : "made for this one");
		if (!p.loaded && !fits)
			ret = load_check(s, &p, true);
	}
	patch_release(&p);
	return ret;
}
