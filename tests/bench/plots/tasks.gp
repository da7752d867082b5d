# SPDX-License-Identifier: GPL-2.0-only
# The stop, and for how long tasks are held, against the number of tasks.
set terminal svg size 760,480 font "sans-serif,13" background "white"
set logscale xy
set xlabel "user tasks"
set ylabel "milliseconds (guest clock, 2 ns an instruction)"
set key outside right center width -2
set grid xtics ytics lc rgb "#dddddd"
set xtics (100, 1000, 4000, 16000)
set format y "%g"
set xrange [80:20000]
file(k) = data . "/tasks." . k
short(k) = k[1:strstrt(k, "-") - 1]
plot \
	file(first) using 1:($2/1e6) with linespoints lw 2 pt 7 lc rgb "#1b6ca8" title "stop, " . short(first), \
	file(second) using 1:($2/1e6) with linespoints dt 2 pt 6 lc rgb "#1b6ca8" title "stop, " . short(second), \
	file(first) using 1:($3/1e6) with linespoints lw 2 pt 7 lc rgb "#777777" title "hold, whole, " . short(first), \
	file(second) using 1:($3/1e6) with linespoints dt 2 pt 6 lc rgb "#777777" title "hold, whole, " . short(second), \
	file(first) using 1:($4/1e6) with linespoints lw 2 pt 7 lc rgb "#2e8b57" title "freeze, held, " . short(first), \
	file(second) using 1:($4/1e6) with linespoints dt 2 pt 6 lc rgb "#2e8b57" title "freeze, held, " . short(second), \
	file(first) using 1:($5/1e6) with linespoints lw 2 pt 7 lc rgb "#c0392b" title "nudge, held, " . short(first), \
	file(second) using 1:($5/1e6) with linespoints dt 2 pt 6 lc rgb "#c0392b" title "nudge, held, " . short(second)
