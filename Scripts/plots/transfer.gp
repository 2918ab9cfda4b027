# Rank correlation of ImageNet's top-1 with fine-tuned top-1. Data: a row a data set and share, see
# TransferFigure.table.
#   1 row  2 title  3 published  4 published_backbones  5 reproduced  6 low  7 high  8 reproduced_backbones
#   9 dataset  10 percent  11 domain

# load empties the arguments.
TERMINAL = ARG1; OUTPUT = ARG2; DATA = ARG3; TITLE = ARG4; HEADING = ARG5
load "style.gp"

stats DATA using 1 nooutput
rows = int(STATS_max)
# An empty field is no number: it must not be looked at before strcol has told.
number(c) = strlen(strcol(c)) > 0 ? column(c) : 0
stats DATA using (strlen(strcol(5)) > 0 && strcol(5) ne "reproduced" ? 1 : 0) nooutput
reproduced = STATS_max > 0

lowest = -0.2
stats DATA using (number(3)) nooutput
if (STATS_min < lowest) { lowest = STATS_min }
if (reproduced) {
    stats DATA using (number(6)) nooutput
    if (STATS_min < lowest) { lowest = STATS_min }
}
lowest = floor(lowest * 5) / 5.0

# The first row at the top: ranges run downwards. Columns of n stand right of the bars.
set xrange [lowest:1]
set yrange [rows + 0.7:0.3]
set xtics 0.2 format "%.1f" font ",10"
set xlabel "Spearman's rank correlation with ImageNet top-1" offset 0,0.2
set arrow 1 from 0, graph 0 to 0, graph 1 nohead front lc rgb "#444444" lw 1
unset grid
set grid xtics lc rgb "#DDDDDD" lt 1 lw 0.5
set lmargin at screen 0.205
set rmargin at screen 0.70
set tmargin at screen 0.865
set bmargin at screen 0.175

set key at screen 0.79, 0.865 left top vertical Left reverse samplen 2 spacing 1.4
set label 5 "n" at screen 0.745, 0.882 center font ",10"
set label 3 "n: backbones that the correlation is taken over, published / reproduced. Bars to the left: " \
    . "what is better on ImageNet is worse here." \
    at screen 0.02, 0.03 left font ",10" textcolor rgb "#444444"
# The names of the rows are labels: gnuplot wants the tics of an axis in its order.
unset ytics
n(unused) = strcol(4) . " / " . strcol(8)

# The upper half of a row is the paper's, the lower half the reproduced.
if (reproduced) {
    set label 4 "Whiskers: what the spread of the runs allows (95 %)." \
        at screen 0.02, 0.06 left font ",10" textcolor rgb "#444444"
    plot DATA using (valid(3) ? $3 / 2 : NaN):($1 - 0.2):(abs($3) / 2):(0.18) with boxxyerror \
            lc rgb blue fs pattern 4 border lc rgb blue title "published", \
        DATA using (valid(5) ? $5 / 2 : NaN):($1 + 0.2):(abs($5) / 2):(0.18) with boxxyerror \
            lc rgb vermillion fs solid 0.7 border lc rgb vermillion title "reproduced", \
        DATA using (valid(5) ? $5 : NaN):($1 + 0.2):6:7 with xerrorbars pt 0 lw 1 lc rgb black notitle, \
        DATA using (lowest):1:2 with labels right offset -1,0 font ",9" notitle, \
        DATA using (1.0):1:(n(0)) with labels offset 4.5,0 font ",9" notitle
} else {
    plot DATA using (valid(3) ? $3 / 2 : NaN):1:(abs($3) / 2):(0.32) with boxxyerror \
            lc rgb blue fs pattern 4 border lc rgb blue title "published", \
        DATA using (lowest):1:2 with labels right offset -1,0 font ",9" notitle, \
        DATA using (1.0):1:(n(0)) with labels offset 4.5,0 font ",9" notitle
}
