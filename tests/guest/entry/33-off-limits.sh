#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 33-off-limits.sh - what only looks like a function is no target: the kernel rewrites it, or jumps to it
# from everywhere (issue 8, section 5).  Which of the names there are depends on the kernel.
# vm: kernels stock-amd64 debug-amd64
. ./lib.sh
modprobe hotpatch

known() { grep -q " $1\( \|	\|\$\)" /proc/kallsyms; }
# refused PATTERN NAME...: each that there is; at least one must be there
refused() {
	pattern=$1
	shift
	seen=
	for name in "$@"; do
		known "$name" || continue
		seen=yes
		t_run 1 "$name is refused" hp-console stub "$name" 0
		t_has "$name: says why" "$pattern"
	done
	t_ok "there was one to refuse" [ -n "$seen" ]
}

t_ok "a module with a static call" hp-console load contents
refused "static call's trampoline" __SCT__contents_way __SCT__preempt_schedule __SCT__might_resched \
	__SCT__tp_func_sched_switch
refused "ftrace's own entry code" ftrace_caller ftrace_regs_caller return_to_handler __fentry__ \
	ftrace_stub ftrace_stub_graph ftrace_stub_direct_tramp
refused 'a thunk or entry code' __x86_indirect_thunk_rax __x86_return_thunk retbleed_return_thunk \
	srso_return_thunk srso_safe_ret srso_alias_return_thunk its_return_thunk \
	__x86_indirect_its_thunk_rax entry_SYSCALL_64 asm_exc_page_fault
# (7.2 describes these two in its BTF, and the console sees it first.)
refused 'a thunk or entry code|found one that returns nothing' srso_alias_safe_ret srso_alias_untrain_ret
refused 'must not be trapped' arch_rethook_trampoline kretprobe_trampoline __kretprobe_trampoline
t_run 0 "no patch but the module's" hp-console list
t_same "no stub is left" "$(printf '%s\n' "$out" | grep -c stub-)" 0

# An ordinary function can be replaced as ever.
t_run 0 "an ordinary function" hp-console stub vfs_rename EPERM
t_run 0 "goes back" hp-console revert stub-vfs_rename
t_run 0 "unload" hp-console unload stub-vfs_rename
t_run 0 "unload" hp-console unload contents
t_done
