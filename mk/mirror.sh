#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mirror.sh - makes DEST/FOLDER a tree of links to the files of FOLDER, for each FOLDER named.
#
#	mk/mirror.sh DEST FOLDER...
#
# kbuild writes its objects beside the sources.  Building in a mirror of its own for each kernel
# keeps the source tree clean and the kernels apart; links, and not copies, so that an error
# message leads to the file to edit.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
dest=$1
shift
cd "$top"
for folder in "$@"; do
	mkdir -p "$dest/$folder"
	# Links to sources that have been removed are deleted, so that those are not built any longer.
	find "$dest/$folder" -xtype l -delete
	find "$folder" -type f \( -name '*.[chS]' -o -name Kbuild \) | while read -r file; do
		[ "$dest/$file" -ef "$file" ] && continue
		mkdir -p "$dest/${file%/*}"
		ln -sf "$top/$file" "$dest/$file"
	done
done
