#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""screen_guest.py KERNEL [SCREENS] - the full screen over the serial line of a guest, by keys: the
whole life of a patch on a small and on a large terminal, tasks in the way, a patch of the very path
those keys come by, and signals that end the console meanwhile.  One boot.  With SCREENS, a folder,
each step's screen is kept there.  Prints ok and FAIL lines; exit status 0 when all are ok."""
import os
import sys
import traceback

from screen_pty import Terminal

TOP = os.path.abspath(os.path.dirname(__file__) + "/../../..")
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
        print("\n".join("# " + line for line in traceback.format_exc().splitlines()[-50:]))
    keep(t, what.replace(" ", "-").replace(",", ""))
    sys.stdout.flush()
    return not failed


def shell(t, command):
    """Runs it at the guest's prompt; it must succeed.  The echo of the command does not contain the words that
    are waited for."""
    shell.count += 1
    n = shell.count
    t.keys("clear; %s && echo y''es%d || echo n''o%d\r" % (command, n, n))
    t.until("an answer", lambda: t.row("yes%d" % n) >= 0 or t.row("no%d" % n) >= 0)
    if t.row("yes%d" % n) < 0:
        raise AssertionError("it fails: " + command + "\n" + t.show())


shell.count = 0


def boot(t):
    t.want("guest#")
    # Kernel messages on the line are tested elsewhere; here they would be in the way of reading.
    shell(t, "echo 1 > /proc/sys/kernel/printk; modprobe hotpatch; stty rows 24 cols 80")
    shell(t, ". ./screen_guest_lib.sh; export HP_PATH=/patches:/vm")


def sleepers(t):
    shell(t, "sleepers start /tmp/pipe.sock pipe 3")


def size(t, rows, cols):
    shell(t, "stty rows %d cols %d" % (rows, cols))
    t.screen.resize(rows, cols)


def console(t, command="hp-console -s"):
    t.keys("clear; %s\r" % command)
    t.want("[1 patches]", "build-id ok", "0 of 0 applied", "read-only", "no timer runs")
    t.until("hints at the bottom", lambda: "? help" in t.screen.display[-1])


def leave(t):
    t.keys("1q")
    t.until("a prompt of its own", lambda: any(line.rstrip() == "guest#" for line in t.screen.display))


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
    t.yes(question)


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
    yes(t, "1c", "Keep ")
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
    t.want("OK sym meminfo_proc_show")
    t.want("#1 ")
    t.want("it is inlined nowhere")


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
    t.want("inside now: 3", '"sleepers"', "is in pipe_read")


def wake(t):
    yes(t, "n", "Wake those inside piperead")
    t.want("OK piperead: applied", "1 of 1 applied")
    mark(t, "piperead")
    yes(t, "r", "Revert piperead?")
    t.want("OK piperead: reverted")
    yes(t, "u", "Unload piperead?")
    t.want("OK piperead: unloaded", "0 of 0 applied")


def own_path(t):
    """Patches tty_poll, tty_write_room and read, through which the console itself gets its keys and paints.
    It must work with the patch applied, and afterwards."""
    mark(t, "ttypath")
    yes(t, "a", "Apply ttypath?")
    t.want("OK ttypath: applied", "1 of 1 applied")
    t.keys("2")
    t.want("tty_poll")
    t.keys("1")
    yes(t, "c", "Keep ")
    t.want("OK ttypath: confirmed")
    yes(t, "r", "Revert ttypath?")
    t.want("OK ttypath: reverted")
    yes(t, "u", "Unload ttypath?")
    t.want("OK ttypath: unloaded", "0 of 0 applied")


def large(t):
    size(t, 43, 132)
    console(t)


def small(t):
    """At 40x12, set by :size, one message stands in place of the screen."""
    size(t, 24, 80)
    console(t)
    t.keys(":size 12 40\r")
    t.want("The screen needs 80x24, here is 40x12.")
    t.keys(":size 24 80\r")
    t.gone("here is 40x12")
    t.until("hints at the bottom", lambda: "? help" in t.screen.display[-1])
    leave(t)
    size(t, 12, 40)
    t.keys("clear; hp-console -s\r")
    t.want("The screen needs 80x24, here is 40x12.")
    t.until("one message", lambda: sum(bool(line.strip()) for line in t.screen.display) <= 3)
    t.keys("q")
    t.want("guest#")
    size(t, 24, 80)


def brought_in(t):
    """TERM=tmux, of which this guest has no terminfo: the static console brings its own."""
    console(t, "TERM=tmux hp-console-static -s")
    t.keys("q")			# back to the usual screen, of which this emulator knows nothing
    t.want("guest#")
    if b"\x1b[?1049l" not in t.raw:
        raise AssertionError("no terminfo of tmux\n" + t.show())


def apply_for_long(t, whom):
    shell(t, "stty -a >/tmp/before; dmesg -c >>/tmp/log")
    t.keys("killer %s &\r" % whom)
    console(t, "watched")
    t.keys("w")
    t.want("UNLOCKED")
    t.keys(":apply piperead depth hold within 60000\r")


def console_gone(t, signal):
    """After the console was killed: the terminal's modes are restored, nothing is patched, no task is nudged, no
    process of it is left, and a new console works."""
    apply_for_long(t, signal + " head")
    t.want("guest#")
    shell(t, "cmp /tmp/before /tmp/after")
    shell(t, "settled")
    shell(t, "dmesg | grep 'event=failed-applied' | grep 'patch=piperead'")
    console(t)
    leave(t)


def verb_gone(t):
    """SIGKILL of the process that runs the verb: the screen says so, and what it had loaded is there.  What it had
    begun goes on, and is given up when one says so."""
    apply_for_long(t, "KILL tail")
    t.want("ERR 3 it was killed: look at 1", "0 of 1 applied")
    t.keys(":unload piperead\r")
    t.want("(abort ends it)")
    t.keys(":abort piperead\r")
    t.want("last: piperead not applied: given up")
    mark(t, "piperead")
    t.until("loaded", lambda: "loaded" in t.screen.display[marker(t)])
    yes(t, "u", "Unload piperead?")
    t.want("OK piperead: unloaded", "0 of 0 applied")
    leave(t)
    shell(t, "settled")


def end(t):
    shell(t, "sleepers end /tmp/pipe.sock")
    shell(t, "log_is_clean")		# tests/vm reads only the line, which shows little of it
    t.keys("exit\r")
    status = t.wait()
    if status:
        raise AssertionError("the guest ended with %d\n%s" % (status, t.show()))


LIFE = (("dry run", dry_run), ("apply with a timer", apply), ("functions", function),
        ("confirm", confirm))

STEPS = (("boot", boot), ("sleepers", sleepers), ("the console", console), *LIFE,
         ("log and history", log_and_history), ("symbols", symbols),
         ("revert and unload", revert), ("giving up", give_up), ("blockers", blockers),
         ("wake them", wake), ("own path", own_path), ("leave", leave),
         ("132x43: the console", large), *(("132x43: " + what, f) for what, f in LIFE),
         ("132x43: revert and unload", revert), ("132x43: leave", leave),
         ("40x12 is one message", small), ("a terminal it brings along", brought_in),
         ("SIGKILL while it applies", lambda t: console_gone(t, "KILL")),
         ("SIGHUP while it applies", lambda t: console_gone(t, "HUP")),
         ("SIGKILL of the verb's process", verb_gone), ("nobody disturbed, a clean kernel log", end))


def main():
    t = Terminal([TOP + "/tests/vm", "-k", KERNEL, "-i",
                  "--add", TOP + "/tests/console/screen/screen_guest_lib.sh"])
    for what, function_of in STEPS:
        if not step(t, what, function_of):
            break			# nobody knows where the next step would begin
    t.close()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


sys.exit(main())
