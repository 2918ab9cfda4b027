# Accuracy against size or speed by domain. Data: a row a point, see ParetoFigure.table.
#   1 panel  2 domain  3 source  4 number  5 title  6 x  7 top1  8 low  9 high  10 front  11 backbone  12 against
#   13 axis  14 label

# load empties the arguments.
TERMINAL = ARG1; OUTPUT = ARG2; DATA = ARG3; TITLE = ARG4; HEADING = ARG5
load "style.gp"

AXIS = ""; AGAINST = ""
array DOMAIN[9]
array NAME[11]
do for [b = 1:11] { NAME[b] = "" }
# The first line holds the columns' names.
stats DATA using ($1 >= 1 ? (AXIS = strcol(13), AGAINST = strcol(12), DOMAIN[int($1)] = strcol(2), \
    NAME[int($4)] = strcol(5), $1) : NaN) nooutput
panels = int(STATS_max)

stats DATA using 6 nooutput
if (AGAINST eq "speed") {
    set logscale x 2
    xmin = STATS_min / 1.5
    xmax = STATS_max * 1.8
} else {
    xmin = 0
    xmax = STATS_max * 1.15
}

# A panel's range of top-1, a tenth of it left free on either side.
array LOWEST[9]
array HIGHEST[9]
do for [p = 1:panels] {
    stats DATA using (int($1) == p ? (valid(8) ? $8 : $7) : NaN) nooutput
    LOWEST[p] = STATS_min
    stats DATA using (int($1) == p ? (valid(9) ? $9 : $7) : NaN) nooutput
    HIGHEST[p] = STATS_max
    margin = 0.1 * (HIGHEST[p] - LOWEST[p])
    if (!(margin > 0)) { margin = 1 }
    LOWEST[p] = LOWEST[p] - margin
    HIGHEST[p] = HIGHEST[p] + margin
}

# The staircase of the front changes at its points: against parameters one gains there, against speed one loses.
STAIRS = AGAINST eq "speed" ? "fsteps" : "steps"

# Whether a row belongs to panel p and the source.
is(source) = int(column(1)) == p && strcol(3) eq source
is_labelled(c) = int(column(1)) == p && strlen(strcol(c)) > 0

array REPRODUCED[9]
reproduced = 0
do for [p = 1:panels] {
    stats DATA using (int($1) == p && strcol(3) eq "reproduced" ? 1 : 0) nooutput
    REPRODUCED[p] = STATS_max > 0
    if (REPRODUCED[p]) { reproduced = 1 }
}

set label 3 "Hollow, dashed: published. " . (reproduced ? "Filled, solid: reproduced, with the 95 % interval. " : "") \
    . "The line is the Pareto front: no other backbone beats it in both." \
    at screen 0.02, 0.03 left font ",10" textcolor rgb "#444444"
set label 4 AXIS at screen 0.44, 0.085 center
set label 5 "Mean top-1 accuracy (%)" at screen 0.014, 0.515 center rotate by 90
height = 0.83
do for [b = 1:11] {
    if (NAME[b] ne "") {
        set label 20 + b sprintf("%d", b) at screen 0.832, height right font ",10"
        set label 40 + b NAME[b] at screen 0.84, height left font ",10"
        height = height - 0.045
    }
}

# Ranges come last: stats would leave out what lies outside of them.
set xrange [xmin:xmax]
unset key
set tics font ",10"
set multiplot
# Three panels a row.
step = 0.76 / ((panels + 2) / 3)
do for [p = 1:panels] {
    left = 0.08 + 0.255 * ((p - 1) % 3)
    top = 0.84 - step * ((p - 1) / 3)
    set lmargin at screen left
    set rmargin at screen left + 0.20
    set tmargin at screen top
    set bmargin at screen top - (step - 0.115)
    set title DOMAIN[p] font ",12" offset 0,-0.7
    set yrange [LOWEST[p]:HIGHEST[p]]
    if (REPRODUCED[p]) {
        plot DATA using (is("published") && $10 == 1 ? $6 : NaN):7 with @STAIRS dt 2 lw 1.5 lc rgb blue, \
            DATA using (is("published") ? $6 : NaN):7 with points pt 6 ps 0.6 lw 1 lc rgb blue, \
            DATA using (is("reproduced") && $10 == 1 ? $6 : NaN):7 with @STAIRS dt 1 lw 2 lc rgb vermillion, \
            DATA using (is("reproduced") ? $6 : NaN):7:8:9 with yerrorbars pt 7 ps 0.6 lw 1 lc rgb vermillion, \
            DATA using (is_labelled(14) ? $6 : NaN):7:14 with labels offset 0.9,0.35 font ",9"
    } else {
        plot DATA using (is("published") && $10 == 1 ? $6 : NaN):7 with @STAIRS dt 2 lw 1.5 lc rgb blue, \
            DATA using (is("published") ? $6 : NaN):7 with points pt 6 ps 0.6 lw 1 lc rgb blue, \
            DATA using (is_labelled(14) ? $6 : NaN):7:14 with labels offset 0.9,0.35 font ",9"
    }
    # What stands over the whole figure is drawn once.
    do for [l = 1:60] { unset label l }
}
unset multiplot
