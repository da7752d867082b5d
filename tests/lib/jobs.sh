# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# jobs.sh - runs functions side by side, each in a process of its own, and shows what each printed when it
# has ended; sourced by tests/run.
#
#	jobs_open FOLDER		before all else; what they print lies there meanwhile, "results" gets it all
#	job LIMIT NAME COMMAND...	begins one; as soon as fewer than $slots run.  LIMIT seconds are the most
#					it may take
#	finish_all			waits until all have ended
#	end_jobs			stops those that run, and says which
#
# bash's "wait -n" is not used: when jobs end in the same moment, that of bash 5.2 at times forgets one.
# Instead, each job reports its end itself: how, in a file, and that it has, over a pipe.  What is in the pipe can get lost,
# when we are not run for so long that read's time is up amid a line; the file cannot.

declare -A running=()	# the file with what a job has printed, by its process id
declare -A begun=()	# the second it began in
declare -A limits=()	# the seconds it may take
slots=${JOBS:-$(nproc)}
jobs_in=''		# the folder
ends=''			# descriptor of the pipe

at() {
	printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

jobs_open() {
	local pipe=$1/ends
	jobs_in=$1
	rm -f "$pipe"
	mkfifo "$pipe"
	exec {ends}<>"$pipe"
	rm -f "$pipe"
}

# finished_job PID [WRONG]: shows and keeps what it printed, and what went wrong with it.
finished_job() {
	local pid=$1 wrong=${2-} name=${running[$1]##*/job.}
	[ -z "$wrong" ] || echo "FAIL $name: $wrong" >>"${running[$pid]}"
	tee -a "$jobs_in/results" <"${running[$pid]}"
	rm -f "${running[$pid]}" "${running[$pid]}.end"
	echo "# $name: $((SECONDS - begun[$pid])) s, from $(at "${begun[$pid]}") to $(at $SECONDS)"
	unset "running[$pid]" "begun[$pid]" "limits[$pid]"
}

# ended_job PID: one that is gone, or has reported that it will be.
ended_job() {
	local status
	if ! status=$(cat "${running[$1]}.end" 2>/dev/null); then
		finished_job "$1" "the job was killed"
	elif [ "$status" = 0 ]; then
		finished_job "$1"
	else
		finished_job "$1" "the job ended with $status"
	fi
}

# Waits until a job has ended, was killed, or had to be stopped because its time was up; then shows it.
finish_one() {
	local pid gone
	while true; do
		gone=''
		for pid in "${!running[@]}"; do
			kill -0 "$pid" 2>/dev/null || gone=$pid
		done
		if read -r -t 2 -u "$ends" pid; then
			# A job that was stopped, or found gone, is off the list already, but may have reported its end.
			[ -n "${running[$pid]-}" ] || continue
			ended_job "$pid"
			return
		fi
		if [ -n "$gone" ]; then
			ended_job "$gone"
			return
		fi
		for pid in "${!running[@]}"; do
			[ $((SECONDS - begun[$pid])) -gt "${limits[$pid]}" ] || continue
			kill -TERM -- "-$pid"
			finished_job "$pid" "no end within ${limits[$pid]} s, stopped"
			return
		done
	done
}

finish_all() {
	while [ ${#running[@]} -gt 0 ]; do
		finish_one
	done
}

# job LIMIT NAME COMMAND...: a function of this script, in a process of its own.
job() {
	local limit=$1 output=$jobs_in/job.${2//[ \/]/-}
	shift 2
	[ ${#running[@]} -lt "$slots" ] || finish_one
	# A process group of its own, so that all it has begun can be ended.
	rm -f "$output.end"
	set -m
	(
		set +m
		"$@"
		echo "$?" >"$output.end"
		echo "$BASHPID" >&"$ends"
	) >"$output" &
	set +m
	running[$!]=$output
	begun[$!]=$SECONDS
	limits[$!]=$limit
}

# Called however we end.  Stops all jobs, so that no guest runs on, and says which they were and what they
# printed last.
end_jobs() {
	local pid
	for pid in "${!running[@]}"; do
		kill -- "-$pid" 2>/dev/null
		echo "# ${running[$pid]##*/job.} is stopped at $(at $SECONDS), it began at $(at "${begun[$pid]}")"
		tail -n 3 "${running[$pid]}" | sed 's/^/    | /'
	done
}
