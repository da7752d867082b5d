# SPDX-License-Identifier: GPL-2.0-only
#
# depends.mk - included by the Makefiles of programs: $(depends) makes the compiler write what an object includes into
# a .d beside it.
#
# The object is called $(BUILD)/... there, with these very letters.  BUILD may be spelt otherwise the next time
# (../build, a link, a folder that was moved), and make takes each spelling for another file: with the path of that day
# in the .d a changed header would go unnoticed, and objects that disagree about a struct be linked.
depends = -MMD -MP -MT '$$(BUILD)$(@:$(BUILD)%=%)'
