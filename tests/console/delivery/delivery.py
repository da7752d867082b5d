#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""delivery.py OUT CHECK - patches delivered by hp-send to a console on a fake device, over
a bad line (delivery_line.py).  Prints ok and FAIL lines."""
import os
import re
import select
import signal
import subprocess

from delivery_line import LIMIT, Faults
from delivery_rig import SEND, Rig, base64_size, pasted, run, stty

NOISE = dict(corrupt=10, drop=10, double=10, swap=10, kernel=10)


def delivered(patch, faults, factor=None):
    """Sends over that line; both directions together take at most factor times the base64 size."""
    rig = Rig(faults)
    try:
        rig.console()
        said = rig.ended(rig.send(patch), 0)
        rig.received(patch)
        wire, size = rig.line.sent + rig.line.answered, base64_size(patch)
        print("# %s" % said.strip())
        print("# %s" % faults.seen)
        print("# %d bytes on the wire, both ways, base64 %d, factor %.2f, %.1f s at 9600 baud" % (
            wire, size, wire / size, wire / 960))
        assert factor is None or wire <= factor * size
        rig.line.need(b"OK\r\n")
    finally:
        rig.close()


def test_clean(patches):
    """a good line: the whole at once"""
    delivered(patches.of(1650), Faults(1), 1.6)


def test_one_percent(patches):
    """1 % damaged, some lost, kernel messages in between: whole, at most 1.6 x base64"""
    hurt = 0
    for seed in range(1, 7):
        faults = Faults(seed, corrupt=10, drop=5, kernel=10)
        delivered(patches.of(1650 if seed < 5 else 60000), faults, 1.6)
        hurt += faults.seen["corrupt"] and faults.seen["drop"] and faults.seen["kernel"]
    assert hurt, "the line was too good"


def test_all_faults(patches):
    """damaged, lost, doubled, swapped lines and kernel messages, 1 % of each"""
    for seed in (11, 12):
        delivered(patches.of(60000), Faults(seed, **NOISE))


def test_terrible(patches):
    """a fifth of all lines damaged or lost"""
    for seed in (21, 22, 23):
        delivered(patches.of(1650), Faults(seed, corrupt=100, drop=100, double=50, swap=50,
                                           kernel=50))


def test_head_lost(patches):
    """the head is lost: it is asked for, the rest is not sent again"""
    class First(Faults):
        def __call__(self, line):
            if line.startswith(b"#hp1") and not self.seen["drop"]:
                self.seen["drop"] = 1
                return b""
            return super().__call__(line)

    delivered(patches.of(1650), First(1), 1.6)


def test_late_end(patches):
    """the console's last words come late: it does not wait for the file once more"""
    class Late(Faults):
        ended = again = False
        late = b""

        def __call__(self, line):
            self.again |= self.ended and b"recv fix" in line
            self.ended |= line.startswith(b"#end")
            return super().__call__(line)

        def answer(self, data):
            self.late += data
            if b"recv: done" in self.late and not self.again:
                return b""
            data, self.late = self.late, b""
            return data

    patch = patches.of(1650)
    rig = Rig(Late(1))
    try:
        rig.console()
        rig.ended(rig.send(patch, "--wait", "2"), 0)
        rig.line.need(b"ERR 2 fix: expected lines")
        rig.received(patch)
        assert b"\x03" in rig.line.keys
    finally:
        rig.close()


def test_killed(patches):
    """both sides killed half-way: the rest is enough"""
    patch = patches.of(60000)
    lines = base64_size(patch) // 64
    faults = Faults(31, cut=lines // 2, **NOISE)
    rig = Rig(faults)
    try:
        console = rig.console()
        sender = rig.send(patch)
        rig.line.wait(lambda l: l.faults.seen["lines"] > lines // 2)
        while rig.incoming("fix.part").count(b"\n") < lines * 0.45:    # the console reads more slowly
            select.select([], [], [], 0.05)
        sender.send_signal(signal.SIGKILL)
        console.send_signal(signal.SIGKILL)
        sender.wait()
        console.wait()
        first = -1
        while first != rig.line.sent:       # until what was sent before has arrived
            first = rig.line.sent
            select.select([], [], [], 0.2)
        faults.cut = None
        faults.held = b""
        assert os.listdir(rig.dir + "/state/incoming") == ["fix.part"]
        os.system("stty sane -F %s" % rig.line.far)
        rig.console()
        print("# " + rig.ended(rig.send(patch), 0).strip())
        rig.received(patch)
        again = rig.line.sent - first
        print("# %d bytes sent before, %d after, base64 %d" % (first, again, base64_size(patch)))
        assert again < 0.75 * base64_size(patch)
    finally:
        rig.close()


def test_sender_killed(patches):
    """only the sender is killed: another one goes on with the console that waits"""
    patch = patches.of(60000)
    rig = Rig(Faults(32))
    try:
        rig.console()
        rig.line.faults.cut = 300
        sender = rig.send(patch)
        rig.line.wait(lambda l: l.faults.seen["lines"] > 300)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        rig.line.faults.cut = None
        first = rig.line.sent
        print("# " + rig.ended(rig.send(patch), 0).strip())
        rig.received(patch)
        print("# %d, then %d bytes" % (first, rig.line.sent - first))
        assert rig.line.sent - first < 0.9 * base64_size(patch)
    finally:
        rig.close()


def test_refused(patches):
    """what the console refuses is said on the sender's side"""
    rig = Rig(Faults(1))
    try:
        os.makedirs(rig.dir + "/state/incoming/fix.part", mode=0o700)
        rig.console()
        said = rig.ended(rig.send(patches.of(0)), 1)
        assert "file of ours" in said, said
        print("# " + said.strip())
    finally:
        rig.close()


def test_no_console(patches):
    """nobody answers: status 2"""
    rig = Rig(Faults(1))
    try:
        said = rig.ended(rig.send(patches.of(0), "--wait", "1"), 2)
        assert "expected the prompt" in said, said
    finally:
        rig.close()


def test_paste(patches):
    """pasted by a person: asked, pasted again by --lines, no echo"""
    patch = patches.of(1650)
    rig = Rig(Faults(1))
    try:
        rig.console()
        rig.line.type(b"recv fix\r")
        rig.line.need(b"recv: send all ~")
        pasted(rig, patch, "--lines", "0-3,7-9,12")
        rig.line.need(b"recv: send 4-6,10-11,13-")
        said = rig.line.said.decode()
        assert "#3:" not in said, "it echoes"
        rig.line.type(b"\r")
        wish = re.search(r"send ([-0-9,]+) of", said).group(1)
        pasted(rig, patch, "--lines", wish)
        rig.line.need(b"recv: done ~")
        rig.line.need(b"OK\r\n")
        rig.received(patch)
        rig.line.type(b"list\r")
        rig.line.need(b"a fix for tests")
    finally:
        rig.close()


def test_terminal(patches):
    """the terminal is put back after Ctrl-C, SIGINT, SIGHUP, SIGTERM; what came is kept"""
    patch = patches.of(1650)
    for how, code in ((lambda c: rig.line.type(b"\x03"), 2),
                      (lambda c: rig.line.type(b"junk\x04"), 2),
                      (lambda c: c.send_signal(signal.SIGINT), 2),
                      (lambda c: c.send_signal(signal.SIGHUP), -signal.SIGHUP),
                      (lambda c: c.send_signal(signal.SIGTERM), -signal.SIGTERM)):
        rig = Rig(Faults(1))
        try:
            before = stty(rig)
            console = rig.console("recv", "fix")
            rig.line.need(b"recv: send all ~")
            pasted(rig, patch, "--lines", "0-5")
            rig.line.need(b"recv: send 6-")
            assert {"-echo", "-isig", "-icanon", "-ixon"} <= set(stty(rig)), "not raw"
            how(console)
            assert console.wait(LIMIT) == code, console.returncode
            assert stty(rig) == before, "the terminal is not what it was"
            assert rig.incoming("fix.part").count(b"\n") == 6
        finally:
            rig.close()


def test_idle(patches):
    """nothing comes: it ends by itself, and what came is kept"""
    rig = Rig(Faults(1))
    try:
        console = rig.console("recv", "fix", "wait", "1")
        assert console.wait(LIMIT) == 2
        assert os.listdir(rig.dir + "/state/incoming") == []
        pasted(rig, patches.of(0), "--lines", "0,1")      # the terminal keeps them for it
        console = rig.console("recv", "fix", "wait", "2")
        assert console.wait(LIMIT) == 2
        assert os.listdir(rig.dir + "/state/incoming") == ["fix.part"]
    finally:
        rig.close()


def test_noise_is_no_key(patches):
    """Ctrl-C, Ctrl-D, Ctrl-S and Ctrl-Z among the bytes are but noise"""
    patch = patches.of(1650)
    rig = Rig(Faults(1))
    try:
        rig.console()
        rig.line.type(b"recv fix\r")
        rig.line.need(b"recv: send all ~")
        for key in (b"\x03", b"\x04", b"\x13", b"\x1a", b"\x1c", b"\x00", b"\xff"):
            rig.line.type(b"#1:" + key + b"AAAA" + key + b"\r" + key + b"\r\n")
        pasted(rig, patch)
        rig.line.need(b"recv: done ~")
        rig.received(patch)
    finally:
        rig.close()


def test_crlf(patches):
    """as terminal programs send files: CR LF, Ctrl-Z at the end"""
    patch = patches.of(1650)
    rig = Rig(Faults(1))
    try:
        rig.console()
        rig.line.type(b"recv fix\r")
        rig.line.need(b"recv: send all ~")
        text = subprocess.run([SEND, patch], stdout=subprocess.PIPE, check=True).stdout
        rig.line.type(text.replace(b"\n", b"\r\n") + b"\x1a")
        rig.line.need(b"recv: done ~")
        rig.received(patch)
    finally:
        rig.close()


run(globals())
