#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whom it would hurt: who writes a livepatch, or a hot patch, for a kernel that gcc 14 or later compiled, and lets a
# function return an error that it never returned: the patch goes in, the new function runs, and callers in the same
# source file go on as if it had returned what the old one did.  Nothing tells so.
#
# Expected, by Documentation/livepatch/livepatch.rst (6.1.192): "The patch contains only functions that are really
# modified"; none of the limitations it lists is about callers.  gcc's manual has one, at -flive-patching: what gcc made
# with what it knows of a function's body has to be patched too, and -flive-patching=inline-clone disables -fipa-vrp,
# among others.  The kernel's Makefile does without that option since 318af7b80b6a.
#
# Found: a caller that reports an error of a function that always returns 0 has lost the report with gcc-14 (14.2.0-19)
# at -O2, and has it with -fno-ipa-vrp, with -flive-patching=inline-clone, and with gcc-12 (12.2.0-14+deb12u1).  In
# Debian's 6.12.118 (trixie, gcc-14, CONFIG_LIVEPATCH=y) four calls of one function, by what stands around them of
# sigsuspend() in kernel/signal.c, are followed by "return -ERESTARTNOHAND", whatever it returned; in 6.12.117
# (bookworm, gcc-12, CONFIG_LIVEPATCH=y) none is.
#
# Prints a line each; status 1 if one is otherwise.  Needs root, on Debian 12, amd64; downloads 260 MB of packages, and
# of package lists, into a folder of its own.
set -eu -o pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .	# apt's own user downloads

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install gcc-12 zstd >/dev/null
# shellcheck disable=SC2016 # apt's variables
archive() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Label: $1" 'Origin: Debian' | sed -n 1p; }
key=/usr/share/keyrings/debian-archive-keyring.gpg
mkdir -p trixie/{lists,cache/archives}/partial bookworm
echo "deb [signed-by=$key] $(archive Debian) trixie main
deb [signed-by=$key] $(archive Debian-Security) trixie-security main" >trixie/sources.list
cat >trixie/apt.conf <<END
Dir::Etc::sourcelist "$dir/trixie/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::Lists "$dir/trixie/lists";
Dir::State::status "/dev/null";
Dir::Cache "$dir/trixie/cache";
END

# get FOLDER PACKAGE...: unpacks them into FOLDER/
get() {
	local to=$1
	shift
	(cd "$to" && apt-get -qq -o APT::Sandbox::User=root download "$@")
	for deb in "$to"/*.deb; do
		dpkg-deb -x "$deb" "$to"
		rm "$deb"
	done
}

# said WHAT FOUND EXPECTED
failed=0
said() {
	echo "$1: $2"
	[ "$2" = "$3" ] || failed=1
}

# --- a function that returns 0, and a caller that looks at it ---

cat >start.c <<'END'
extern int helper(int);
extern void report(const char *);
int last;
static __attribute__((noinline)) int start(int x)
{
	last = helper(x);
	return 0;
}
int entry(int x)
{
	int err = start(x);

	if (err)
		report("start failed");
	return err;
}
END

# compile OPTION...: is the call of report() there?
compile() {
	"$@" -O2 -S -o - -x cpp-output - <start.c >start.s
	grep -q 'call.*start' start.s && { grep -q 'call.*report' start.s && echo kept || echo dropped; }
}

APT_CONFIG=$dir/trixie/apt.conf apt-get -qq update
APT_CONFIG=$dir/trixie/apt.conf get trixie {gcc,cpp}-14-x86-64-linux-gnu=14.2.0-19 \
	linux-image-6.12.118+deb13-amd64=6.12.118-1 libc6 libgcc-s1 libgmp10 libisl23 libmpc3 libmpfr6 libstdc++6 libzstd1 zlib1g
[ -e trixie/lib64 ] || ln -s usr/lib64 trixie/lib64
[ -e trixie/lib ] || ln -s usr/lib trixie/lib
gcc14() { chroot trixie x86_64-linux-gnu-gcc-14 "$@"; }
echo "gcc-12: $(gcc-12 --version | sed -n 1p), gcc-14: $(gcc14 --version | sed -n 1p)"
said "call of report(), gcc-12 -O2" "$(compile gcc-12)" kept
said "call of report(), gcc-14 -O2" "$(compile gcc14)" dropped
said "call of report(), gcc-14 -O2 -fno-ipa-vrp" "$(compile gcc14 -fno-ipa-vrp)" kept
said "call of report(), gcc-14 -O2 -flive-patching=inline-clone" "$(compile gcc14 -flive-patching=inline-clone)" kept

# --- the kernel: rt_sigsuspend() ends with "return sigsuspend(&newset)" (kernel/signal.c) ---

get bookworm linux-image-6.12.117+deb12-amd64=6.12.117-1~deb12u1

# look FOLDER EXPECTED: how often "mov %rsp,%rdi; call sigsuspend; mov $-ERESTARTNOHAND,%rax" is in its kernel.  The
# bzImage has the length and the place of the packed kernel in its header (Documentation/arch/x86/boot.rst).
look() {
	local image config
	image=$(echo "$1"/boot/vmlinuz-*)
	config=$(echo "$1"/boot/config-*)
	perl -0777 -ne '($s) = unpack("C", substr($_, 0x1f1)); ($o, $n) = unpack("VV", substr($_, 0x248));
		print substr($_, ($s + 1) * 512 + $o, $n)' "$image" | { zstd -qdc 2>/dev/null || true; } >"$1/vmlinux"
	said "${image##*vmlinuz-}, $(grep -o '"[^"]*gcc[^"]*"' "$config" | tr -d '"'), $(grep ^CONFIG_LIVEPATCH= "$config")" \
		"$(perl -0777 -ne 'while (/\x48\x89\xe7\xe8(....)\x48\xc7\xc0\xfe\xfd\xff\xff/sg) {
			$calls++; $of{pos() - 7 + unpack("l<", $1)} = 1;
		} printf "-514 whatever it returned: %d calls of %d function", $calls, scalar keys %of' "$1/vmlinux")" "$2"
}

look bookworm "-514 whatever it returned: 0 calls of 0 function"
look trixie "-514 whatever it returned: 4 calls of 1 function"
exit $failed
