# SPDX-License-Identifier: GPL-2.0-only
# What "make check" of hp-console builds: unit tests with sanitizers, a console on a fake device
# for the tests on a terminal, and the fuzz targets (FUZZ_SECONDS=10).
T := $(O)/check
U := ../tests/unit
FUZZ_SECONDS ?= 10
CLANG ?= clang-14
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CHECK_CFLAGS = $(CPPFLAGS) -I$(U) $(filter-out -O2,$(CFLAGS)) -O1 $(SANITIZE)
TESTS := json patchfile words dispatch load builds contract calls trust verbs btf stub statedir past wire recv text screen place
FUZZERS := patchfile btf record wire place
SCREEN_LIBS := $(EDIT_LIBS) -ltinfo

core_checked := $(CORE:%=$(T)/%.o)
rig := $(T)/console_rig.o $(T)/console_fake.o $(T)/console_fake_op.o $(T)/console_btf.o $(T)/pack.o

check: all $(TESTS:%=$(T)/console_%_test) $(T)/hp-console-fake $(T)/screen_work \
		$(FUZZERS:%=$(T)/%_fuzz) $(T)/patches/fix.ko
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) $(U)/console_run.sh $(O) $(T)

$(T)/%.o: %.c | $(T)/screen
	$(call say,CC,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/%.o: ../symtab/%.c | $(T)/screen
	$(call say,CC,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/screen/terminfo_entries.o: $(O)/terminfo_entries.c | $(T)/screen
	$(call say,CC,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/%.o: $(U)/%.c | $(T)/screen
	$(call say,CC,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -c -o $@ $<

$(T)/console_%_test: $(T)/console_%_test.o $(rig) $(core_checked)
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ -lcmocka $(FILE_LIBS)

$(T)/console_place_test: $(T)/sendplace.o

$(T)/console_screen_test: $(T)/console_screen_test.o $(rig) $(core_checked) $(SCREEN:%=$(T)/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ $(SCREEN_LIBS) -lcmocka $(FILE_LIBS)

# Linked in this order, the fake's ipc_device() takes the place of ipc.c's.
$(T)/hp-console-fake: $(T)/console_fake_device.o $(T)/console_fake.o $(T)/console_fake_op.o \
		$(core_checked) \
		$(T)/main.o $(T)/input.o $(T)/lines.o $(T)/lineedit.o $(SCREEN:%=$(T)/%.o)
	$(call say,LD,$@)
	$(Q)$(CC) $(CHECK_CFLAGS) -o $@ $^ $(SCREEN_LIBS) $(FILE_LIBS)

# As it is shipped, without sanitizers: its instructions are counted.
$(T)/screen_work: $(U)/screen_work.c $(U)/console_fake.c $(U)/console_fake_op.c \
		$(patsubst %,$(O)/dyn/%.o,$(CORE) $(SCREEN))
	$(call say,LD,$@)
	$(Q)$(CC) $(filter-out -MMD -MP,$(CPPFLAGS)) -I$(U) $(CFLAGS) -o $@ $^ $(SCREEN_LIBS) $(FILE_LIBS)

FUZZ = $(CLANG) -std=gnu11 -D_GNU_SOURCE -I. -I../hotpatch-kmod -g -O1 \
	-fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined

$(T)/patchfile_fuzz: ../tests/fuzz/patchfile_fuzz.c patchfile.c buildid.c elfview.c clean.c
$(T)/record_fuzz: ../tests/fuzz/record_fuzz.c record.c
$(T)/btf_fuzz: ../tests/fuzz/btf_fuzz.c btf.c

$(T)/place_fuzz: ../tests/fuzz/place_fuzz.c sendplace.c clean.c

$(T)/%_fuzz:
	$(call say,FUZZ,$@)
	$(Q)$(FUZZ) -o $@ $^

$(T)/wire_fuzz: ../tests/fuzz/wire_fuzz.c wire.c base64.c linelist.c gather.c unpack.c digest.c
	$(call say,FUZZ,$@)
	$(Q)$(FUZZ) -o $@ $^ $(FILE_LIBS)

$(T)/patches/fix.ko: $(U)/console_patch.S | $(T)/screen
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D) && $(CC) -c -o $@ $<

$(T)/screen:
	$(Q)mkdir -p $@

.SECONDARY:
