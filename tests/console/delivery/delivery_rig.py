# SPDX-License-Identifier: GPL-2.0-only
"""delivery_rig.py - what the tests of deliveries have in common: a console on a fake device at a bad
line (delivery_line.py), patches to send, and running all functions test_* of a file.  Arguments:
OUT CHECK [PATTERN]."""
import concurrent.futures
import contextlib
import fcntl
import io
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback

from delivery_line import LIMIT, Line

OUT, CHECK = map(os.path.abspath, sys.argv[1:3])
SEND = OUT + "/hp-send"
FAKE = CHECK + "/hp-console-fake"
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""


def own_terminal():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)    # nohup(1), if it runs us, has changed it
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
        return self.run([SEND, "--tty", self.line.near, "--baud", "115200", *args, patch],
                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

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
        # A console that began to wait for the file once more is ended by the sender within a moment.
        end = time.monotonic() + LIMIT
        while os.listdir(self.dir + "/state/incoming") != [name]:
            assert time.monotonic() < end, os.listdir(self.dir + "/state/incoming")
            time.sleep(0.05)

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


def one(test):
    """What a test prints, and its verdict."""
    said = io.StringIO()
    patches = Patches()
    with contextlib.redirect_stdout(said):
        try:
            test(patches)
            print("ok console delivery: " + test.__doc__)
        except Exception:
            print("FAIL console delivery: " + test.__doc__)
            print("".join("# %s\n" % l for l in traceback.format_exc().splitlines()), end="")
    shutil.rmtree(patches.dir)
    return said.getvalue()


def run(tests):
    """Each has a line of its own and mostly waits, so several run at a time."""
    chosen = [test for name, test in tests.items() if name.startswith("test_") and ONLY in name]
    with concurrent.futures.ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as pool:
        for said in pool.map(one, chosen):
            print(said, end="", flush=True)
