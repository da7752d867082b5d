#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""folders.py KERNEL - does the order of the folders hold?  No folder is crowded; files of the module and of the
console include and call only what lies in their own folder or in one that comes before it in Kbuild or in the
Makefile; and no two files do so in a circle; what meets in a guest has names of its own.  Needs what was
built (calls are looked up in the objects).
Prints a line for each fault; exit status 0 if there is none."""
import collections
import os
import re
import subprocess
import sys

TOP = os.path.abspath(os.path.dirname(__file__) + "/../..")
KERNEL = sys.argv[1]
MOST_SOURCES = 14       # .c files of a folder of the programs
MOST_TEST_FILES = 20    # files of a folder of the tests
CASES = "tests/mkpatch/fixes"   # nothing but diffs, each with its script: a list that may be long
# The counter of a slot is C, the code that counts is assembler: each names the other.
ONE_THING = {"entry/slots", "entry/slots_x86", "entry/slots_arm64"}
# hp-send is a program of its own beside the console: nothing of the console may use it.
SEND = "send"

faults = []


def fault(text):
    faults.append(text)
    print("FAIL " + text)


def files_below(folder):
    """Paths below TOP, without what Python and editors leave."""
    for root, folders, names in os.walk(os.path.join(TOP, folder)):
        folders[:] = [f for f in folders if f != "__pycache__"]
        for name in names:
            if not name.startswith("."):
                yield os.path.relpath(os.path.join(root, name), TOP)


def check_sizes():
    count = collections.Counter()
    for folder in "hp-console", "hotpatch-kmod", "symtab", "patches/mkpatch":
        count.update(os.path.dirname(f) for f in files_below(folder) if f.endswith(".c"))
    for folder, n in count.items():
        if n > MOST_SOURCES:
            fault("%s has %d .c files, not at most %d" % (folder, n, MOST_SOURCES))
    count = collections.Counter(os.path.dirname(f) for f in files_below("tests"))
    del count[CASES]
    for folder, n in count.items():
        if n > MOST_TEST_FILES:
            fault("%s has %d files, not at most %d" % (folder, n, MOST_TEST_FILES))


def check_names():
    """Scripts and modules of all folders meet in one folder of the guest."""
    for folder, end in ("tests/guest", ".sh"), ("tests/guest/patches", ".c"):
        count = collections.Counter(os.path.basename(f) for f in files_below(folder) if f.endswith(end))
        for name, n in count.items():
            if n > 1:
                fault("%s: %d files are called %s" % (folder, n, name))


def rooms_of(makefile, variable):
    with open(os.path.join(TOP, makefile), encoding="ascii") as f:
        return re.search("^%s := (.*)$" % variable, f.read(), re.M).group(1).split()


def unit_of(path):
    """A file and its header are one."""
    return os.path.splitext(path)[0]


def includes(folder):
    """unit -> units whose header it includes, both below folder."""
    edges = collections.defaultdict(set)
    sources = [f for f in files_below(folder) if re.search(r"\.[chS]$", f)]
    units = {unit_of(os.path.relpath(f, folder)) for f in sources}
    for f in sources:
        with open(os.path.join(TOP, f), encoding="utf-8") as text:
            for header in re.findall(r'^#include "(.*)\.h"$', text.read(), re.M):
                if header in units:
                    edges[unit_of(os.path.relpath(f, folder))].add(header)
    return edges


def calls(folder, objects):
    """unit -> units that define a symbol it needs, by the objects that were built."""
    defined, needed = {}, collections.defaultdict(set)
    for f in files_below(folder):
        obj = os.path.join(objects, unit_of(os.path.relpath(f, folder)) + ".o")
        if not re.search(r"\.[cS]$", f) or f.endswith(("_arm64.c", "_arm64.S")):
            continue
        if not os.path.exists(obj):
            fault("%s was not built" % f)
            continue
        unit = unit_of(os.path.relpath(f, folder))
        out = subprocess.run(["nm", obj], capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            words = line.split()
            if words[-2] == "U":
                needed[unit].add(words[-1])
            elif words[-2] in "TDBRVW":
                defined[words[-1]] = unit
    edges = collections.defaultdict(set)
    for unit, symbols in needed.items():
        edges[unit] = {defined[s] for s in symbols if s in defined} - {unit}
    return edges


def check_order(folder, rooms, edges, what):
    place = {room: i for i, room in enumerate(rooms)}
    for unit, others in sorted(edges.items()):
        mine = os.path.dirname(unit)
        if not mine:        # main.c may use all
            continue
        for other in sorted(others):
            theirs = os.path.dirname(other)
            if not theirs:  # the contract; main() is nobody's
                continue
            if mine not in place and mine != SEND:
                fault("%s/%s is in no room" % (folder, unit))
            elif theirs == SEND and mine != SEND or \
                    mine != SEND and place[theirs] > place[mine]:
                fault("%s: %s %s %s, which is in a room above" % (folder, unit, what, other))


def check_circles(folder, edges, what):
    """Takes away what depends on nothing that is left, until all is gone or only circles are."""
    left = {unit: {o for o in others if o != unit and not {unit, o} <= ONE_THING}
            for unit, others in edges.items()}
    while True:
        gone = [u for u in left if not left[u] & set(left)]
        if not gone:
            break
        for unit in gone:
            del left[unit]
    if left:
        fault("%s: among these is a circle of %s: %s" % (folder, what, " ".join(sorted(left))))


def check_program(folder, rooms, objects):
    for what, edges in ("includes", includes(folder)), ("calls", calls(folder, objects)):
        if len(edges) < 20:
            fault("%s: %d files with %s: is it built?" % (folder, len(edges), what))
        check_order(folder, rooms, edges, what)
        check_circles(folder, edges, what)


check_sizes()
check_names()
check_program("hotpatch-kmod", rooms_of("hotpatch-kmod/Kbuild", "rooms"),
              "%s/build/kmod/%s/hotpatch-kmod" % (TOP, KERNEL))
check_program("hp-console", rooms_of("hp-console/Makefile", "ROOMS"), TOP + "/build/hp-console/dyn")
sys.exit(1 if faults else 0)
