#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# IPC_INFO
msg=$(rawcall msgctl 0 3 buf) shm=$(rawcall shmctl 0 3 buf) sem=$(rawcall semctl 0 0 3 buf)
case ${msg%% *},${shm%% *},${sem%% *} in
0,0,0) echo old ;;
4711,4711,4711) echo new ;;
*) echo "msgctl $msg, shmctl $shm, semctl $sem" ;;
esac
