#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""screen.py OUT CHECK - hp-console's full screen on a pseudo-terminal, an emulated vt100:
what is on the screen, what keys do, and how many bytes that costs.  Prints ok and FAIL lines."""
import os
import re
import sys
import termios

from screen_case import HOME, expect, leave, ready, run

# Budgets, in bytes at the terminal.
FIRST_PAINT, TICK, STEP = 1600, 16, 12


def test_first_paint_at_9600():
    t = ready(env={"FAKE_PATCHES": "14", "FAKE_TIMER": "9000"}, speed=termios.B9600)
    expect("first paint %d bytes" % t.sent, t.sent <= FIRST_PAINT)
    expect("all patches are there", t.row("patch13") > 0 and t.row("fix ") > 0, t)
    print("# first paint: %d bytes" % t.sent)
    leave(t)


def test_status_lines():
    t = ready(env={"FAKE_TIMER": "9000"})
    first, second = t.screen.display[0], t.screen.display[1]
    for word in ("6.1.0-test", "build-id ok", "table ok", "taint", "1 of 1 applied", "read-only"):
        expect("status has " + word, word in first, t)
    expect("timer", re.search(r"^ +8\d\d\d s to revert meminfo", second), t)
    expect("last result", "last: other reverted, freeze none, stop" in second, t)
    leave(t)


def test_step_in_a_list():
    t = ready(env={"FAKE_PATCHES": "12"})
    t.keys("j")
    t.until("marker", lambda: t.screen.display[5][0] == ">")
    t.quiet()
    before = t.sent
    for n in range(6, 14):
        t.keys("j")
        t.until("marker", lambda: t.screen.display[n][0] == ">")
    t.quiet()
    each = (t.sent - before) / 8
    expect("a step is %.1f bytes" % each, each <= STEP)
    print("# a step in a list: %.1f bytes" % each)
    expect("one marker", sum(line[0] == ">" for line in t.screen.display[4:22]) == 1, t)
    leave(t)


def test_scrolling_a_list():
    t = ready(env={"FAKE_PATCHES": "39"}, speed=termios.B9600)
    t.keys("j" * 17)
    t.until("marker at the end", lambda: t.screen.display[21][0] == ">")
    t.quiet()
    before = t.sent
    for n in range(17, 25):
        t.keys("j")
        t.want("> " + "  -     patch%02d" % n)
    t.quiet()
    each = (t.sent - before) / 8
    expect("scrolling by one is %.1f bytes" % each, each <= 120)
    print("# scrolling a list by one: %.1f bytes" % each)
    leave(t)


def countdown(t):
    """The seconds shown; NaN where none are, for which every comparison fails."""
    found = re.search(r"(\d+) s to revert", t.screen.display[1])
    return int(found.group(1)) if found else float("nan")


def test_tick_of_a_countdown():
    t = ready(env={"FAKE_TIMER": "8500", "FAKE_HASTE": "5"}, speed=termios.B115200)
    first = countdown(t)
    t.until("a tick", lambda: countdown(t) < first)
    at, before = countdown(t), t.sent
    t.until("fifty ticks", lambda: countdown(t) <= at - 50)
    each = (t.sent - before) / 50
    expect("a tick is %.1f bytes" % each, each <= TICK)
    print("# a tick of a countdown, in two places: %.1f bytes" % each)
    leave(t)


def test_idle_costs_nothing():
    # At this haste a second has more ticks than a minute usually has.  The views of the kernel log and of the
    # blockers are looked at too, because they are live.
    for view, text in (("1", "CONFIRM"), ("4", "blockers of meminfo"), ("5", "kernel log")):
        t = ready(env={"FAKE_HASTE": "100"})
        t.keys(view)
        t.want(text)
        t.quiet(0.1)
        before = t.sent
        t.quiet(1.0)
        expect("idle: %d bytes in view %s" % (t.sent - before, view), t.sent == before, t)
        leave(t)


def test_slow_lines_tick_slowly():
    for speed, least in ((termios.B9600, 4), (termios.B115200, 1)):
        t = ready(env={"FAKE_TIMER": "9000", "FAKE_HASTE": "4"}, speed=speed)
        at = countdown(t)
        t.until("a tick", lambda: countdown(t) < at)
        step, at = 0, countdown(t)
        t.until("a tick", lambda: countdown(t) < at)
        step = at - countdown(t)
        expect("a tick of %g s at speed %d" % (step, speed), step >= least, t)
        leave(t)


def test_read_only_until_w():
    t = ready()
    t.keys("r")
    t.want("read-only: w unlocks")
    t.keys(":")
    t.gone("read-only: w unlocks")
    t.keys("revert meminfo\r")
    t.want("read-only: w unlocks")
    t.keys(":list\r")
    t.want("OK list")		# nothing else can be begun before
    t.keys(":ba somefile\r")        # abbreviated: its commands may be any
    t.want("read-only: w unlocks")
    expect("it is applied still", "applied" in t.screen.display[4], t)
    expect("no question", t.row("Type y") < 0, t)
    t.keys("w")
    t.want("UNLOCKED")
    t.keys("w")
    t.gone("UNLOCKED")
    leave(t)


def test_life_of_a_patch_by_keys():
    t = ready()
    t.keys("w")
    t.want("UNLOCKED")
    t.keys("r")
    t.want("Revert meminfo?")
    t.keys("\r")			# Enter is not yes
    t.want("No. Nothing was done.")
    t.keys("r")
    t.yes("Revert meminfo?")
    t.want("OK meminfo: reverted", "meminfo reverted, freeze 310 us, stop 120 us")
    t.until("state", lambda: "loaded" in t.screen.display[4])
    t.keys("a")
    t.yes("Apply meminfo? It reverts after 120 s")
    t.want("OK meminfo: applied", "s to revert meminfo")
    t.keys("c")
    t.yes("Keep meminfo, which waits")
    t.want("OK meminfo: confirmed")
    t.gone("to revert")
    t.keys("ry")			# typed ahead: thrown away
    t.yes("Revert meminfo?")
    t.want("OK meminfo: reverted")
    t.keys("u")
    t.yes("Unload meminfo?")
    t.want("OK meminfo: unloaded")
    t.until("only the file", lambda: t.row("meminfo  ") < 0 and "file" in t.screen.display[4])
    leave(t)


def test_typeahead_is_no_answer():
    t = ready()
    t.keys("w")
    t.want("UNLOCKED")
    t.keys("ryyyy")
    t.want("Revert meminfo?")
    t.quiet()
    expect("the question stands", t.row("Type y") > 0, t)
    t.quiet(0.5)
    t.keys("\fy")			# a program: nobody presses two keys at once
    t.quiet()
    expect("the question still stands", t.row("Type y") > 0, t)
    t.keys("n")
    t.want("No. Nothing was done.")
    expect("it is applied still", "applied" in t.screen.display[4], t)
    leave(t)


def test_blockers():
    t = ready(env={"FAKE_BLOCKED": "3"})
    t.keys("w")
    t.want("UNLOCKED")
    t.keys("r")
    t.yes("Type y")
    t.want("[4 blockers]", "inside now: 3", "ERR 2 meminfo: not reverted")
    t.want("t try again", "n wake them", "F freeze all")
    t.keys("F")
    t.want("To force meminfo type its name")
    t.keys("meminf\r")
    t.want("No. Nothing was done.")
    t.keys("F")
    t.want("To force meminfo type its name")
    t.keys("meminfo\r")
    t.want("ERR 2 meminfo: not reverted")
    t.keys("o")				# the output's head is the command
    t.want("revert meminfo mindepth freeze within 10000")
    leave(t)


def test_trying_again_keeps_the_timer():
    t = ready(env={"FAKE_BLOCKED": "1"})
    t.keys("w")
    t.want("UNLOCKED")
    t.keys(":apply meminfo depth hold confirmed 60 within 500\r")
    t.want("[4 blockers]", "ERR 2 meminfo: not applied")
    t.keys("n")
    t.yes("Wake those inside meminfo")
    t.gone("Type y")
    t.want("ERR 2 meminfo: not applied")
    t.keys("o")
    t.want("apply meminfo confirmed 60 mindepth nudge within 10000")
    leave(t)


def test_progress_and_giving_up():
    t = ready(env={"FAKE_SLOW": "1", "FAKE_HASTE": "5"})
    t.keys("w")
    t.want("UNLOCKED")
    t.keys("r")
    t.yes("Type y")
    t.want("revert meminfo: depth nudge, sending tasks out; 0 of 60 s, 3 inside", "x give up")
    t.keys("q:list\r")			# the screen goes on; nothing else can be begun meanwhile
    t.want("is under way")
    t.keys("x")
    t.want("ERR 1 meminfo: not reverted: given up")
    leave(t)


def test_commands():
    t = ready()
    t.keys(":help\r")
    t.want("apply       replace the functions")
    t.keys("q")
    t.gone("replace the functions")
    t.keys(":nonsense\r")
    t.want('ERR 64 unknown command: expected a verb (see "help"), found "nonsense"')
    t.keys(":sho\x7f\x7fym vfs_read\r")
    t.want("OK sym vfs_read")
    t.want("#1 ")
    t.keys(":\x1b")
    t.want("? help")
    t.keys(":quit\r")
    expect("exit status 0", t.wait() == 0)
    t.close()


def test_help_is_the_key_table():
    t = ready(rows=60, cols=132)
    t.keys("?")
    t.want("* a            apply; it reverts by itself after 120 s unless confirmed (1 2 4)")
    t.want("Ctrl-L       repaint", "j, Down      down", "* F            force")
    leave(t)


def test_pause():
    t = ready(env={"FAKE_TIMER": "9000", "FAKE_HASTE": "50"})
    t.keys("p")
    t.want("PAUSED")
    t.quiet(0.1)
    before = t.sent
    t.quiet(0.5)
    expect("nothing moves", t.sent == before, t)
    t.keys("p")
    at = countdown(t)
    t.until("it goes on", lambda: countdown(t) < at)
    leave(t)


def test_foreign_text_and_repaint():
    t = ready()
    whole = list(t.screen.display)
    t.stream.feed(b"\x1b[8;3H[  12.3] the kernel prints on the same line\r\n")
    expect("it is there", t.row("the kernel prints") > 0)
    t.keys("\x0c")
    t.gone("the kernel prints")
    t.until("the same again", lambda: list(t.screen.display) == whole)
    leave(t)


def kallsyms(n):
    path = os.path.join(HOME, "kallsyms.%d" % n)
    if not os.path.exists(path):
        with open(path, "w", encoding="ascii") as f:
            for i in range(n):
                f.write("ffffffff81%06x t some_name_of_subsystem_%d\n" % (i, i))
            f.write("ffffffff82000000 T vfs_read\nffffffff82000010 T vfs_readv\n"
                    "ffffffff82000020 t my_vfs_read\nffffffffc0000000 t vfs_reader\t[ext4]\n")
    return path


def test_symbols_while_one_types():
    t = ready(env={"FAKE_KALLSYMS": kallsyms(127000)}, speed=termios.B9600)
    t.keys("3")
    t.want("symbols: 127004; / searches")
    t.keys("/")
    t.quiet()
    before = t.sent
    t.keys("vfs_read")
    t.want('symbols with "vfs_read": 4 of 127004')
    t.quiet()
    screen = [line.rstrip() for line in t.screen.display[4:8]]
    expect("the very name first, then what begins with it",
           screen == ["> T vfs_read", "  t vfs_reader [ext4]", "  T vfs_readv",
                      "  t my_vfs_read"], t)
    expect("%d bytes for 8 keys" % (t.sent - before), t.sent - before <= 8 * FIRST_PAINT)
    print("# a key of a search: %.0f bytes" % ((t.sent - before) / 8))
    t.keys("\x1b[B")
    t.until("marker", lambda: t.screen.display[5][0] == ">")
    t.keys("k\r")
    t.want("OK sym vfs_read")
    t.want("#1   0xffffffff81234560")
    leave(t)


sys.exit(run(globals()))
