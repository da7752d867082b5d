/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * match.h - the state of one comparison of an object with an image, and its steps.
 */
#ifndef MATCH_H
#define MATCH_H

#include "match/image.h"
#include "match/object.h"
#include "match/sites.h"

#define DIFFERENCE_BYTES	8	/* that are shown */
#define NOWHERE			UINT64_MAX	/* the address of what is not there */

/* The first place at which a function is not what was expected. */
struct difference {
	uint64_t offset;		/* in the function; UINT64_MAX: there is none */
	unsigned int nexpected, nfound;	/* bytes */
	uint8_t expected[DIFFERENCE_BYTES], found[DIFFERENCE_BYTES];
	/* Of a reference from a module, whose bytes are empty: what it leads to. */
	bool addresses;
	uint64_t expected_address, found_address;
};

/* A reference of matched code. */
struct ref {
	uint32_t func;			/* which one has it */
	const struct reloc *reloc;
	uint64_t symbol;		/* address of the relocation's symbol, */
	uint64_t known;			/* and which bits of symbol + addend are known */
};

struct refs {
	struct ref *list;
	size_t n, room;
};

enum func_state {
	FUNC_OPEN,			/* not yet, or in more than one place */
	FUNC_OK,
	FUNC_DIFFERS,
	FUNC_ABSENT,
};

struct func {
	uint32_t nr;			/* of its symbol */
	const struct elf_symbol *sym;
	enum func_state state;
	bool overridden;		/* FUNC_ABSENT, because another file's has its name */
	bool placed;			/* its bytes match at addr, whatever its references say */
	uint64_t addr;			/* of FUNC_OK and FUNC_DIFFERS */
	struct difference difference;
};

/* Address of something of the object, by the references that lead there. */
struct vote {
	uint64_t key;			/* see match/votes.c */
	uint64_t addr;
};

struct match {
	struct object object;
	struct image image;
	struct sites sites;
	struct func *funcs;		/* by section and offset */
	size_t nfuncs;
	struct refs refs;		/* of functions that are FUNC_OK */
	struct vote *votes;		/* sorted; the winner of each key comes first */
	size_t nvotes;
};

/* match/func.c: compares a function with the bytes at addr.  1 the same, 0 not (*d says where), -1 with *f
 * noted.  Its references are appended to refs. */
int match_func(const struct match *m, uint32_t func, uint64_t addr, struct difference *d,
	       struct refs *refs, struct fail *f);

/* match/content.c: are the constants the same that a reference from section at offset leads to, here at address?
 * false: *d has the first bytes that are not. */
bool match_content(const struct match *m, uint32_t section, const struct reloc *r,
		   const struct field *fd, uint64_t address, struct difference *d);

/* How far behind the field the instruction ends that has it, if distances count from there. */
unsigned int match_bias(const struct match *m, uint32_t section, const struct reloc *r,
			const struct field *fd);

/* match/keys.c: appends the references to static keys that the kernel's table has for branches of matched code. 0, or
 * -1 with *f noted. */
int match_keys(const struct match *m, struct refs *refs, struct fail *f);

int refs_append(struct refs *refs, const struct ref *ref, struct fail *f);

/* --- match/votes.c --- */

/* Does it come from elsewhere, or may it, as a weak one does whose place another file's has taken? */
bool match_is_foreign(const struct elf_symbol *s);

bool match_is_function(const struct match *m, const struct elf_symbol *s);

/* The function of the section that offset lies in, its end included; NULL: none. */
const struct func *match_function(const struct match *m, uint32_t section, uint64_t offset);

/* Counts what functions that are FUNC_OK say.  0, or -1 with *f noted. */
int match_vote(struct match *m, struct fail *f);

/* Where the majority says that a section of the object is. */
bool match_winner(const struct match *m, uint64_t key, uint64_t *addr);

/* Is the image's symbol of that name elsewhere than where the reference leads?  *other is where, or NOWHERE if there
 * is none, and what is there has another name. */
bool match_is_elsewhere(const struct match *m, const struct ref *r, uint64_t *other);

/* Does the reference lead where those of the others do?  false: *addr is where its symbol should be. */
bool match_is_expected(const struct match *m, const struct ref *r, uint64_t *addr);

/* The address of symbol nr of the object, if matched code tells. */
bool match_symbol(const struct match *m, uint32_t nr, uint64_t *addr);

/* --- the steps --- */

/* match/place.c: finds the place of each function, and judges it.  0, or -1 with *f noted. */
int match_place(struct match *m, struct fail *f);

/* match/body.c: what a running kernel may have other than the image, in order; as many ranges as *n. 0, or -1 with
 * *f noted. The list is to be freed. */
struct range {
	uint64_t offset, size;
};
int match_ranges(const struct match *m, const struct func *func, struct range **list, size_t *n,
		 struct fail *f);

/* match/new.c: prints what new, the changed object, refers to besides, where the name alone would not do. */
int match_new(const struct match *m, const char *new, struct fail *f);

/* match/main.c: prints the "sym" line of name, which is at addr, where the image has symbol s, or NULL. */
void match_put_symbol(const struct match *m, const char *name, uint64_t addr, const struct symbol *s);

#endif
