# SPDX-License-Identifier: GPL-2.0-only
#
# Everything starts here; "make help" lists what there is.  All output goes to build/.
#
#	KERNEL=NAME	which kernel to build for: what uname -r prints on the box, or a short name, see mk/kernel.sh
#	KERNEL_FROM=DIR	... whose files were copied off a box, see mk/kernel-from.sh
#	FOREIGN_CC=CC	build for a kernel with another compiler than its own, see mk/kbuild.sh
#	V=1		show the commands
KERNEL	?= 6.1-amd64
KERNELS	:= 6.1-amd64 6.12-amd64
# The least only, in "make check", and the core on the newest kernel of Debian, which is in trixie's backports;
# "make check-all" has MORE and MORE_WAYS besides, the core on those of CORE, and all of it on those of WHOLE.
QUICK	:= 6.1-cloud-amd64 6.1-arm64 appliance-amd64
ALSO_CORE := trixie-backports-amd64
# Kernels booted another way (tests/lib/kernel.sh): only the scripts that are for it.
WAYS	:= 6.1-amd64@preempt 6.1-amd64@retpoline 6.12-amd64@preempt 6.1-rt-amd64@rt
MORE	:= 6.12-arm64
CORE	:= $(ALSO_CORE) trixie-amd64 bullseye-amd64 sid-arm64
MORE_WAYS := 6.12-rt-amd64@rt
WHOLE	:= 6.1-arm64 debug-amd64 sid-amd64
# Their tables are made of the vmlinux: it knows source files, and kallsyms of 6.x knows no data on arm64.
VMLINUX	:= 6.1-amd64 6.12-amd64 6.1-arm64 6.12-arm64
JOBS	:= $(shell nproc)
DESTDIR	?=
PREFIX	?= /usr

top	:= $(CURDIR)
B	:= $(top)/build

ifeq ($(V),1)
Q :=
else
Q := @
MAKEFLAGS += --no-print-directory -s
endif
export V

all: tools kmod-$(KERNEL) patches-$(KERNEL) ## hotpatch.ko, patches and tools for KERNEL

# --- for people -----------------------------------------------------------------------------------

demo: packages ## from nothing to the live hp> prompt of a stock kernel on a serial line
	$(Q)mk/demo.sh $(KERNEL)

# The kernels with more than the least, those of WAYS among them.
tested = $(sort $(KERNELS) $(ALSO_CORE) $(foreach w,$(WAYS),$(firstword $(subst @, ,$(w)))))

# All kernels come before anything is built for them: tables are made of the vmlinux if it is there.
check: packages-check ## all tests, on QUICK kernels the least; about half an hour
	$(Q)$(MAKE) -j$(JOBS) tools $(patsubst %,vmlinux-%,$(filter $(VMLINUX),$(tested) $(QUICK))) \
		$(patsubst %,kernel-%,$(filter-out $(VMLINUX),$(tested) $(QUICK)))
	$(Q)$(MAKE) -j$(JOBS) $(foreach k,$(tested) $(QUICK),kmod-$(k) patches-$(k)) $(patsubst %,testpatches-%,$(tested))
	$(Q)tests/run $(RUN) $(KERNELS) $(WAYS) --core $(ALSO_CORE) --quick $(QUICK)

check-kernel: packages-check all testpatches-$(KERNEL) ## does it work on KERNEL?  the core of the tests, in guests
	$(Q)tests/run --guest --core $(KERNEL)

check-all: ## the same, with the core on more kernels, all of it on arm64 and on a debug kernel, packages on a box; an hour and more
	$(Q)$(MAKE) check KERNELS="$(KERNELS) $(WHOLE)" ALSO_CORE="$(CORE)" \
		QUICK="$(filter-out $(WHOLE) $(CORE),$(QUICK) $(MORE))" WAYS="$(WAYS) $(MORE_WAYS)" RUN=--slow

symtab: tools vmlinux-$(KERNEL) ## symbol table from the kernel's real vmlinux (big download)
	$(Q)mk/table.sh $(KERNEL)

# The first time, the source is unpacked while the kernel is booted for its symbols.
patch: packages ## one patch: of a fix's diff, make patch DIFF=fix.diff; or in C, make patch SRC=my-fix.c
	$(if $(or $(SRC),$(DIFF)),,$(error say which: make patch DIFF=fix.diff, or SRC=my-fix.c))
	$(Q)$(MAKE) -j$(JOBS) tools table-$(KERNEL) $(if $(DIFF),source-$(KERNEL))
	$(if $(DIFF),$(Q)patches/hp-mkpatch -k $(KERNEL) $(DIFF_OPTIONS) $(DIFF))
	$(if $(SRC),$(Q)$(MAKE) -C patches patch SRC=$(abspath $(SRC)) $(for-kernel))

deb: packages-deb ## Debian packages hotpatch and hotpatch-dkms, into build/deb
	$(Q)mk/deb.sh

deb-patch: packages-deb patch ## a package of one patch: make deb-patch SRC=my-fix.c [PATCH_VERSION=1.0]
	$(Q)mk/deb-patch.sh $(KERNEL) $(B)/patches/$(KERNEL)/$(basename $(notdir $(SRC))).ko $(SRC) $(PATCH_VERSION)

bench: packages-bench ## measures all there is to measure, writes doc/benchmarks.md; 20 minutes and more
	$(Q)$(MAKE) tools $(KERNELS:%=vmlinux-%)
	$(Q)$(MAKE) $(foreach k,$(KERNELS),kmod-$(k) patches-$(k))
	$(Q)tests/bench/run

install: all ## into DESTDIR, for a box that runs KERNEL; PATCHES="my-fix ..." too
	$(Q)mk/install.sh $(KERNEL) "$(DESTDIR)" "$(PREFIX)" $(PATCHES)

pack: all ## the same as build/hotpatch-RELEASE.tar.gz, to be unpacked on a box
	$(Q)mk/pack.sh $(KERNEL) "$(B)/hotpatch-$$(cat $(B)/kernels/$(KERNEL)/release).tar.gz" "$(PREFIX)" $(PATCHES)

clean: ## all that was built; what was downloaded stays
	$(Q)find build -mindepth 1 -maxdepth 1 ! -name kernels ! -name debs ! -name chroots ! -name source ! -name box -exec rm -rf {} +

distclean: ## all of build/, downloads too
	$(Q)mk/chroot.sh --remove
	$(Q)rm -rf build

help: ## this list
	@sed -n -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' Makefile | expand -t 20
	@echo
	@echo "  KERNEL=NAME ($(KERNEL)), or what uname -r prints on the box; KERNEL_FROM=DIR: its files are in DIR;"
	@echo "  FOREIGN_CC=CC: with another compiler than its own; KERNEL_UPDATE=1: the newest that the archive has by now;"
	@echo "  PATCHES=\"A B\": patches of yours that install and pack take along; V=1 shows commands.  tests/vm --help: a guest by hand."

# --- pieces ---------------------------------------------------------------------------------------

for-kernel = KERNEL=$* BUILD=$(B) KDIR=$(B)/kernels/$*/build SYMVERS=$(B)/tables/$*.symvers
patch: for-kernel = KERNEL=$(KERNEL) BUILD=$(B) KDIR=$(B)/kernels/$(KERNEL)/build \
	SYMVERS=$(B)/tables/$(KERNEL).symvers

packages:
	$(Q)mk/packages.sh

packages-check: packages-deb
	$(Q)mk/packages.sh check

packages-deb:
	$(Q)mk/packages.sh deb

packages-bench: packages-check
	$(Q)mk/packages.sh bench

tools: packages
	$(Q)$(MAKE) -C symtab BUILD=$(B)
	$(Q)$(MAKE) -C hp-console BUILD=$(B)
	$(Q)$(MAKE) -C patches/mkpatch BUILD=$(B)
	$(Q)$(MAKE) -C tests/guest BUILD=$(B)

# The programs of a box with this kernel: "tools" have made them, unless the architecture is another.
programs-%: tools kernel-%
	$(Q)mk/programs.sh $*

kernel-%:
	$(Q)mk/kernel.sh $*

source-%: kernel-%
	$(Q)mk/source.sh $* >/dev/null

# The vmlinux with symbols, for the table that knows source files.
vmlinux-%:
	$(Q)mk/kernel.sh --dbg $*

table-%: programs-%
	$(Q)mk/table.sh $*

kmod-%: kernel-%
	$(Q)mk/mirror.sh $(B)/kmod/$* hotpatch-kmod symtab patches
	$(Q)mk/kbuild.sh $* M=$(B)/kmod/$*/hotpatch-kmod CONFIG_DEBUG_INFO_BTF_MODULES= $(if $(filter 1,$(V)),V=1,-s) modules
	@size -t $(B)/kmod/$*/hotpatch-kmod/hotpatch.ko | \
		awk 'END { printf "  hotpatch.ko for $*: %.1f KiB of text, data and bss\n", $$4 / 1024 }'

# Patches that only tests need.
testpatches-%: table-% kmod-%
	$(Q)$(MAKE) -C patches tests $(for-kernel) MODULES=$(B)/kmod/$*/hotpatch-kmod/hotpatch.ko

patches-%: table-%
	$(Q)$(MAKE) -C patches $(for-kernel)

.PHONY: all demo check check-kernel check-all symtab patch bench install pack clean distclean help packages packages-bench packages-check packages-deb deb deb-patch tools
