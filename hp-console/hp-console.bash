# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for hp-console in bash.  What can stand where is known to the program alone: "-C LINE"
# prints it, from the same table that help and the manual page are made of.

_hp_console() {
	local cur=${COMP_WORDS[COMP_CWORD]} word line='' i dirs=()
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ -z $line && $word == -*p ]]; then
			i=$((i + 1))
			dirs=(-p "${COMP_WORDS[i]}")
		elif [[ -n $line || $word != -* ]]; then
			line+="$word "
		fi
	done
	if [[ $i -gt $COMP_CWORD ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
	elif [[ -z $line && $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W '-h -j -p -V' -- "$cur")
	else
		mapfile -t COMPREPLY < <("$1" "${dirs[@]}" -C "$line$cur" 2>/dev/null)
	fi
	# A directory is not the end of a word.
	[[ ${COMPREPLY[0]-} != */ ]] || compopt -o nospace 2>/dev/null
}

complete -F _hp_console hp-console hp-console-static
