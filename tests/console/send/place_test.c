// SPDX-License-Identifier: GPL-2.0-only
/* place_test.c - hp-send knows where it has come to, from what is said there. */
#include "rig/test.h"
#include "send/sendplace.h"

#define NELEMS(a) (sizeof(a) / sizeof((a)[0]))

static void test_places(void **state)
{
	static const struct {
		const char *heard, *quote;
		enum place place;
	} cases[] = {
		{ "", "", PLACE_SILENT },
		{ "\r\n", "", PLACE_STRANGE },
		{ "\r\nhp> ", "hp> ", PLACE_CONSOLE },
		{ "\r\nhp> \r\x1b[4C\x1b[K", "hp> ", PLACE_CONSOLE },
		{ "hp> junk\b\b\b\b", "hp> ", PLACE_CONSOLE },
		{ "hp> \r\n[   12.5] eth0: link is up\r\n", "[   12.5] eth0: link is up", PLACE_STRANGE },
		{ "hp> list\r\nOK\r\nbox login: ", "box login: ", PLACE_LOGIN },
		{ "\r\nDebian GNU/Linux 12 box ttyS0\r\n\r\nbox login:", "box login:", PLACE_LOGIN },
		{ "Password: ", "Password: ", PLACE_LOGIN },
		{ "really? (yes/no): ", "really? (yes/no): ", PLACE_QUESTION },
		{ "\x1b[?2004h\x1b]0;root@box: ~\a\x1b[01;32mroot@box\x1b[00m:\x1b[01;34m~\x1b[00m# ",
		  "root@box:~# ", PLACE_SHELL },
		{ "\x1b]0;a title\x1b\\$ ", "$ ", PLACE_SHELL },
		{ "grub> ", "grub> ", PLACE_SHELL },
		{ "\x1b[H\x1b[2J$ ", "$ ", PLACE_SHELL },	/* Ctrl-L */
		{ "\x1b[5;1Hsome text \x1b[6;1H", "some text ", PLACE_SCREEN },
		{ "\x1b[?1049h\x1b[H\x1b[2J~\r\n~\r\n", "~", PLACE_SCREEN },
		{ "\x1b[?47h$ ", "$ ", PLACE_SCREEN },
		{ "\xff\xfe\x01\x9bK\xf0\r\n", "???K?", PLACE_STRANGE },
		{ "\x1b[5;", "", PLACE_STRANGE },	/* broken off */
		{ "\x1b", "", PLACE_STRANGE },
		{ "\x1b]0;", "", PLACE_STRANGE },
		{ "\x1b(", "", PLACE_STRANGE },
	};

	(void)state;
	for (size_t i = 0; i < NELEMS(cases); i++) {
		size_t len = strlen(cases[i].heard);
		char *heard = malloc(len + 1), quote[80];	/* so that ASan sees its end */
		enum place place;

		assert_non_null(heard);
		memcpy(heard, cases[i].heard, len);
		place = place_of(heard, len, quote, sizeof(quote));
		if (place != cases[i].place || strcmp(quote, cases[i].quote))
			fail_msg("case %zu: place %d, \"%s\"", i, place, quote);
		free(heard);
	}
}

/* There is a text for each place at which typing on could do harm, and for no other. */
static void test_texts(void **state)
{
	(void)state;
	for (int i = 0; i < PLACES; i++)
		assert_int_equal(place_text(i) != NULL, i > PLACE_CONSOLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
