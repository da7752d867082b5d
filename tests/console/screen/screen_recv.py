#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""screen_recv.py OUT CHECK - recv from the full screen: the line is the transfer's, then the
screen comes back, and nothing of the transfer is taken for keys.  Prints ok and FAIL lines."""
import os
import shutil
import subprocess
import sys
import tempfile
import termios

from screen_case import CHECK, OUT, expect, leave, ready, run

PATCH = CHECK + "/patches/fix.ko"


def lines(*args):
    text = subprocess.run([OUT + "/hp-send", *args, PATCH], stdout=subprocess.PIPE, check=True)
    return text.stdout.decode("ascii").replace("\n", "\r")


class State:
    """A state directory of its own, so that no test goes on with what another has received."""

    def __enter__(self):
        self.dir = tempfile.mkdtemp()
        return self

    def __exit__(self, *what):
        shutil.rmtree(self.dir)

    def ready(self, **kw):
        return ready(env={"HP_STATE": self.dir}, **kw)

    def received(self):
        try:
            return os.listdir(self.dir + "/incoming")
        except FileNotFoundError:
            return []


def begin(t):
    t.keys(":recv fix\r")
    t.until("it asks", lambda: b"recv: send " in t.raw)
    t.until("raw", lambda: not t.modes()[0] & termios.IXON)


def test_paste_and_back():
    for term in ("vt100", "xterm"):
        with State() as s:
            t = s.ready(term=term)
            modes = t.modes()
            begin(t)
            t.keys(lines("--lines", "0-3"))
            t.until("it asks for the rest", lambda: b"recv: send 4-" in t.raw)
            # Behind the transfer's end come keys that would change the view, ask for a pattern and leave.
            t.keys(lines() + "2\r/wq")
            t.want("recv fix", "OK recv fix", "/incoming/fix.ko: ", "sha256", "? help")
            expect("nothing was a key", t.row("read-only") == 0 and t.row("[2 func") < 0, t)
            expect("modes", t.modes() == modes)
            with open(s.dir + "/incoming/fix.ko", "rb") as got, open(PATCH, "rb") as sent:
                expect("whole", got.read() == sent.read())
            t.keys("q")
            t.want("[1 patches]")
            leave(t)


def test_broken_off():
    with State() as s:
        t = s.ready()
        modes = t.modes()
        begin(t)
        t.keys(lines("--lines", "0,1"))
        t.until("lines are kept", lambda: s.received() == ["fix.part"])
        t.quiet(1.0)			# a pause: Ctrl-C within a stream would be noise
        t.keys("\x03")
        t.want("ERR 2 fix: expected ", "? help")
        expect("modes", t.modes() == modes)
        t.keys("q:recv\r")			# the list needs no input
        t.want("fix", "OK recv")
        leave(t)


def test_hangup_during_it():
    with State() as s:
        t = s.ready()
        begin(t)
        t.keys(lines("--lines", "0,1"))
        t.until("lines are kept", lambda: s.received() == ["fix.part"])
        os.kill(t.pid, 1)
        expect("ended by the signal", t.wait() == -1)
        expect("echo", t.modes()[3] & termios.ECHO and t.modes()[3] & termios.ICANON)
        t.close()


def test_within_a_batch():
    with State() as s:
        with open(s.dir + "/commands", "w", encoding="ascii") as f:
            f.write("recv fix\n")
        t = s.ready()
        t.keys("w")
        t.want("UNLOCKED")
        t.keys(":batch %s/commands\r" % s.dir)
        t.want("expected an input to read from, found none")
        leave(t)


sys.exit(run(globals()))
