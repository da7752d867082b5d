#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""delivery_place.py OUT CHECK - hp-send at a line that no console waits at: it says where it has
come to, in the words it heard, and types no command there.  Prints ok and FAIL lines."""
import contextlib
import os
import subprocess
import sys
import time

from delivery_line import Faults
from delivery_rig import FAKE, SEND, Rig, own_terminal, run

PEER = os.path.dirname(os.path.abspath(__file__)) + "/delivery_peer.py"
SHELL = ["bash", "--norc", "--noprofile", "-i"]
PROMPT = b"$ " if os.getuid() else b"# "


@contextlib.contextmanager
def peer(argv, ready):
    """Something other than a console at the far end, after its greeting: the rig, and the list of all that it
    receives."""
    typed = []

    class Listening(Faults):
        def __call__(self, line):
            typed.append(line)
            return super().__call__(line)

    rig = Rig(Listening(1))
    try:
        fd = os.open(rig.line.far, os.O_RDWR | os.O_NOCTTY)
        rig.run(argv, stdin=fd, stdout=fd, stderr=fd, start_new_session=True, preexec_fn=own_terminal)
        os.close(fd)
        rig.line.need(ready)
        yield rig, typed
    finally:
        rig.close()


def stops(argv, ready, patch, *said, most=1):
    """hp-send must end with 2, say these words, and have typed at most so many Enters, and else only
    Ctrl-U."""
    with peer(argv, ready) as (rig, typed):
        began = time.monotonic()
        words = rig.ended(rig.send(patch, "--wait", "2"), 2)
        print("# %.1f s: %s" % (time.monotonic() - began, words.strip().split("\n")[0]))
        for text in said:
            assert text in words, "not said: %s: %s" % (text, words)
        keys = b"".join(typed)
        assert not keys.strip(b"\x15\r"), "it typed %r" % keys
        assert keys.count(b"\r") <= most, "it typed %r" % keys
        assert all(c == "\n" or " " <= c <= "~" for c in words), repr(words)


def test_login(patches):
    """at a getty: no login is tried, the prompt is quoted"""
    stops([sys.executable, PEER, "login"], b"login: ", patches.of(0), "a login prompt",
          '"box login: "', "start hp-console there")


def test_shell(patches):
    """at a shell: its prompt is quoted, and what to type there"""
    stops(SHELL, PROMPT, patches.of(0), "another prompt", "type hp-console there")


def test_half_a_command(patches):
    """what somebody left on the command line of a shell is not run"""
    with peer(SHELL, PROMPT) as (rig, _):
        rig.line.type(b"echo dan''ger")
        rig.line.need(b"echo dan''ger")
        rig.ended(rig.send(patches.of(0), "--wait", "2"), 2)
        assert b"\ndanger" not in rig.line.said, rig.line.said


def test_editor(patches):
    """in an editor: one Enter, no more"""
    stops([sys.executable, PEER, "editor"], b"\x1b[2J", patches.of(0), "a full screen", "leave it")


def test_full_screen(patches):
    """in the full screen of hp-console itself"""
    stops([FAKE, "-s"], b"quit", patches.of(0), "a full screen", "line mode")


def test_strange(patches):
    """at something that answers otherwise: what it says is quoted, not \"none\""""
    stops([sys.executable, PEER, "strange"], b"ERROR", patches.of(0), '"?SYNTAX ERROR"', most=4)


def test_silent(patches):
    """where nobody answers: that is said"""
    for modes, words in (("-echo", "nothing was heard"), ("echo", "nothing but empty lines")):
        rig = Rig(Faults(1))
        try:
            subprocess.run(["stty", modes, "-F", rig.line.far], check=True)
            said = rig.ended(rig.send(patches.of(0), "--wait", "1"), 2)
            assert words in said, said
        finally:
            rig.close()


class Dying(Faults):
    """A slow line on which nothing arrives after the first 100 lines."""
    typed = b""

    def __call__(self, line):
        if self.cut is None and self.seen["lines"] > 100:
            self.cut = 0
        if self.cut is not None:
            time.sleep(0.002)
        self.typed += line
        return super().__call__(line)


def test_console_dies(patches):
    """the console ends half-way and a getty comes: the rest is not typed there"""
    with open(patches.dir + "/more", "wb") as f:
        f.write(os.urandom(200000))
    patch = patches.dir + "/fix.ko"
    subprocess.run(["objcopy", "--add-section", ".most=" + patches.dir + "/more", patches.of(0), patch],
                   check=True)
    lines = len(subprocess.run([SEND, patch], stdout=subprocess.PIPE, check=True).stdout.split())
    rig = Rig(Dying(1))
    try:
        console = rig.console()
        sender = rig.send(patch, "--wait", "2")
        rig.line.wait(lambda l: l.faults.cut is not None)
        console.kill()
        console.wait()
        subprocess.run(["stty", "sane", "-echo", "-F", rig.line.far], check=True)
        fd = os.open(rig.line.far, os.O_RDWR | os.O_NOCTTY)
        rig.run([sys.executable, PEER, "login"], stdin=fd, stdout=fd, stderr=fd)
        os.close(fd)
        said = rig.ended(sender, 2)
        assert "login prompt" in said, said
        print("# %d of %d lines were sent" % (rig.line.faults.seen["lines"], lines))
        assert rig.line.faults.seen["lines"] < lines * 0.8
        assert rig.line.faults.typed.count(b"recv") == 1, "a command was typed there"
    finally:
        rig.close()


run(globals())
