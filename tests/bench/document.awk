# SPDX-License-Identifier: GPL-2.0-only
#
# document.awk - fills the figures into benchmarks.md.in: awk -f document.awk FIGURES... benchmarks.md.in,
# where FIGURES are files .../KERNEL/figures/NAME.
#
#	{KERNEL:KEY FORMAT}		one figure; KERNEL is the name without "-amd64"
#	{KERNEL:KEY is LIMIT}		"met" if it is at most LIMIT, "missed" if not; "is >=LIMIT" likewise
#	@ LINE				LINE for each kernel: {kernel} is its name, {KEY FORMAT} its figure
#	@ A B C: LINE			and for each of the words, which stand for $ in the line
#
# A figure that is missing is an error: no table may have a hole that nobody sees.

BEGIN { nkernels = split("6.1 6.12", kernels, " ") }

FILENAME !~ /\.in$/ {
	n = split(FILENAME, path, "/")
	kernel = path[n - 2]
	sub(/-amd64$/, "", kernel)
	fig[kernel ":" $1] = $2
	next
}

FNR == 1 { derive() }

/^@/ { repeat(substr($0, 2)); next }
{ print fill($0, "") }

END { exit bad }

function f(kernel, key) {
	if (!((kernel ":" key) in fig)) {
		printf "document.awk: no figure %s on %s\n", key, kernel >"/dev/stderr"
		bad = 1
		return 0
	}
	return fig[kernel ":" key]
}

# Instructions that each further task costs, taken from the figures of 100 and of 16,000 tasks.
function slope(k, depth, what) {
	return (f(k, "tasks.16000." depth "." what) - f(k, "tasks.100." depth "." what)) / 2 / \
		(f(k, "tasks.16000." depth ".tasks") - f(k, "tasks.100." depth ".tasks"))
}

function derive(  i, j, k, n, kinds, depths, call, hands) {
	split("pipe sleep", kinds, " ")
	split("hold freeze nudge", depths, " ")
	split("getpid leaf", call, " ")
	split("meminfo getpid piperead", hands, " ")
	for (i = 1; i <= nkernels; i++) {
		k = kernels[i]
		for (j = 1; j <= 3; j++) {
			fig[k ":slope." depths[j] ".stop"] = slope(k, depths[j], "stop")
			fig[k ":slope." depths[j] ".total"] = slope(k, depths[j], "total")
			fig[k ":slope." depths[j] ".frozen"] = slope(k, depths[j], "frozen")
		}
		fig[k ":slope.freeze.freezer"] = slope(k, "freeze", "freezer")
		fig[k ":slope.freeze.thaw"] = slope(k, "freeze", "thaw")
		for (j = 1; j <= 2; j++) {
			for (n = 10; n <= 1000; n *= 10)
				ratio(k, "inside." kinds[j] "." n)
			plus(k, "call." call[j], "hotpatch")
			plus(k, "call." call[j], "livepatch")
		}
		for (n = 1; n <= 100; n *= 10) {
			fig[k ":patch.many" n ".search"] = (f(k, "patch.many" n ".first") - f(k, "patch.many" n ".again")) / n
			fig[k ":record.many" n] = f(k, "record.patch") + n * f(k, "record.func")
		}
		for (j = 1; j <= 3; j++)
			if ((k ":fix." hands[j] ".hand") in fig)
				fig[k ":fix." hands[j] ".percent"] = 100 * f(k, "fix." hands[j] ".diff") / f(k, "fix." hands[j] ".hand")
		fig[k ":ko.kib"] = f(k, "ko.all") / 1024
		fig[k ":hpsym.mib"] = f(k, "hpsym.vmlinux") / 1048576
	}
}

function ratio(k, key) {
	fig[k ":" key ".ratio"] = f(k, key ".livepatch") / f(k, key ".command")
	fig[k ":" key ".opratio"] = f(k, key ".livepatch") / f(k, key ".total")
}

function plus(k, key, how) {
	fig[k ":" key "." how ".plus"] = (f(k, key "." how) - f(k, key ".unpatched")) / 2
}

function thousands(n,  s, r) {
	s = sprintf("%.0f", n)
	while (s ~ /[0-9][0-9][0-9][0-9]/) {
		r = "," substr(s, length(s) - 2) r
		s = substr(s, 1, length(s) - 3)
	}
	return s r
}

# Three digits: most figures are the same to so many digits when measured again.
function digits(x) {
	return x >= 100 ? thousands(x) : sprintf(x >= 10 ? "%.1f" : "%.2f", x)
}

function format(x, how) {
	if (how == "us") return digits(x / 1e3)
	if (how == "ms") return digits(x / 1e6)
	if (how == "s") return digits(x / 1e9)
	if (how == "insns") return sprintf("%.1f", x / 2)
	if (how == "kinsns") return digits(x / 2000)
	if (how == "kib") return digits(x / 1024)
	if (how == "at9600") return sprintf("%.1f", x * 10 / 9600)
	if (how == "at115200") return sprintf("%.2f", x * 10 / 115200)
	if (how == "fixed1") return sprintf("%.1f", x)
	if (how == "fixed2") return sprintf("%.2f", x)
	if (how == "fixed0") return thousands(x)
	if (how == "text" || how == "") return x
	printf "document.awk: no format %s\n", how >"/dev/stderr"
	bad = 1
	return x
}

function judged(x, limit) {
	if (limit ~ /^>=/)
		return x + 0 >= substr(limit, 3) + 0 ? "met" : "**missed**"
	return x + 0 <= limit + 0 ? "met" : "**missed**"
}

function value(token, k,  part, n, key) {
	n = split(token, part, " ")
	key = part[1]
	if (key == "kernel")
		return k
	if (key ~ /:/) {
		k = key
		sub(/:.*/, "", k)
		sub(/^[^:]*:/, "", key)
	}
	if (part[2] == "is")
		return judged(f(k, key), part[3])
	return format(f(k, key), n > 1 ? part[2] : "")
}

function fill(line, k,  out) {
	while (match(line, /\{[a-z0-9][^{}]*\}/)) {
		out = out substr(line, 1, RSTART - 1) value(substr(line, RSTART + 1, RLENGTH - 2), k)
		line = substr(line, RSTART + RLENGTH)
	}
	return out line
}

function repeat(line,  words, n, w, i, text) {
	n = 1
	words[1] = ""
	if (match(line, /^[^|]*:/)) {
		n = split(substr(line, 1, RLENGTH - 1), words, " ")
		line = substr(line, RLENGTH + 1)
	}
	sub(/^ /, "", line)
	for (i = 1; i <= nkernels; i++) {
		for (w = 1; w <= n; w++) {
			text = line
			gsub(/\$/, words[w], text)
			print fill(text, kernels[i])
		}
	}
}
