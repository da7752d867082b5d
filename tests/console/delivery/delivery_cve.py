#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""delivery_cve.py [TRANSCRIPT] - a CVE's fix on its way from a diff to a box that has nothing but a serial line of 9600 baud:
made, sent, checked, applied, seen, confirmed and reverted.  The box is a guest with a kernel that lacks the fix; the line
is held to 960 bytes a second each way.  doc/operator.md shows it.  Prints ok and FAIL lines, and the seconds of each step; all that was on
the line goes to TRANSCRIPT.  Exit status 0 when all are ok."""
import os
import pty
import re
import select
import subprocess
import sys
import threading
import time
import traceback
import tty

HERE = os.path.abspath(os.path.dirname(__file__))
TOP = os.path.abspath(HERE + "/../../..")
KERNEL = "6.1.0-50-amd64"
DIFF = HERE + "/CVE-2026-98655.diff"
NAME = "CVE_2026_98655"         # as the kernel calls its module
OUT = TOP + "/build/tests/cve"
BAUD = 9600
LIMIT = int(os.environ.get("LIMIT", "300"))     # seconds, to end what hangs
AT_ONCE = 16            # bytes: as many as a UART holds


class Guest:
    """tests/vm on a terminal of its own, whose other end is far."""

    def __init__(self):
        subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-D_GNU_SOURCE", "-o", OUT + "/textpoke", HERE + "/textpoke.c"], check=True)
        self.pid, self.far = pty.fork()
        if not self.pid:
            os.execvpe(TOP + "/tests/vm", ["tests/vm", "-k", KERNEL, "-i", "--add", OUT + "/textpoke:/bin/textpoke"],
                       dict(os.environ, TERM="dumb"))

    def ended(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Line:
    """Carries bytes between near, where the person and hp-send are, and the guest, no faster than the baud rate."""

    def __init__(self, far):
        self.near_fd, self.near_slave = pty.openpty()
        tty.setraw(self.near_slave)
        self.near = os.ttyname(self.near_slave)
        self.carried = {}
        for fd, other in (self.near_fd, far), (far, self.near_fd):
            threading.Thread(target=self._carry, args=(fd, other), daemon=True).start()

    def _carry(self, fd, other):
        due = 0
        while True:
            try:
                data = os.read(fd, AT_ONCE)
            except OSError:         # the guest has ended
                data = b""
            if not data:
                return
            due = max(due, time.monotonic()) + len(data) * 10 / BAUD
            time.sleep(max(0, due - time.monotonic()))
            os.write(other, data)
            self.carried[fd] = self.carried.get(fd, 0) + len(data)

    def to_box(self):
        return self.carried.get(self.near_fd, 0)


class Person:
    """Types at the line, and reads."""

    def __init__(self, line, transcript):
        self.fd, self.transcript = line.near_slave, transcript
        self.said = ""

    def _take(self):
        if select.select([self.fd], [], [], 0.05)[0]:
            data = os.read(self.fd, 4096).decode(errors="replace").replace("\r", "")
            self.said += data
            self.transcript.write(data.replace("\x1b[6n", ""))     # the shell asks where it is

    def need(self, pattern):
        """Reads until that is there, and gives what came before its end."""
        end = time.monotonic() + LIMIT
        while True:
            found = re.search(pattern, self.said, re.M)
            if found:
                break
            if time.monotonic() > end:
                raise AssertionError("waited in vain for %s; the line said:\n%s" % (pattern, self.said))
            self._take()
        answer, self.said = self.said[:found.end()], self.said[found.end():]
        return answer

    def type(self, command, until, prompt):
        """Seconds from Enter until the words are there, and all the answer."""
        os.write(self.fd, command.encode())
        self.need(re.escape(command))           # its echo
        os.write(self.fd, b"\r")
        begun = time.monotonic()
        answer = self.need(until)
        took = time.monotonic() - begun
        return took, answer + self.need(prompt)

    def shell(self, command):
        return self.type(command, r"\n", r"^guest# ")[1]

    def console(self, command):
        took, answer = self.type(command, r"^(OK|ERR .*)\n", r"^hp> ")
        if not re.search(r"^OK$", answer, re.M):
            raise AssertionError("%s: %s" % (command, answer))
        return took, answer


def step(what, seconds=None):
    print("ok cve: %s%s" % (what, "" if seconds is None else ", %.1f s" % seconds), flush=True)


def says(answer, text):
    if text not in answer:
        raise AssertionError('expected "%s", found:\n%s' % (text, answer))


def make(transcript):
    """The patch's file, made of the diff."""
    begun = time.monotonic()
    argv = [TOP + "/patches/hp-mkpatch", "-k", KERNEL, "-o", OUT, DIFF]
    made = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    took = time.monotonic() - begun
    transcript.write(made.stdout)
    if made.returncode:
        raise AssertionError(made.stdout)
    says(made.stdout, "replaced    __do_sys_perf_event_open ")
    patch = OUT + "/" + os.path.basename(DIFF)[:-len("diff")] + "ko"
    step("the patch is made, %d bytes" % os.path.getsize(patch), took)
    return patch


def send(line, patch, transcript):
    # A terminal like ours says that all is out while kilobytes of it wait for the line; of a serial port hp-send knows.
    argv = [TOP + "/build/hp-console/hp-send", "--tty", line.near, "--baud", str(BAUD), "--wait", "20", patch]
    before, begun = line.to_box(), time.monotonic()
    sent = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT)
    took = time.monotonic() - begun
    transcript.write(sent.stdout)
    if sent.returncode:
        raise AssertionError(sent.stdout)
    step("it is sent, %d bytes on the line" % (line.to_box() - before), took)


def box(person, line, patch, transcript):
    person.need("^guest# ")
    person.shell("echo 1 >/proc/sys/kernel/printk; modprobe hotpatch")
    person.shell("echo 2 >/proc/sys/kernel/perf_event_paranoid")
    says(person.shell("textpoke"), "events: open")
    step("the kernel of the box has the hole")
    person.type("hp-console", r"\n", "^hp> ")
    send(line, patch, transcript)
    os.write(person.fd, b"\r")
    person.need("^hp> ")
    took, answer = person.console("check " + NAME)
    says(answer, "would be applied now")
    step("checked, from Enter to OK", took)
    took, answer = person.console("apply %s confirmed 120" % NAME)
    says(answer, "reverts by itself in 120 s")
    step("applied, from Enter to OK", took)
    person.type("quit", r"\n", "^guest# ")
    says(person.shell("textpoke"), "events: Permission denied")
    step("the hole is closed")
    person.type("hp-console", r"\n", "^hp> ")
    step("confirmed", person.console("confirm")[0])
    step("reverted", person.console("revert " + NAME)[0])
    person.type("quit", r"\n", "^guest# ")
    says(person.shell("textpoke"), "events: open")
    step("the hole is there again")
    # tests/vm reads only the line, which shows little of the kernel's log.
    if person.shell(". ./klog.sh; dmesg | klog_scan | wc -l").split()[0] != "0":
        raise AssertionError("the kernel's log:\n" + person.shell("dmesg | klog_scan"))
    step("nothing in the kernel's log")
    os.write(person.fd, b"exit\r")


def main():
    with open(sys.argv[1] if len(sys.argv) > 1 else os.devnull, "w", encoding="utf-8") as transcript:
        patch = make(transcript)
        guest = Guest()
        line = Line(guest.far)
        box(Person(line, transcript), line, patch, transcript)
        status = guest.ended()
        if status:
            raise AssertionError("the guest ended with %d" % status)


try:
    main()
except (AssertionError, OSError, subprocess.SubprocessError):
    print("FAIL cve: from a diff to a box")
    print("\n".join("# " + text for text in traceback.format_exc().splitlines()[-50:]))
    sys.exit(1)
