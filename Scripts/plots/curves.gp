# The training curves of a run. Data: a row an epoch, see TrainingCurves.table.
#   1 epoch  2 phase  3 train_loss  4 test_loss  5 top1  6 kept  7 switch

# load empties the arguments.
TERMINAL = ARG1; OUTPUT = ARG2; DATA = ARG3; TITLE = ARG4; HEADING = ARG5
load "style.gp"

stats DATA using 1 nooutput
start = STATS_min
end = STATS_max
# About thirty marks a curve, however long it is.
step = int((end - start) / 30) + 1

stats DATA using 5 nooutput
lowest = floor(STATS_min / 10) * 10
highest = ceil(STATS_max / 10) * 10
if (highest <= lowest) { highest = lowest + 10 }
if (highest > 100) { highest = 100; lowest = lowest < 100 ? lowest : 90 }

stats DATA using 3 nooutput
most = STATS_max
stats DATA using 4 nooutput
if (STATS_max > most) { most = STATS_max }
if (!(most > 0)) { most = 1 }

stats DATA using (valid(7) ? $7 : 0) nooutput
change = STATS_max
switched = change > 0
if (switched) {
    set arrow 1 from first change, graph 0 to first change, graph 1 nohead lc rgb "#444444" dt 4 lw 1.5
}

# Ranges come last: stats would leave out what lies outside of them.
set xrange [start - 0.5 : end + 0.5]
if (end - start < 15) { set xtics 1 }

set lmargin at screen 0.095
set rmargin at screen 0.78
set multiplot

set tmargin at screen 0.84
set bmargin at screen 0.50
set format x ""
set yrange [lowest:highest]
set ylabel "Test top-1 (%)"
set key at screen 0.80, 0.84 left top vertical Left reverse samplen 3 spacing 1.25
if (switched) {
    set label 3 "AdamW " at first change, graph 1.04 right font ",11" textcolor rgb "#444444"
    set label 4 " SGD" at first change, graph 1.04 left font ",11" textcolor rgb "#444444"
}
plot DATA using 1:5 with linespoints dt 1 lw 2 lc rgb blue pt 5 ps 0.7 pi step title "top-1", \
    DATA using 1:6 with points lw 2 lc rgb vermillion pt 6 ps 2 title "kept weights"

unset label
set tmargin at screen 0.455
set bmargin at screen 0.125
set format x "%g"
set xlabel "Epoch" offset 0,-0.2
set yrange [0:most * 1.05]
set ylabel "Cross-entropy"
set key at screen 0.80, 0.455
plot DATA using 1:3 with linespoints dt 2 lw 2 lc rgb orange pt 8 ps 0.7 pi step title "training loss", \
    DATA using 1:4 with linespoints dt 1 lw 2 lc rgb green pt 7 ps 0.7 pi step title "test loss"
unset multiplot
