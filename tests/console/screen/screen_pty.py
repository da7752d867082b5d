# SPDX-License-Identifier: GPL-2.0-only
"""screen_pty.py - a program on a terminal of its own, for tests: what it sends is counted, and
shown by an emulated vt100.  Nothing here waits for a time, only for what shall be on the screen."""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

import pyte

# Seconds until something counts as never coming; machines may be slow.
LIMIT = int(os.environ.get("SCREEN_LIMIT", "300"))


class Terminal:
    def __init__(self, argv, rows=24, cols=80, term="vt100", speed=None, env=None, size=True):
        self.screen = pyte.Screen(cols, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.sent = 0		# bytes so far
        self.raw = b""
        self.closed = False
        env = dict(os.environ, TERM=term, **(env or {}))
        for name in ("LINES", "COLUMNS"):
            if name not in (env or {}):
                env.pop(name, None)
        self.pid, self.fd = pty.fork()
        if not self.pid:
            if speed:
                modes = termios.tcgetattr(0)
                modes[4] = modes[5] = speed
                termios.tcsetattr(0, termios.TCSANOW, modes)
            fcntl.ioctl(0, termios.TIOCSWINSZ,
                        struct.pack("HHHH", rows if size else 0, cols if size else 0, 0, 0))
            os.execvpe(argv[0], argv, env)

    def take(self, seconds):
        """Takes what comes within so many seconds; False when nothing did."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.closed = True
            return False
        self.sent += len(data)
        self.raw += data
        self.stream.feed(data)
        return True

    def quiet(self, seconds=0.3):
        """Reads until nothing more comes; where output never ends, for a while."""
        for _ in range(20):
            if not self.take(seconds):
                break

    def until(self, what, found):
        end = time.monotonic() + LIMIT
        while not found():
            if self.closed or time.monotonic() > end:
                raise AssertionError("never on the screen: %s\n%s" % (what, self.show()))
            self.take(0.1)

    def want(self, *texts):
        for text in texts:
            self.until(text, lambda: any(text in line for line in self.screen.display))

    def gone(self, text):
        self.until("no more " + text,
                   lambda: not any(text in line for line in self.screen.display))

    def keys(self, text):
        os.write(self.fd, text.encode("latin-1"))

    def yes(self, question):
        """Answers y after a pause, as a person who reads the question first."""
        self.want(question)
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            self.take(max(0, end - time.monotonic()))
        self.keys("y")

    def row(self, text):
        for i, line in enumerate(self.screen.display):
            if text in line:
                return i
        return -1

    def show(self):
        return "\n".join("    |%s|" % line for line in self.screen.display)

    def resize(self, rows, cols):
        self.screen.resize(rows, cols)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def modes(self):
        return termios.tcgetattr(self.fd)

    def wait(self):
        """Its exit status, or the negative number of the signal that ended it."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            self.take(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it does not end")

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)
