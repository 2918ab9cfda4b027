# Figures 1 and 2: top-1 against the number of training images. Data: a row a point, see
# TrainingImagesFigure.table.
#   1 series  2 title  3 source  4 style  5 backbone  6 dataset  7 percent  8 train_images  9 top1
#   10 low  11 high

# load empties the arguments.
TERMINAL = ARG1; OUTPUT = ARG2; DATA = ARG3; TITLE = ARG4; HEADING = ARG5
load "style.gp"

# A backbone's look, by its place in the paper's tables: colour, hollow point, filled point. The
# paper's leaders and the backbones that run everywhere differ in shape too, for black and white.
array COLOUR[11] = [black, blue, vermillion, grey, purple, orange, vermillion, purple, green, orange, sky]
array HOLLOW[11] = [6, 4, 8, 1, 2, 3, 6, 10, 12, 4, 14]
array FILLED[11] = [7, 5, 9, 1, 2, 3, 7, 11, 13, 5, 15]

stats DATA using 1 nooutput
count = int(STATS_max)
array NAME[count]
array STYLE[count]
published = 0
do for [s = 1:count] {
    stats DATA using ($1 == s ? (t = strcol(2) . ", " . strcol(3), p = strcol(3), k = int($4), $9) : NaN) nooutput
    NAME[s] = t
    STYLE[s] = k
    if (p eq "published") { published = s }
}

stats DATA using (valid(10) && $10 < $9 ? $10 : $9) nooutput
lowest = floor(STATS_min / 10) * 10
if (lowest < 0) { lowest = 0 }
if (lowest > 90) { lowest = 90 }

stats DATA using 8 nooutput
xmin = STATS_min / 1.5
xmax = STATS_max * 1.5
set logscale x 10
set xrange [xmin:xmax]
# The published counts are 500, 5,000 and 50,000. Over many decades only such marks get a number.
set xtics ("5" 5, "50" 50, "500" 500, "5,000" 5000, "50,000" 50000)
if (xmax / xmin < 2000) {
    set xtics add ("1" 1, "10" 10, "100" 100, "1,000" 1000, "10,000" 10000, "100,000" 100000)
} else {
    set xtics add ("" 1, "" 10, "" 100, "" 1000, "" 10000, "" 100000)
}
set xlabel "Training images (log scale)" offset 0,-0.3

# Ranges come last: stats would leave out what lies outside of them.
set yrange [lowest:100]
set ylabel "Top-1 accuracy on the test set (%)"

set lmargin at screen 0.095
set rmargin at screen 0.645
set tmargin at screen 0.865
set bmargin at screen 0.215
set key at screen 0.66, 0.865 left top vertical Left reverse samplen 3 noenhanced
if (count > 15) { set key spacing 1.05 font ",10" } else { set key spacing 1.3 }
set label 3 "Dashed, hollow: published, best of three runs. " \
    . "Solid, filled: reproduced, best run, with its cell's 95 % interval." \
    at screen 0.02, 0.065 left font ",10" textcolor rgb "#444444"
set label 4 "Reproduced curves are shifted sideways a little, so that their bars do not hide each other." \
    at screen 0.02, 0.03 left font ",10" textcolor rgb "#444444"

# The shift of a curve, as a factor: at most 1.5 % of the axis to either side.
reproduced = count - published
gap = reproduced > 1 ? log10(xmax / xmin) * (reproduced < 4 ? 0.008 : 0.03 / (reproduced - 1)) : 0
shift(s) = 10 ** ((s - published - (reproduced + 1) / 2.0) * gap)

# An empty loop would still look up its first name.
if (published < count) {
    plot for [s = 1:published] DATA using ($1 == s ? $8 : NaN):9 with linespoints \
            dt 2 lw 1.5 lc rgb COLOUR[STYLE[s]] pt HOLLOW[STYLE[s]] ps 1.1 title NAME[s], \
        for [s = published + 1:count] DATA using ($1 == s ? $8 * shift(s) : NaN):9:10:11 with yerrorlines \
            dt 1 lw 2 lc rgb COLOUR[STYLE[s]] pt FILLED[STYLE[s]] ps 1.1 title NAME[s]
} else {
    plot for [s = 1:published] DATA using ($1 == s ? $8 : NaN):9 with linespoints \
            dt 2 lw 1.5 lc rgb COLOUR[STYLE[s]] pt HOLLOW[STYLE[s]] ps 1.1 title NAME[s]
}
