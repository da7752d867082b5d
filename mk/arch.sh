# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# arch.sh - what it takes to build for another architecture, and to boot a guest of it, as data.  Sourced.
#
#	arch_set ARCH		ARCH as build/kernels/NAME/arch has it; sets the variables below
#
#	arch_deb		Debian's name of it
#	arch_source		the kernel's, for its folder in the source
#	arch_cross		prefix of its compiler and binutils, empty for this machine's own
#	arch_qemu		the emulator and its machine, as a command
#	arch_console		the guest's serial console
#	arch_line		the guest's second serial line
# shellcheck disable=SC2034 # read by who sources this

# The machine virt has one serial line; the other is a PCI card, for which any kernel has the driver.
# "max" is the CPU with everything: ENDBR, BTI, PAC.  SVE is off because its state, 100 registers a task,
# would be emulated too.  pauth-impdef signs return addresses with a quick hash; with Arm's own hash half of
# all time goes into that.
arch_set() {
	case $1 in
	x86_64)
		arch_deb=amd64 arch_source=x86 arch_cross='' arch_console=ttyS0 arch_line=ttyS1
		arch_qemu='qemu-system-x86_64 -machine pc -cpu max,la57=off' ;;
	arm64)
		arch_deb=arm64 arch_source=arm64 arch_cross=aarch64-linux-gnu- arch_console=ttyAMA0 arch_line=ttyS0
		arch_qemu='qemu-system-aarch64 -machine virt -cpu max,sve=off,pauth-impdef=on' ;;
	*)
		die "architecture $1 is not known" ;;
	esac
}
