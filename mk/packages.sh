#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# packages.sh - installs those Debian packages of mk/packages.txt that are missing.  Says which;
# silent when there is nothing to do.
#
#	mk/packages.sh		what building and the demo need
#	mk/packages.sh check	what the tests need too
#	mk/packages.sh deb	what making Debian packages needs too
#	mk/packages.sh box	what the disk of a Debian box for tests needs too; tests/lib/box.sh does it
#	mk/packages.sh arm64	what kernels of that architecture need too; mk/kernel.sh does it
#	mk/packages.sh chroot	what kernels of other releases need too; mk/chroot.sh does it
set -eu
cd "$(dirname "$0")"
top=$(cd .. && pwd)
# shellcheck source=mk/say.sh
. ./say.sh
# shellcheck source=mk/apt.sh
. ./apt.sh

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Where there is no dpkg, whoever builds has seen to it himself: programs need no more than a compiler and libraries.
command -v dpkg-query >/dev/null || exit 0

missing=()
while read -r package needed; do
	case $package in ''|'#'*) continue ;; esac
	[ -z "$needed" ] || [ "$needed" = "${1-}" ] || continue
	installed "$package" || missing+=("$package")
done <packages.txt

[ ${#missing[@]} -gt 0 ] || exit 0

for package in "${missing[@]}"; do
	apt_lists_for "$package"
done
apt_lock
say "installing ${#missing[@]} packages: ${missing[*]}"
# 8>&-: a daemon that the installation starts must not go on holding apt_lock's lock.
as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get -q -y --no-install-recommends install "${missing[@]}" >&2 8>&-
