# SPDX-License-Identifier: GPL-2.0-only
"""delivery_line.py - a bad serial line for tests: two terminals, and between them a proxy that
damages, drops, doubles and swaps lines, mixes kernel messages in, and counts what is sent."""
import os
import pty
import random
import select
import threading
import tty

LIMIT = int(os.environ.get("LIMIT", "300"))      # seconds, to end what hangs
KERNEL = b"[%5d.%06d] eth0: link is not ready, #%d: AAAA retry"


class Faults:
    """The faults of a line: how many of 1000 lines towards the console each of them happens to."""

    def __init__(self, seed, corrupt=0, drop=0, double=0, swap=0, kernel=0, cut=None):
        self.random = random.Random(seed)
        self.corrupt, self.drop, self.double, self.swap = corrupt, drop, double, swap
        self.kernel, self.cut = kernel, cut     # cut: nothing passes after so many lines
        self.seen = dict.fromkeys(("lines", "corrupt", "drop", "double", "swap", "kernel"), 0)
        self.held = b""

    def _happens(self, what):
        yes = self.random.randrange(1000) < getattr(self, what)
        self.seen[what] += yes
        return yes

    def message(self):
        r = self.random
        return KERNEL % (r.randrange(99999), r.randrange(999999), r.randrange(1, 99))

    def _damaged(self, line):
        at = self.random.randrange(len(line) - 1)
        return line[:at] + bytes([line[at] ^ 1 << self.random.randrange(8)]) + line[at + 1:]

    def answer(self, data):
        """The console's output as it arrives at the sender, with this line's faults."""
        if b"recv: " not in data or not self.kernel:
            return data
        at = data.index(b"recv: ") + self.random.choice((0, 0, 0, 9))
        return data[:at] + self.message() + b"\r\n" + data[at:]

    def __call__(self, line):
        """What arrives in place of a line sent (with its end)."""
        if line.startswith(b"#"):
            self.seen["lines"] += 1
        if self.cut is not None and self.seen["lines"] > self.cut:
            return b""
        if not line.startswith(b"#") or len(line) < 3:
            return line
        if self._happens("drop"):
            return b""
        if self._happens("corrupt"):
            line = self._damaged(line)
        if self._happens("double"):
            line += line
        if self._happens("kernel"):     # at the start of the line, or in the middle
            at = self.random.choice((0, len(line) // 2))
            line = line[:at] + self.message() + b"\r\n" + line[at:]
        if self.held:
            line, self.held = line + self.held, b""
        elif not line.startswith(b"#end") and self._happens("swap"):
            line, self.held = b"", line
        return line


class Line(threading.Thread):
    """Terminal near (for hp-send) and terminal far (for the console); .near and .far are the names
    of their devices.  start() begins; close() ends."""

    def __init__(self, faults):
        super().__init__(daemon=True)
        self.faults = faults
        self.near_fd, self.near_slave = pty.openpty()
        self.far_fd, self.far_slave = pty.openpty()
        tty.setraw(self.near_slave)
        self.near, self.far = os.ttyname(self.near_slave), os.ttyname(self.far_slave)
        self.sent = self.answered = 0           # bytes, in each direction
        self.transparent = False                # True: a program's protocol, not lines
        self.said = b""                         # all the console wrote
        self.keys = b""                         # what the sender typed outside of lines
        self.stop_r, self.stop_w = os.pipe()
        self.changed = threading.Condition()

    def _to_console(self, pending):
        data = os.read(self.near_fd, 4096)
        with self.changed:
            self.sent += len(data)
        if self.transparent:
            os.write(self.far_fd, data)
            return b""
        pending += data.replace(b"\r", b"\r\n")
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            end = b"\r" if line.endswith(b"\r") else b"\n"
            os.write(self.far_fd, self.faults(line.rstrip(b"\r") + end))
            with self.changed:
                self.changed.notify_all()
        if pending == b"\x03":              # a key, and no line
            os.write(self.far_fd, pending)
            self.keys += pending
            pending = b""
        return pending

    def _to_sender(self):
        data = os.read(self.far_fd, 4096)
        with self.changed:
            self.answered += len(data)
            self.said += data
            self.changed.notify_all()
        os.write(self.near_fd, data if self.transparent else self.faults.answer(data))

    def run(self):
        pending = b""
        while True:
            ready = select.select([self.near_fd, self.far_fd, self.stop_r], [], [])[0]
            if self.stop_r in ready:
                return
            if self.near_fd in ready:
                pending = self._to_console(pending)
            if self.far_fd in ready:
                self._to_sender()

    def type(self, data):
        """Types at the console without faults."""
        os.write(self.far_fd, data)

    def wait(self, condition, limit=LIMIT):
        """Waits until condition(self) holds; the limit only ends a test that hangs."""
        with self.changed:
            if not self.changed.wait_for(lambda: condition(self), limit):
                raise AssertionError("waited in vain; the console said:\n%s" %
                                     self.said.decode(errors="replace"))

    def need(self, text, limit=LIMIT):
        self.wait(lambda line: text in line.said, limit)

    def close(self):
        os.write(self.stop_w, b"x")
        self.join()
        for fd in (self.near_fd, self.near_slave, self.far_fd, self.far_slave, self.stop_r,
                   self.stop_w):
            os.close(fd)
