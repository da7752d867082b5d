#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
ip link set lo up
made=
for metric in 4711 4712; do
	ip route add 10.47.11.0/24 dev lo metric $metric 2>/dev/null && made="$made $metric" &&
		ip route del 10.47.11.0/24 dev lo metric $metric
done
case $made in
' 4711 4712') echo old ;;
' 4712') echo new ;;
*) echo "routes:$made" ;;
esac
