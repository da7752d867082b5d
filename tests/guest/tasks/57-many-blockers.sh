#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 57-many-blockers.sh - a hundred tasks inside: 64 are named and the rest is counted; "all" names all.
# vm: timeout 600
. ./lib.sh

sleeping() { printf '%s\n' "$out" | grep -c '^  task [0-9]* "sleepers"'; }
named() { printf '%s\n' "$out" | grep -c '^  task [0-9]* "'; }

modprobe hotpatch
t_ok "a hundred sleep in pipe_read" sleepers start /tmp/m.sock pipe 100
t_run 2 "blocking, into a pipe" hp-console blocking piperead
t_same "...names as many as one operation does" 64 "$(named)"
t_has "...and says how many more there are" '^\.\.\. and [0-9]+ more: blocking piperead all$'
t_run 2 "blocking ... all" hp-console blocking piperead all
t_same "...names all of them" 100 "$(sleeping)"
t_run 0 "check ... all" hp-console check piperead all
t_same "...too" 100 "$(sleeping)"
t_run 2 "blocking with -j" hp-console -j blocking piperead
t_same "...too" 100 "$(printf '%s' "$out" | grep -o '"comm":"sleepers"' | wc -l)"
t_run 2 "apply, at depth hold" hp-console apply piperead depth hold within 500
t_same "...names 64" 64 "$(named)"
t_ok "nobody was disturbed" sleepers end /tmp/m.sock
t_done
