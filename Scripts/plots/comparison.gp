# Accuracy against parameters and against speed on one data set. Data: a row a point, see ComparisonFigure.table.
#   1 panel  2 number  3 title  4 x  5 top1  6 low  7 high  8 front  9 backbone

# load empties the arguments.
TERMINAL = ARG1; OUTPUT = ARG2; DATA = ARG3; TITLE = ARG4; HEADING = ARG5
load "style.gp"

array NAME[11]
do for [b = 1:11] { NAME[b] = "" }
# The first line holds the columns' names.
stats DATA using ($1 >= 1 ? (NAME[int($2)] = strcol(3), $5) : NaN) nooutput
stats DATA using 6 nooutput
lowest = STATS_min
stats DATA using 7 nooutput
highest = STATS_max
margin = 0.08 * (highest - lowest)
if (!(margin > 0)) { margin = 1 }

array LEAST[2]
array MOST[2]
array POINTS[2]
do for [p = 1:2] {
    stats DATA using (int($1) == p ? $4 : NaN) nooutput
    POINTS[p] = STATS_records
    LEAST[p] = POINTS[p] > 0 ? STATS_min : 1
    MOST[p] = POINTS[p] > 0 ? STATS_max : 2
}

set label 3 "With 95 % intervals for other images of the kind. The line is the Pareto front: no other backbone beats it in both." \
    at screen 0.02, 0.03 left font ",10" textcolor rgb "#444444"
set label 5 "Top-1 accuracy (%)" at screen 0.014, 0.515 center rotate by 90
height = 0.83
do for [b = 1:11] {
    if (NAME[b] ne "") {
        set label 20 + b sprintf("%d", b) at screen 0.832, height right font ",10"
        set label 40 + b NAME[b] at screen 0.84, height left font ",10"
        height = height - 0.045
    }
}

set tics font ",10"
set yrange [lowest - margin:highest + margin]
unset key
set multiplot
do for [p = 1:2] {
    left = 0.085 + 0.375 * (p - 1)
    set lmargin at screen left
    set rmargin at screen left + 0.325
    set tmargin at screen 0.85
    set bmargin at screen 0.17
    if (p == 1) {
        set xlabel "Parameters (millions)"
        set xrange [0:MOST[p] * 1.15]
    } else {
        set xlabel "Measured images/s (log scale)"
        set logscale x 2
        set xrange [LEAST[p] / 1.5:MOST[p] * 1.8]
    }
    if (POINTS[p] > 0) {
        # The front gains against parameters at its points, and against speed it loses there.
        if (p == 1) {
            plot DATA using (int($1) == p && $8 == 1 ? $4 : NaN):5 with steps dt 1 lw 2 lc rgb vermillion, \
                DATA using (int($1) == p ? $4 : NaN):5:6:7 with yerrorbars pt 7 ps 0.8 lw 1 lc rgb blue, \
                DATA using (int($1) == p ? $4 : NaN):5:2 with labels offset 0.9,0.35 font ",10"
        } else {
            plot DATA using (int($1) == p && $8 == 1 ? $4 : NaN):5 with fsteps dt 1 lw 2 lc rgb vermillion, \
                DATA using (int($1) == p ? $4 : NaN):5:6:7 with yerrorbars pt 7 ps 0.8 lw 1 lc rgb blue, \
                DATA using (int($1) == p ? $4 : NaN):5:2 with labels offset 0.9,0.35 font ",10"
        }
    }
    # What stands over the whole figure is drawn once.
    do for [l = 1:60] { unset label l }
}
unset multiplot
