#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""console_delivery.py OUT CHECK - patches delivered by hp-send to a console on a fake device, over
a bad line (delivery_line.py).  Prints ok and FAIL lines."""
import fcntl
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback

from delivery_line import LIMIT, Faults, Line

OUT, CHECK = map(os.path.abspath, sys.argv[1:3])
SEND = OUT + "/hp-send"
FAKE = CHECK + "/hp-console-fake"
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
NOISE = dict(corrupt=10, drop=10, double=10, swap=10, kernel=10)


def own_terminal():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)    # nohup(1) may have run us
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Rig:
    def __init__(self, faults):
        self.dir = tempfile.mkdtemp()
        self.env = dict(os.environ, HP_STATE=self.dir + "/state", HOME=self.dir, TERM="vt100",
                        HP_PATH=self.dir + "/state/incoming", ASAN_OPTIONS="detect_leaks=0")
        self.line = Line(faults)
        self.programs = []
        self.line.start()

    def run(self, argv, **kw):
        p = subprocess.Popen(argv, env=self.env, cwd=self.dir, **kw)
        self.programs.append(p)
        return p

    def console(self, *args):
        before = self.line.said.count(b"hp> ")
        fd = os.open(self.line.far, os.O_RDWR | os.O_NOCTTY)
        p = self.run([FAKE, *args], stdin=fd, stdout=fd, stderr=fd, start_new_session=True,
                     preexec_fn=own_terminal)
        os.close(fd)
        if not args:
            self.line.wait(lambda l: l.said.count(b"hp> ") > before)
        return p

    def send(self, patch, *args):
        return self.run([SEND, "--tty", self.line.near, "--baud", "115200", "--wait", "3", *args,
                         patch], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ended(self, program, code):
        said = program.communicate(timeout=LIMIT)[0]
        assert program.returncode == code, "ended with %d, not %d: %s" % (
            program.returncode, code, said)
        return said

    def incoming(self, name):
        with open(self.dir + "/state/incoming/" + name, "rb") as f:
            return f.read()

    def received(self, patch, name="fix.ko"):
        with open(patch, "rb") as f:
            assert self.incoming(name) == f.read(), "another file came"
        assert os.listdir(self.dir + "/state/incoming") == [name]

    def close(self):
        for p in self.programs:
            if p.poll() is None:
                p.kill()
            p.wait()
        self.line.close()
        shutil.rmtree(self.dir)


class Patches:
    """fix.ko with more in it that compresses as code does, to half: realistic and large ones.  With
    1,650 bytes it is 2.2 KB as base64, like a function of average size."""

    def __init__(self):
        self.dir = tempfile.mkdtemp()
        r = random.Random(7)
        common = [r.randbytes(2) for _ in range(16)]
        self.code = b"".join(r.choice(common) + r.randbytes(1) for _ in range(20000))

    def of(self, extra):
        path = "%s/%d/fix.ko" % (self.dir, extra)
        if not os.path.exists(path):
            os.mkdir(os.path.dirname(path))
            with open(self.dir + "/extra", "wb") as f:
                f.write(self.code[:extra])
            subprocess.run(["objcopy", "--add-section", ".more=" + self.dir + "/extra",
                            CHECK + "/patches/fix.ko", path], check=True)
        return path


def base64_size(patch):
    head = subprocess.run([SEND, patch], stdout=subprocess.PIPE, check=True).stdout
    return (int(head.split(b":")[2]) + 2) // 3 * 4


def delivered(patch, faults, factor=None):
    """Over that line; at most factor times the base64 size in both directions together."""
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
        while rig.incoming("fix.part").count(b"\n") < lines * 0.45:    # it reads more slowly
            select.select([], [], [], 0.05)
        sender.send_signal(signal.SIGKILL)
        console.send_signal(signal.SIGKILL)
        sender.wait()
        console.wait()
        first = rig.line.sent
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
        assert "expected an answer" in said, said
    finally:
        rig.close()


def stty(rig):
    return subprocess.run(["stty", "-a", "-F", rig.line.far], stdout=subprocess.PIPE,
                          text=True, check=True).stdout.split()


def raw(rig):
    end = time.monotonic() + LIMIT
    while "-icanon" not in stty(rig):
        assert time.monotonic() < end, "it never becomes raw"


def pasted(rig, patch, *args):
    text = subprocess.run([SEND, *args, patch], stdout=subprocess.PIPE, check=True).stdout
    rig.line.type(text.replace(b"\n", b"\r"))


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
        console = rig.console("recv", "fix", "wait", "2")
        rig.line.need(b"recv: send all")
        pasted(rig, patches.of(0), "--lines", "0,1")
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


def test_rz(patches):
    """recv NAME rz: sz sends it"""
    if not shutil.which("rz"):
        print("# rz is not installed")
        return
    patch = patches.of(1650)
    rig = Rig(Faults(1))
    try:
        rig.console()
        rig.line.transparent = True
        rig.line.type(b"recv fix rz\r")
        rig.line.need(b"waiting to receive")
        near = os.open(rig.line.near, os.O_RDWR | os.O_NOCTTY)
        subprocess.run(["sz", "--binary", patch], stdin=near, stdout=near, check=True,
                       timeout=LIMIT, stderr=subprocess.DEVNULL)
        os.close(near)
        rig.line.type(b"OO")    # sz's farewell, lost with the terminal it had; rz waits for it
        rig.line.need(b"OK\r\n")
        rig.received(patch)
        rig.line.type(b"\x15list\r")   # rz may have left before its farewell came
        rig.line.need(b"a fix for tests")
    finally:
        rig.close()


def test_gkermit(patches):
    """recv NAME gkermit: gkermit sends it; the terminal is what it was"""
    if not shutil.which("gkermit"):
        print("# gkermit is not installed")
        return
    patch = patches.of(1650)
    rig = Rig(Faults(1))
    try:
        before = stty(rig)
        console = rig.console("recv", "fix", "gkermit")
        rig.line.transparent = True
        rig.line.need(b"READY TO RECEIVE")
        raw(rig)
        near = os.open(rig.line.near, os.O_RDWR | os.O_NOCTTY)
        # -X: the line is raw as it is; else it would leave it echoing, both sides for ever.
        subprocess.run(["gkermit", "-X", "-q", "-i", "-s", patch], stdin=near, stdout=near,
                       check=True, timeout=LIMIT, stderr=subprocess.DEVNULL)
        os.close(near)
        assert console.wait(LIMIT) == 0, console.returncode
        rig.received(patch)
        assert stty(rig) == before, "the terminal is not what it was"
    finally:
        rig.close()


def test_gkermit_given_up(patches):
    """recv NAME gkermit: three Ctrl-C end it; nothing is left, the terminal is what it was"""
    if not shutil.which("gkermit"):
        print("# gkermit is not installed")
        return
    rig = Rig(Faults(1))
    try:
        before = stty(rig)
        console = rig.console("recv", "fix", "gkermit")
        rig.line.need(b"READY TO RECEIVE")
        raw(rig)
        rig.line.type(b"\x03\x03\x03\r")
        assert console.wait(LIMIT) == 2, console.returncode
        assert os.listdir(rig.dir + "/state/incoming") == []
        assert stty(rig) == before, "the terminal is not what it was"
    finally:
        rig.close()


def test_fake_rz(patches):
    """recv NAME rz: a file that is no patch, two files, none, a link: refused, nothing is left"""
    rig = Rig(Faults(1))
    os.mkdir(rig.dir + "/bin")
    rig.env["PATH"] = rig.dir + "/bin:" + rig.env["PATH"]
    try:
        rig.console()
        for script, said in (("echo hello >x", "not a kernel module"),
                             (": >x; : >y", "one file received"), ("exit 0", "one file received"),
                             ("ln -s /etc/hostname x", "one file received"),
                             ("exit 3", "status 3"), ("mkdir d", "one file received")):
            with open(rig.dir + "/bin/rz", "w") as f:
                f.write("#!/bin/sh\n%s\n" % script)
            os.chmod(rig.dir + "/bin/rz", 0o755)
            rig.line.said = b""
            rig.line.type(b"recv fix rz\r")
            rig.line.need(b"ERR ")
            rig.line.need(said.encode())
            rig.line.need(b"hp> ")
            assert os.listdir(rig.dir + "/state/incoming") == [], script
    finally:
        rig.close()


def main():
    patches = Patches()
    for name, test in list(globals().items()):
        if not name.startswith("test_") or ONLY not in name:
            continue
        try:
            test(patches)
            print("ok console delivery: " + test.__doc__, flush=True)
        except Exception:
            print("".join("# %s\n" % l for l in traceback.format_exc().splitlines()), end="")
            print("FAIL console delivery: " + test.__doc__, flush=True)
    shutil.rmtree(patches.dir)


main()
