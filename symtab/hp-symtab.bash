# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for hp-symtab in bash: verbs and options are read from its help, the rest are files.

_hp_symtab() {
	local cur=${COMP_WORDS[COMP_CWORD]} verbs options
	COMPREPLY=()
	if [[ $COMP_CWORD -eq 1 || (${COMP_WORDS[1]} == help && $COMP_CWORD -eq 2) ]]; then
		verbs=$("$1" help 2>/dev/null | sed -n 's/^  \([a-z]*\) .*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
	elif [[ $cur == -* ]]; then
		options=$("$1" help "${COMP_WORDS[1]}" 2>/dev/null | sed -n 's/^  \(-[a-z]\) .*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _hp_symtab hp-symtab
