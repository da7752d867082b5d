# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# overlay.sh - applies diffs to copies of the files they touch; sourced by hp-mkpatch.
#
# make_overlay() fills $work/overlay with the changed files at their paths in the source, and $work/lines with the lines of
# them that changed, "FILE FROM TO", as the compiler numbers them; sets changed (the files), description, and notes.
#
# Behind each change that moves lines a #line follows, so that what comes after it has the numbers of before: they are in the
# code, where WARN() and the like stand.
# shellcheck disable=SC2034,SC2154 # of hp-mkpatch: $work, $source, $diffs, $strip, $kernel; for it: what is set here

# Paths a diff names, "OLD NEW" a line, as they stand there.
paths_in() {
	awk '
		/^--- / { old = $2; next_is_new = NR + 1 }
		/^\+\+\+ / && NR == next_is_new { print old, $2 }
		/^(rename|copy) (from|to) / { print "rename", $3 }
		/^(GIT binary patch|Binary files )/ { print "binary", $NF }' "$1"
}

# How many parts of a path are to be left out, so that it names a file of the source: -p, or 0 to 3, the first that fits.
strip_of() {
	local path=$1 n rest=$1
	local order="0 1 2 3"
	[[ $path != [ab]/* && $path != */linux*/* ]] || order="1 0 2 3"
	for n in ${strip:-$order}; do
		rest=$(without_parts "$path" "$n")
		[ -z "$rest" ] || [ ! -f "$source/$rest" ] || { echo "$n"; return; }
	done
	return 1
}

# Sets strip_parts to how many parts of the paths of a diff are to be left out: as the first file says that is there.
find_strip() {
	local diff=$1 old new first=
	strip_parts=
	while read -r old new; do
		case $old in
		rename) die "$diff: renames $new; say the diff without renames (git diff --no-renames)" ;;
		binary) die "$diff: has a binary file" ;;
		/dev/null) continue ;;
		esac
		first=${first:-$old}
		! strip_parts=$(strip_of "${old#./}") || return 0
		! strip_parts=$(strip_of "${new#./}") || return 0
	done < <(paths_in "$diff")
	[ -z "$first" ] || die "$diff: the source of $kernel has no file $first${strip:+, with -p $strip}"
	strip_parts=${strip:-1}
}

without_parts() {
	local path=$1 n=$2
	while [ "$n" -gt 0 ]; do
		[[ $path == */* ]] || return 0
		path=${path#*/} n=$((n - 1))
	done
	echo "$path"
}

# Does a change of that file reach the kernel's code?  Refuses what cannot be done.
concerns_code() {
	local file=$1
	case $file in
	Documentation/*|MAINTAINERS|CREDITS|*.rst|*.txt|tools/*|samples/*|*/.gitignore)
		notes+=("$file is no code of the kernel: left out")
		return 1 ;;
	scripts/*|usr/*|certs/*)
		die "$diff: $file is part of how the kernel is built" ;;
	*/Makefile|*/Kbuild|*/Kconfig*|Makefile|Kbuild|Kconfig)
		die "$diff: $file says what is built; a patch changes what is built already" ;;
	arch/*/vdso/*|arch/*/vdso32/*|lib/vdso/*|arch/*/boot/*|arch/x86/purgatory/*|drivers/firmware/efi/libstub/*)
		die "$diff: $file does not run in the kernel: it is of the boot, or mapped into programs" ;;
	*.S|*.lds)
		die "$diff: $file is assembler or the linker's; a patch is made of C" ;;
	*.c|*.h|*.inc) return 0 ;;
	*) die "$diff: $file is neither .c nor .h" ;;
	esac
}

# One diff: the files into the overlay, then patch(1).
apply_diff() {
	local diff=$1 old new file n touched=()
	[ -f "$diff" ] || die "$diff: no such file"
	[ -n "$(paths_in "$diff")" ] || die "$diff: has no diff in it"
	find_strip "$diff"
	n=$strip_parts
	# patch(1) would make a link of it, or a program.
	! grep -qE '^(new|new file) mode 1[26]0' "$diff" || die "$diff: makes a link, or a repository in the repository"
	while read -r old new; do
		file=$new
		[ "$new" != /dev/null ] || file=$old
		file=$(without_parts "${file#./}" "$n")
		[[ $file != /* && /$file/ != */../* && -n $file ]] || die "$diff: $new is no path of the source"
		concerns_code "$file" || continue
		[ "$new" != /dev/null ] || die "$diff: deletes $file: what runs stays"
		[[ $old != /dev/null || $file == *.h ]] ||
			die "$diff: $file is a new file, so a new unit: put its functions into a unit that there is"
		[ "$old" = /dev/null ] || [ -f "$source/$file" ] || die "$diff: the source of $kernel has no file $file"
		mkdir -p "$work/overlay/${file%/*}"
		[ -f "$work/overlay/$file" ] || [ "$old" = /dev/null ] || cp "$source/$file" "$work/overlay/$file"
		touched+=("$file")
	done < <(paths_in "$diff")
	[ ${#touched[@]} -gt 0 ] || return 0
	run_patch "$diff" "$n"
	changed+=("${touched[@]}")
}

# Hunks of files that were left out are taken out first.
run_patch() {
	local diff=$1 n=$2
	only_code "$diff" "$n" >"$work/diff"
	if ! LC_ALL=C patch -u -f -p"$n" -d "$work/overlay" --no-backup-if-mismatch -N -r - <"$work/diff" >"$work/patch.log" 2>&1; then
		if LC_ALL=C patch -u -p"$n" -d "$work/overlay" -R --dry-run -f <"$work/diff" >/dev/null 2>&1; then
			die "$diff: the source of $kernel has this fix already"
		fi
		die "$diff does not apply to the source of $kernel: $(failed_hunk)"
	fi
	while read -r file hunk; do
		notes+=("$file: $hunk")
	done < <(awk '/^patching file/ { file = $3 } /^Hunk .*(fuzz|offset)/ { print file, $0 }' "$work/patch.log")
}

failed_hunk() {
	awk '/^patching file/ { file = $3 } /FAILED|malformed|Reversed|ignored/ { print file ": " $0; exit }' "$work/patch.log"
}

only_code() {
	awk -v strip="$2" -v have="$(cd "$work/overlay" && find . -type f -printf '%P\n')"$'\n'"$(new_headers "$1" "$2")" '
		BEGIN { n = split(have, list, "\n"); for (i = 1; i <= n; i++) ours[list[i]] = 1 }
		/^--- / { held = $0; next }
		held != "" && /^\+\+\+ / {
			path = $2
			sub(/^\.\//, "", path)
			for (i = 0; i < strip; i++) sub(/^[^\/]*\//, "", path)
			take = path in ours
			if (take) print held
			held = ""
		}
		held != "" { if (take) print held; held = "" }
		take' "$1"
}

new_headers() {
	paths_in "$1" | while read -r old new; do
		[ "$old" != /dev/null ] || without_parts "${new#./}" "$2"
	done
}

# number_lines FILE: the #lines, and what changed
number_lines() {
	local file=$1 ours=$work/overlay/$1
	if [ ! -f "$source/$file" ]; then
		echo "$file 1 $(wc -l <"$ours")" >>"$work/lines"
		return
	fi
	LC_ALL=C diff "$source/$file" "$ours" >"$work/groups" || true
	awk -v file="$file" -v out="$ours.numbered" '
		# 3a4,5   3,4d2   3,4c5: what the new file has there, and how far lines are moved behind it
		FILENAME == ARGV[1] {
			if (!match($0, /^[0-9]+(,[0-9]+)?[acd][0-9]+(,[0-9]+)?$/)) next
			split($0, side, /[acd]/)
			k = split(side[1], o, ","); olast = o[k]
			m = split(side[2], w, ","); first[++groups] = w[1]; last[groups] = w[m]
			moved[groups] = w[m] - olast
			if ($0 ~ /d/) { gone[groups] = 1 }
			next
		}
		FNR == 1 { g = 1; shift = 0; want = 0; comment = 0; was = "" }
		{
			# Is the next line in a comment?
			for (rest = $0; match(rest, comment ? "\\*/" : "/\\*"); rest = substr(rest, RSTART + 2))
				comment = !comment
			print >out
			while (g <= groups && FNR >= last[g]) {
				from = first[g] - shift; to = last[g] - shift
				if (gone[g]) to++
				print file, from, to
				want = moved[g]
				g++
			}
			# A whole declaration or function is over, and no macro goes on.
			if (want != shift && (/^}[;,]?$/ || /^$/) && !comment && was !~ /\\$/ && !(g <= groups && FNR >= first[g])) {
				shift = want
				print "#line " FNR + 1 - shift >out
			}
			was = $0
		}' "$work/groups" "$ours" >>"$work/lines"
	mv "$ours.numbered" "$ours"
}

# The first line of a mailed commit, or of the text before the diff.
describe_diff() {
	sed -n -e '/^\(diff\|---\|Index:\) /q' -e 's/^Subject: *\(\[[^]]*\] *\)*//p' "$1" | head -n 1
}

make_overlay() {
	local diff file
	changed=() notes=()
	mkdir -p "$work/overlay"
	for diff in "${diffs[@]}"; do
		apply_diff "$diff"
	done
	[ ${#changed[@]} -gt 0 ] || die "${diffs[*]}: changes no code"
	mapfile -t changed < <(printf '%s\n' "${changed[@]}" | sort -u)
	: >"$work/lines"
	for file in "${changed[@]}"; do
		number_lines "$file"
	done
	description=$(describe_diff "${diffs[0]}")
	description=${description:-$name, made of a diff}
	description=${description:0:120}
}
