#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 80-no-device.sh - the console where something is missing: one line saying what to do (issue 2,
# acceptance 12).
. ./lib.sh

echo 'root:x:0:0::/:/bin/sh
user:x:1000:1000::/:/bin/sh' > /etc/passwd
as_user() { su user -c "$*"; }
one_line() { t_same "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1; }
rel=$(uname -r)
table=/usr/lib/hotpatch/$rel/$rel.hpsym

rmmod hotpatch 2>/dev/null
t_run 1 "no device" hp-console status
one_line "no device"
t_has "says what to do" 'modprobe hotpatch'

modprobe hotpatch
t_same "the device is root's alone" "$(stat -c '%a %u' /dev/hotpatch)" "600 0"
t_run 1 "no rights" as_user hp-console status
one_line "no rights"
t_has "says what to do" 'root'
chmod 666 /dev/hotpatch
t_run 1 "no rights, though the file is open to all" as_user hp-console status
one_line "no rights"
chmod 600 /dev/hotpatch

mv "$table" /tmp/away
rmmod hotpatch
modprobe hotpatch
t_run 0 "no table" hp-console status
t_has "says what to do" 'hp-symtab'
mv /tmp/away "$table"
t_run 0 "with the table" hp-console status
t_has "it is taken by itself" 'symbols'
t_done
