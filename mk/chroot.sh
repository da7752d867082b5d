#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# chroot.sh - runs a command in a small Debian of another release, where that release's compiler and what
# its kernel headers bring along (modpost, objtool) can run.
#
#	mk/chroot.sh RELEASE PACKAGES COMMAND [ARG]...
#	mk/chroot.sh --remove		all there are
#
# It lies in build/chroots/RELEASE, is made once, and gets those of PACKAGES (a list with spaces) that it lacks.
# The project and the current folder are mounted in it under the same names; the user stays the same.  Mounts are
# in a namespace of their own, so that none stays behind however this ends.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
if [ "${1-}" = --remove ]; then
	[ ! -d "$top/build/chroots" ] || as_root rm -rf --one-file-system "$top/build/chroots"
	exit 0
fi
[ $# -ge 3 ] || die "usage: mk/chroot.sh RELEASE PACKAGES COMMAND [ARG]..."
release=$1 packages=$2
shift 2
root=$top/build/chroots/$release

# Of what debootstrap says, a line for each of its stages, and now and then how many packages it is at.
progress() {
	local stage='' n=0 what
	while read -r _ what _; do
		case $what in Retrieving|Extracting|Unpacking|Configuring) ;; *) continue ;; esac
		[ "$what" = "$stage" ] || n=0
		stage=$what n=$((n + 1))
		[ $((n % 50)) != 1 ] || say "$release: $(tr REUC reuc <<<"$stage") packages, $n"
	done
}

make_chroot() {
	local log=$root.log
	"$top/mk/packages.sh" chroot
	say "making a Debian $release in ${root#"$top"/}, for its compiler: once, a minute or two, 450 MB"
	as_root rm -rf --one-file-system "$root.new"
	# build-essential would bring two compilers more.
	if ! as_root unshare --mount --propagation private debootstrap --variant=minbase --include=make,binutils,kmod,xz-utils "$release" "$root.new" \
			"$(archive_uri Debian)" 2>&1 | tee "$log" | progress; then
		grep -E '^(E|W):' "$log" >&2 || tail -n 3 "$log" >&2
		die "could not make a Debian $release, see ${log#"$top"/}"
	fi
	as_root cp "$(conf_sources)" "$root.new/etc/apt/sources.list"
	acquire_settings | as_root tee "$root.new/etc/apt/apt.conf.d/90hotpatch" >/dev/null
	as_root mv "$root.new" "$root"
}

# Updates of the release too: a compiler may have been mended there.
conf_sources() {
	pool_conf "$release" "$(dpkg --print-architecture)" >/dev/null
	echo "$debs/apt/$release/sources.list"
}

# inside COMMAND...: in the chroot, as root
inside() {
	# shellcheck disable=SC2016 # that shell's
	as_root unshare --mount --propagation private sh -eu -c '
		root=$1 top=$2 here=$3
		shift 3
		mkdir -p "$root$top"
		mount --rbind "$top" "$root$top"
		# Not if it is in the project, or the project in it.
		case $here/ in "$top"/*) here=$top ;; esac
		case $top/ in
		"${here%/}"/*) ;;
		*)
			mkdir -p "$root$here"
			mount --rbind "$here" "$root$here" ;;
		esac
		mount -t proc proc "$root/proc"
		mount --bind /dev "$root/dev"
		exec chroot "$@"' sh "$root" "$top" "$PWD" "$@"
}

lacking() {
	local package
	for package in $packages; do
		[ "$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
			echo "$package"
	done
}

install_packages() {
	say "installing in ${root#"$top"/}: $*"
	inside "$root" env DEBIAN_FRONTEND=noninteractive sh -c '
		dpkg --configure -a && apt-get -q update && apt-get -q -y --no-install-recommends install "$@"' sh "$@" >"$root.apt.log" 2>&1 ||
		die "could not install $* in Debian $release, see ${root#"$top"/}.apt.log"
}

main() {
	local missing
	mkdir -p "$top/build/chroots"
	exec 7>"$top/build/chroots/.lock.$release"
	flock 7
	[ -d "$root" ] || make_chroot
	mapfile -t missing < <(lacking)
	[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
	exec 7>&-
	# shellcheck disable=SC2016 # that shell's
	inside --userspec="$(id -u):$(id -g)" "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
}

main "$@"
exit
