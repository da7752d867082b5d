# SPDX-License-Identifier: GPL-2.0-only
#
# cross.mk - included by the Makefiles of programs.  FOR=arm64 makes the static ones for that architecture,
# with the libraries of BUILD/sysroot (mk/sysroot.sh); BUILD must be another than that of this machine's own.
ifneq ($(FOR),)
triplet-arm64 := aarch64-linux-gnu
triplet := $(or $(triplet-$(FOR)),$(error FOR=$(FOR) is not known: arm64))
CC := $(triplet)-gcc
AR := $(triplet)-ar
STRIP := $(triplet)-strip
CPPFLAGS += -isystem $(BUILD)/sysroot/usr/include \
	-isystem $(BUILD)/sysroot/usr/include/$(triplet)
LDFLAGS += -L$(BUILD)/sysroot/usr/lib/$(triplet) -L$(BUILD)/sysroot/lib/$(triplet)
else
STRIP := strip
endif
