#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# demo-guest.sh - the guest's side of "make demo": loads hotpatch.ko, says what to type, starts the
# console.  Leaving the console leads to a shell, so that one can look at what has changed.
modprobe hotpatch || exit 1
cd /root || exit 1
sleepers start /run/sleepers sleep 3 3600000 || exit 1
cat <<END

The serial console of a stock, unmodified Debian kernel: $(uname -r).
The patches of patches/ are at hand, none is loaded.  You may type:

    list                          what there is
    check meminfo                 could it be applied now, and who blocks?
    apply meminfo                 replace the function behind /proc/meminfo
    show meminfo                  what has been changed, byte for byte
    revert meminfo                put the old function back
    apply cmdline confirmed 20    undone after 20 s, unless you "confirm"
    check nanosleep               a function with three sleeping tasks inside
    apply nanosleep               replaced all the same, and nobody wakes up
    help                          all commands
    quit                          to a shell; there: grep Hot /proc/meminfo

Ctrl-A x ends the guest at any time.

END
# Ctrl-C in the console is for the console alone.  Without this trap it would end this shell too, and the
# guest with it.
trap : INT
hp-console
trap - INT
echo
echo 'A shell in the guest.  "hp-console" goes back, "exit" ends the demo.'
exec sh
