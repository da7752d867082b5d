# SPDX-License-Identifier: GPL-2.0-only
# Time to patched against the number of tasks asleep inside the function.
set terminal svg size 760,420 font "sans-serif,13" background "white"
set logscale xy
set xlabel "tasks asleep in pipe_read"
set ylabel "seconds from the command to patched"
set key outside right center width -2
set grid xtics ytics lc rgb "#dddddd"
set xtics (10, 100, 1000)
set format y "%g"
set xrange [8:1250]
set yrange [0.001:50]
file(k) = data . "/inside." . k
short(k) = k[1:strstrt(k, "-") - 1]
plot \
	file(first) using 1:($4/1e9) with linespoints lw 2 pt 7 lc rgb "#c0392b" title "livepatch, " . short(first), \
	file(second) using 1:($4/1e9) with linespoints dt 2 pt 6 lc rgb "#c0392b" title "livepatch, " . short(second), \
	file(first) using 1:($2/1e9) with linespoints lw 2 pt 7 lc rgb "#1b6ca8" title "hotpatch, " . short(first), \
	file(second) using 1:($2/1e9) with linespoints dt 2 pt 6 lc rgb "#1b6ca8" title "hotpatch, " . short(second), \
	file(first) using 1:($3/1e9) with linespoints lw 2 pt 5 lc rgb "#2e8b57" title "- of it apply, " . short(first), \
	file(second) using 1:($3/1e9) with linespoints dt 2 pt 4 lc rgb "#2e8b57" title "- of it apply, " . short(second)
