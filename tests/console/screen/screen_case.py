# SPDX-License-Identifier: GPL-2.0-only
"""screen_case.py - what the tests of the full screen have in common: the console on its fake device,
and running all functions test_* of a file.  Arguments: OUT CHECK [PATTERN]."""
import sys
import tempfile
import traceback

from screen_pty import Terminal

OUT, CHECK = sys.argv[1:3]
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
FAKE = CHECK + "/hp-console-fake"
HOME = tempfile.mkdtemp()
ENV = {"ASAN_OPTIONS": "detect_leaks=0", "HP_PATH": CHECK + "/patches", "HOME": HOME,
       "NO_COLOR": "1"}


def start(argv=None, env=None, **kw):
    t = Terminal(argv or [FAKE, "-s"], env=dict(ENV, **(env or {})), **kw)
    return t


def ready(env=None, **kw):
    t = start(env=env, **kw)
    t.want("meminfo", "read-only", "? help")
    t.quiet()
    return t


def expect(what, true, t=None):
    if not true:
        raise AssertionError(what + ("\n" + t.show() if t else ""))


def leave(t):
    """q, however many views deep; the terminal is as it was."""
    t.keys("1q")
    expect("exit status 0", t.wait() == 0)
    t.close()


def run(tests):
    passed = failed = 0
    for name, test in list(tests.items()):
        if not name.startswith("test_") or ONLY not in name:
            continue
        try:
            test()
            print("ok console screen: " + name[5:].replace("_", " "))
            passed += 1
        except Exception:
            print("FAIL console screen: " + name[5:].replace("_", " "))
            print("\n".join("# " + line for line in traceback.format_exc().splitlines()[-34:]))
            failed += 1
        sys.stdout.flush()
    return 1 if failed or not passed else 0
