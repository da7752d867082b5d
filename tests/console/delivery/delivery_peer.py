#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""delivery_peer.py KIND - what may be at the other end of a line instead of a console, on the terminal
it has: login (asks for a name, then for a password), editor (writes to places of the screen), strange
(answers, but not as anybody known)."""
import os
import sys

SAYS = {
    "login": [b"box login: ", b"Password: "],
    "strange": [b"?SYNTAX ERROR\r\n"],
    "editor": [b"\x1b[24;1H-- INSERT --\x1b[2;1H"],
}
answers = SAYS[sys.argv[1]]
if sys.argv[1] == "editor":
    os.write(1, b"\x1b[?1049h\x1b[H\x1b[2J~\r\n~\r\n")
else:
    os.write(1, b"\r\nthe box\r\n\r\n" + answers[0])
at, line = 0, b""
while True:
    typed = os.read(0, 1)
    if not typed:
        break
    if typed not in b"\r\n" and sys.argv[1] != "editor":
        line += typed
        continue
    # An empty name is asked for again, as getty does.
    at = (at + 1) % len(answers) if line.strip(b"\x15 ") or at else 0
    line = b""
    os.write(1, b"\r\n" + answers[at])
