# SPDX-License-Identifier: GPL-2.0-only
# What "make check" of hp-console builds: unit tests with sanitizers, a console on a fake device
# for the tests on a terminal, and the fuzz targets (FUZZ_SECONDS=10).
T := $(O)/check
U := ../tests/console
FUZZ_SECONDS ?= 10
CLANG ?= clang-14
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CHECK_CPPFLAGS = $(CPPFLAGS) -I$(U)
CHECK_CFLAGS = $(filter-out -O2,$(CFLAGS)) -O1 $(SANITIZE)
ALL_LIBS := $(EDIT_LIBS) -ltinfo $(FILE_LIBS)

tests := $(patsubst $(U)/%.c,$(T)/tests/%,$(wildcard $(U)/*/*_test.c))
fuzzers := $(patsubst ../tests/fuzz/%.c,$(T)/%,$(filter-out %/hpsym_fuzz.c %/hpfun_fuzz.c,$(wildcard ../tests/fuzz/*_fuzz.c)))
# Rooms that take bytes from outside apart.
FUZZED := format output patch history delivery send
rig := $(patsubst $(U)/%.c,%,$(wildcard $(U)/rig/*.c))

check: all $(tests) $(fuzzers) $(T)/hp-console-fake $(T)/screen_work $(T)/patches/fix.ko
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) $(U)/run.sh $(O) $(T) $(tests)

# Of a room, and of what tests need; each program takes out of them what it uses.
$(T)/%.o: %.c check.mk Makefile
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(depends) $(CHECK_CPPFLAGS) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/tests/%.o: $(U)/%.c check.mk Makefile
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(depends) $(CHECK_CPPFLAGS) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/parts.a: $(patsubst %,$(T)/%.o,$(PARTS) $(filter-out send/hp-send,$(SEND)))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(T)/rig.a: $(patsubst %,$(T)/tests/%.o,$(rig))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(tests): %: %.o $(T)/rig.a $(T)/parts.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ $(ALL_LIBS) -lcmocka

# Of two device_transport() the first is taken: that of rig/fake_device.c.
$(T)/hp-console-fake: $(T)/main.o $(T)/rig.a $(T)/parts.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ $(ALL_LIBS) -lcmocka

# As it is shipped, without sanitizers: its instructions are counted.
$(T)/screen_work: $(U)/screen/screen_work.c $(filter-out %_device.c,$(wildcard $(U)/rig/fake*.c)) $(O)/dyn/parts.a \
		$(wildcard $(U)/rig/*.h)
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CPPFLAGS) $(CFLAGS) -o $@ $(filter-out %.h,$^) $(ALL_LIBS)

FUZZ = $(CLANG) -std=gnu11 $(CPPFLAGS) -g -O1 -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined

$(T)/fuzz/%.o: %.c check.mk Makefile
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D) && $(FUZZ) $(depends) -fsanitize=fuzzer-no-link -c -o $@ $<

$(T)/fuzz/parts.a: $(patsubst %.c,$(T)/fuzz/%.o,$(filter-out send/hp-send.c,$(wildcard $(FUZZED:%=%/*.c))) \
	hpfun/prototype.c)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(fuzzers): $(T)/%: ../tests/fuzz/%.c $(T)/fuzz/parts.a
	$(call say,FUZZ,$@)
	$(Q)$(FUZZ) -fsanitize=fuzzer -o $@ $^ $(FILE_LIBS)

$(T)/patches/fix.ko: $(U)/rig/patch.S
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D) && $(CC) -c -o $@ $<

$(T)/terminal/terminfo_entries.o: $(O)/terminfo_entries.c terminal/terminfo.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D) && $(CC) $(CHECK_CPPFLAGS) $(CHECK_CFLAGS) -c -o $@ $<

.SECONDARY:
-include $(wildcard $(T)/*/*/*.d)
