#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""screen_guest.py KERNEL [SCREENS] - the full screen over the serial line of a guest, by keys: the
whole life of a patch, tasks in the way, and a patch of the very path those keys come by.  With SCREENS,
a folder, each step's screen is kept there."""
import os
import sys
import traceback

from screen_pty import Terminal

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNEL = sys.argv[1]
KEEP = sys.argv[2] if len(sys.argv) > 2 else ""
passed = failed = 0


def keep(t, name):
    if KEEP:
        with open(os.path.join(KEEP, name), "w", encoding="ascii", errors="replace") as f:
            f.write("\n".join(line.rstrip() for line in t.screen.display) + "\n")


def step(t, what, function):
    global passed, failed
    try:
        function(t)
        passed += 1
        print("ok screen on %s: %s" % (KERNEL, what))
    except (AssertionError, OSError):
        failed += 1
        print("FAIL screen on %s: %s" % (KERNEL, what))
        print("\n".join("# " + line for line in traceback.format_exc().splitlines()[-30:]))
    keep(t, what.replace(" ", "-").replace(",", ""))
    sys.stdout.flush()


def boot(t):
    t.want("guest#")
    # Kernel messages on the line are tested elsewhere; here they would be in the way of reading.
    t.keys("echo 1 > /proc/sys/kernel/printk; modprobe hotpatch; stty rows 24 cols 80\r")
    t.keys("export HOTPATCH_WITHIN_MS=20000 HP_PATH=/patches:/vm; clear; echo rea''dy\r")
    t.want("ready")


def console(t):
    t.keys("hp-console -s\r")
    t.want("[1 patches]", "build-id ok", "0 of 0 applied", "read-only", "no timer runs")


def marker(t):
    return next((i for i, line in enumerate(t.screen.display) if line.startswith(">")), -1)


def mark(t, name):
    """Moves the marker to a patch, each step seen before the next."""
    t.keys("1")
    t.want("[1 patches]", "CONFIRM")
    t.quiet(0.5)
    t.keys("g")
    t.until("marker above", lambda: marker(t) == 4)
    t.quiet(0.5)
    for _ in range(60):
        if t.screen.display[marker(t)][10:].startswith(name + " "):
            return
        line = t.screen.display[marker(t)]
        t.keys("j")
        t.until("a step", lambda: marker(t) >= 0 and t.screen.display[marker(t)] != line)
        t.quiet(0.3)
    raise AssertionError("no line of " + name + "\n" + t.show())


def yes(t, key, question):
    t.keys(key)
    t.want(question)
    t.keys("y")


def dry_run(t):
    mark(t, "meminfo")
    t.keys("d")
    t.want("check meminfo", "could be replaced")
    t.keys("q")
    t.want("[1 patches]")


def apply(t):
    t.keys("w")
    t.want("UNLOCKED")
    mark(t, "meminfo")
    yes(t, "a", "Apply meminfo? It reverts after 120 s")
    t.want("OK meminfo: applied", "to revert meminfo", "last: meminfo applied, freeze")


def function(t):
    t.keys("2")
    t.want("meminfo_proc_show", "entry before it was applied", "in use:")


def confirm(t):
    yes(t, "1c", "Keep the patch")
    t.want("OK meminfo: confirmed", "no timer runs", "1 of 1 applied")


def log_and_history(t):
    t.keys("5")
    t.want("event=confirmed patch=meminfo")
    t.keys("6")
    t.want("what was done on this box", "confirm")


def symbols(t):
    t.keys("/")
    t.want("/")
    t.keys("meminfo_proc_sh")
    t.until("found", lambda: t.screen.display[4][4:].startswith("meminfo_proc_show "))
    t.keys("\r\r")
    t.want("OK #1")


def revert(t):
    mark(t, "meminfo")
    yes(t, "r", "Revert meminfo?")
    t.want("OK meminfo: reverted", "last: meminfo reverted", "0 of 1 applied")
    yes(t, "u", "Unload meminfo?")
    t.want("OK meminfo: unloaded", "0 of 0 applied")


def give_up(t):
    """At depth hold the sleepers are never moved."""
    t.keys(":apply piperead depth hold within 60000\r")
    t.want("apply piperead: depth hold", "x give up")
    t.keys("x")
    t.want("not applied: given up", "0 of 0 applied")
    t.keys("1")
    t.want("[1 patches]")


def blockers(t):
    mark(t, "piperead")
    t.keys("4")
    t.want("inside now: ", '"sleepers"', "is in pipe_read")


def wake(t):
    yes(t, "n", "Wake those inside piperead")
    t.want("OK piperead: applied", "1 of 1 applied")
    mark(t, "piperead")
    yes(t, "r", "Revert piperead?")
    t.want("OK piperead: reverted")
    yes(t, "u", "Unload piperead?")
    t.want("0 of 0 applied")


def own_path(t):
    """tty_poll, tty_write_room, read: the console's own way.  It works, and goes on working."""
    mark(t, "ttypath")
    yes(t, "a", "Apply ttypath?")
    t.want("OK ttypath: applied", "1 of 1 applied")
    t.keys("2")
    t.want("tty_poll")
    t.keys("1")
    yes(t, "c", "Keep the patch")
    t.want("OK ttypath: confirmed")
    yes(t, "r", "Revert ttypath?")
    t.want("OK ttypath: reverted")


def leave(t):
    t.keys("1q")
    t.want("guest#")
    # This guest has no terminfo of tmux: the static console brings its own.
    t.keys("TERM=tmux hp-console-static -s\r")
    t.want("[1 patches]")
    t.quiet(1.0)
    t.keys("q")
    t.quiet(1.0)
    t.keys("clear; echo le''ft\r")
    t.want("left")
    t.keys("exit\r")


def main():
    t = Terminal([TOP + "/tests/vm", "-k", KERNEL, "-i", "--add",
                  "%s/tests/guest/lib.sh" % TOP])
    sleepers = lambda t: (t.keys("sleepers start /tmp/pipe.sock pipe 3; clear; echo rea''dy\r"),
                          t.want("ready"))
    for what, function_of in (
            ("boot", boot), ("sleepers", sleepers), ("the console", console),
            ("dry run", dry_run), ("apply with a timer", apply), ("functions", function),
            ("confirm", confirm), ("log and history", log_and_history),
            ("symbols", symbols), ("revert and unload", revert), ("giving up", give_up),
            ("blockers", blockers), ("wake them", wake), ("own path", own_path),
            ("leave", leave)):
        step(t, what, function_of)
        if what in ("boot", "the console") and failed:
            break
    t.close()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
