#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""screen_term.py OUT CHECK - the full screen on terminals of all kinds and sizes, on none, and
when the terminal or the console goes away.  Prints ok and FAIL lines."""
import os
import re
import signal
import subprocess
import sys
import termios

from screen_case import FAKE, expect, leave, ready, run, start


def test_keys_of_terminals():
    for up, down in (("\x1b[A", "\x1b[B"), ("\x1bOA", "\x1bOB")):
        t = ready(env={"FAKE_PATCHES": "3"})
        t.keys(down)
        t.until("marker", lambda: t.screen.display[5][0] == ">")
        t.keys(up)
        t.until("marker", lambda: t.screen.display[4][0] == ">")
        t.keys("\x1b[4~")		# End of a vt220
        t.until("marker", lambda: t.screen.display[8][0] == ">")
        t.keys("\x1b[1~")
        t.until("marker", lambda: t.screen.display[4][0] == ">")
        t.keys("2")
        t.want("[2 functions]")
        t.keys("\x1b")			# Escape by itself
        t.want("[1 patches]")
        leave(t)


def test_sizes():
    t = ready(rows=43, cols=132)
    expect("hints at the bottom", "? help" in t.screen.display[42], t)
    t.resize(24, 80)
    t.until("hints at the bottom", lambda: "? help" in t.screen.display[23])
    t.resize(12, 40)
    t.want("The screen needs 80x24, here is 40x12.")
    t.until("one message", lambda: sum(bool(line.strip()) for line in t.screen.display) == 3)
    t.keys("r")
    t.resize(30, 100)
    t.until("hints at the bottom", lambda: "? help" in t.screen.display[29])
    leave(t)


def test_size_of_a_serial_line():
    t = start(size=False)			# 0x0
    t.want("meminfo")
    t.until("80x24", lambda: "? help" in t.screen.display[23])
    t.keys(":size 12 40\r")
    t.want("here is 40x12")
    t.keys(":size 24 80\r")
    t.gone("here is 40x12")
    t.until("80x24", lambda: "? help" in t.screen.display[23])
    t.keys(":size 24\r")
    t.want("expected ROWS COLUMNS")
    leave(t)


def test_colour():
    t = ready(term="xterm", env={"NO_COLOR": ""})
    expect("colours on xterm", re.search(rb"\x1b\[[0-9;]*3[123]m", t.raw))
    leave(t)
    t = ready(term="xterm", env={"NO_COLOR": "1"})
    expect("NO_COLOR", not re.search(rb"\x1b\[[0-9;]*3[123]m", t.raw))
    leave(t)


def test_terminals():
    for term in ("vt100", "vt220", "xterm", "linux", "screen", "tmux"):
        t = ready(term=term)
        t.keys("2")
        t.want("functions it replaces")
        leave(t)


def test_dumb_is_line_mode():
    for term in ("dumb", "no-such-terminal"):
        t = start(term=term)
        t.want("found ", ": line mode", "hp>")
        t.keys("screen\r")
        t.want("ERR 1 full screen: expected a capable terminal")
        t.keys("quit\r")
        expect("exit status 0", t.wait() == 0)
        expect("no escapes", b"\x1b" not in t.raw)
        t.close()


def test_from_line_mode_and_back():
    t = start(argv=[FAKE])
    t.want("hp>")
    before = t.modes()
    t.keys("screen\r")
    t.want("[1 patches]")
    t.keys("q")
    t.want("OK")
    t.until("prompt", lambda: t.row("hp>") >= 0)
    t.keys("list\r")
    t.want("meminfo", "OK")
    t.keys("quit\r")
    expect("exit status 0", t.wait() == 0)
    expect("speed", t.modes()[4] == before[4])
    t.close()


def shell(text):
    """A shell that goes on when the console ends, as a login shell does.  The terminal must have the shell's modes
    again."""
    return ["/bin/sh", "-c", "stty sane; %s; echo gone $?; read x" % text]


def test_killed_leaves_a_sane_terminal():
    for term in ("vt100", "xterm"):
        t = start(argv=shell(FAKE + " -s"), term=term)
        t.want("meminfo", "? help")
        modes = t.modes()
        expect("raw", not modes[3] & termios.ECHO and not modes[3] & termios.ICANON)
        pid = int(subprocess.run(["pgrep", "-o", "-P", str(t.pid)], stdout=subprocess.PIPE,
                                 check=True).stdout)
        os.kill(pid, signal.SIGKILL)
        t.until("gone 137", lambda: b"gone 137" in t.raw)
        t.until("sane modes", lambda: t.modes()[3] & termios.ECHO and
                t.modes()[3] & termios.ICANON and t.modes()[3] & termios.ISIG)
        if term == "xterm":
            t.until("the usual screen", lambda: b"\x1b[?1049l" in t.raw)
        t.close()


def test_guardian_sleeps_where_nobody_patches():
    t = ready()
    child = subprocess.run(["pgrep", "-P", str(t.pid)], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.split()
    expect("one child: %s" % child, len(child) == 1)

    def read(name):
        with open("/proc/%s/%s" % (child[0], name), encoding="ascii") as f:
            return f.read()
    t.until("asleep", lambda: read("stat").rsplit(")", 1)[1].split()[0] == "S")
    expect("it sleeps in " + read("wchan"), "pipe" not in read("wchan"))
    leave(t)


def test_hangup_ends_it():
    t = ready()
    pid = t.pid
    os.close(t.fd)				# the terminal vanishes
    t.fd = os.open("/dev/null", os.O_RDONLY)
    _, status = os.waitpid(pid, 0)
    t.pid = 0
    t.close()
    expect("it ended by itself: %#x" % status, os.WIFEXITED(status))


sys.exit(run(globals()))
