# SPDX-License-Identifier: GPL-2.0-only
#
# report_json.awk - the report's lines (cull/report.h), and those of report.sh, as one JSON object; doc/patch-author.md tells its fields.
function quoted(s) {
	gsub(/\\/, "\\\\\\\\", s)
	gsub(/"/, "\\\"", s)
	gsub(/[[:cntrl:]]/, " ", s)
	return "\"" s "\""
}
function add(list, item) {
	lists[list] = lists[list] (lists[list] == "" ? "" : ",") item
}
function named(extra) {
	return "{\"unit\":" quoted($2) ",\"name\":" quoted($3) extra "}"
}
$1 == "kernel" { head = "\"kernel\":" quoted($2) ",\"release\":" quoted($3) }
$1 == "name" { head = head ",\"name\":" quoted($2) }
$1 == "diff" { add("diffs", quoted($2)) }
$1 == "unit" { add("units", quoted($2)) }
$1 == "module" { add("modules", quoted($2)) }
$1 == "note" { add("notes", quoted($2)) }
$1 == "file" { file = ",\"file\":" quoted($2) ",\"bytes\":" $3 }
$1 == "replaced" { add("replaced", named(",\"why\":" quoted($4) ",\"through\":" quoted($5))) }
$1 == "new" { add("new", named(",\"kind\":" quoted($4))) }
$1 == "shared" { add("shared", named(",\"kernel_name\":" quoted($4))) }
$1 == "copied" { add("copied", named(",\"section\":" quoted($4))) }
$1 == "named" || $1 == "allowed" || $1 == "left" || $1 == "unused" { add($1, named("")) }
$1 == "refuse" { add("refused", named(",\"text\":" quoted($4))) }
END {
	n = split("diffs units modules notes replaced new shared copied named allowed left unused refused", order, " ")
	printf "{%s", head
	for (i = 1; i <= n; i++)
		printf ",\"%s\":[%s]", order[i], lists[order[i]]
	printf "%s}\n", file
}
