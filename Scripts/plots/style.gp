# What all figures have in common. Loaded by the other scripts, which plot calls as
#   gnuplot -d -c <script> <terminal> <output> <data> <title> <heading>
# with <terminal> svg or pngcairo; they are in TERMINAL, OUTPUT, DATA, TITLE and HEADING here. Titles and
# headings are values, set with noenhanced: no character in them means anything.

set encoding utf8
set datafile separator comma
set datafile missing NaN

if (TERMINAL eq "svg") {
    set terminal svg size 960,600 font "sans-serif,12" background "white" noenhanced
} else {
    set terminal pngcairo size 1920,1200 font "sans-serif,12" fontscale 2 linewidth 2 pointscale 1.8 \
        background "white" noenhanced
}
set output OUTPUT

# Okabe and Ito's palette, which colour-blind readers can tell apart (yellow left out: too pale on white).
black = 0x000000; orange = 0xE69F00; sky = 0x56B4E9; green = 0x009E73
blue = 0x0072B2; vermillion = 0xD55E00; purple = 0xCC79A7; grey = 0x777777

set border 3 lc rgb "#444444"
set tics nomirror out textcolor rgb "#222222"
set grid xtics ytics lc rgb "#DDDDDD" lt 1 lw 0.5

# Title and heading at the top, over the whole width.
set label 1 TITLE at screen 0.5, 0.955 center font ",15" noenhanced
# A trial's heading names all its values: the longer it is, the smaller it is set.
size = strlen(HEADING) <= 90 ? 12 : (strlen(HEADING) <= 115 ? 10 : 8)
set label 2 HEADING at screen 0.5, 0.905 center font sprintf(",%d", size) textcolor rgb "#A03000" noenhanced
