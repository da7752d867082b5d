#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""delivery_program.py OUT CHECK - patches received by a program that is installed: rz, gkermit,
and ones that misbehave.  Prints ok and FAIL lines."""
import contextlib
import os
import shutil
import subprocess

from delivery_line import LIMIT, Faults
from delivery_rig import Rig, raw, run, stty


def test_rz(patches):
    """recv NAME rz: sz sends it"""
    if not shutil.which("rz"):
        raise AssertionError("rz is not installed")
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
        rig.line.type(b"OO")    # rz waits for sz's farewell, which is lost with sz's terminal
        rig.line.need(b"OK\r\n")
        rig.received(patch)
        rig.line.type(b"\x15list\r")   # Ctrl-U, as rz may have ended before the farewell came
        rig.line.need(b"a fix for tests")
    finally:
        rig.close()


@contextlib.contextmanager
def receiving_kermit():
    """A console that waits for gkermit; afterwards the terminal must be what it was."""
    rig = Rig(Faults(1))
    try:
        before = stty(rig)
        console = rig.console("recv", "fix", "gkermit")
        rig.line.need(b"READY TO RECEIVE")
        raw(rig)
        yield rig, console
        assert stty(rig) == before, "the terminal is not what it was"
    finally:
        rig.close()


def test_gkermit(patches):
    """recv NAME gkermit: gkermit sends it; the terminal is what it was"""
    if not shutil.which("gkermit"):
        raise AssertionError("gkermit is not installed")
    patch = patches.of(1650)
    with receiving_kermit() as (rig, console):
        rig.line.transparent = True
        near = os.open(rig.line.near, os.O_RDWR | os.O_NOCTTY)
        # -X: the line is raw already.  Else gkermit would leave it echoing, and both sides would echo for
        # ever.
        subprocess.run(["gkermit", "-X", "-q", "-i", "-s", patch], stdin=near, stdout=near,
                       check=True, timeout=LIMIT, stderr=subprocess.DEVNULL)
        os.close(near)
        assert console.wait(LIMIT) == 0, console.returncode
        rig.received(patch)


def test_gkermit_given_up(patches):
    """recv NAME gkermit: three Ctrl-C end it; nothing is left, the terminal is what it was"""
    if not shutil.which("gkermit"):
        raise AssertionError("gkermit is not installed")
    with receiving_kermit() as (rig, console):
        rig.line.type(b"\x03\x03\x03\r")
        assert console.wait(LIMIT) == 2, console.returncode
        assert os.listdir(rig.dir + "/state/incoming") == []


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


run(globals())
