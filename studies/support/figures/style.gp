# The look of every figure of every study. A script is run as
#
#   gnuplot -c fig06.gp DATA STEM [RUNS]
#
# with GNUPLOT_LIB naming this folder: DATA is the folder that the study has written its tables to,
# each panel goes to STEM-<panel>.svg, RUNS are the runs that exist, for figures that draw what there
# is. The script sets `data`, `stem` and `runs` from its arguments and then loads this file.
#
# Pictures replace these colours by others on a dark background. figure_theme.cpp holds that
# table, and a test compares it with this file: every colour written here needs its twin there.

set encoding utf8
set minussign
set datafile separator ","
set datafile missing NaN
set samples 2

ink = "#24292f"    # text, axes, what the paper says
muted = "#6e7781"  # tick labels, notes
rule = "#d0d7de"   # grid, frame

# Layers 1 to 5, from the input upwards: lightness rises steadily, so the order survives grey print
# and every form of colour blindness.
array layer_colour[5] = ["#2b1d8e", "#7b22a8", "#c43d80", "#ea7350", "#d9960f"]

# The quadratic cost beside the cross-entropy, which is drawn in ink, as in the paper.
quadratic_colour = "#c62f3e"

# The two initialisations, where no layer is shown.
standard = "#8b5a2b"
normalised = "#007a87"

# The three activations. A solid line is the normalised initialisation, a dashed one the standard.
sigmoid_colour = "#d55e00"
deep_sigmoid_colour = "#8c4a20"
tanh_colour = "#0b6bcb"
softsign_colour = "#3f9b3c"
pretrained_colour = "#6b46c1"

thick = 2.2
thin = 1.1

set border 3 lc rgb rule lw 1
set tics out nomirror scale 0.4 textcolor rgb muted font ",12"
set xtics offset 0,0.3
set xlabel textcolor rgb ink offset 0,0.7
set grid ytics lc rgb rule lw 0.6
set key off
set style fill transparent solid 0.16 noborder

# Sizes in pixels: two panels, or one wide figure, fill the width of the report.
half_width = 520
full_width = 1060
left_margin = 66

# The distance of tick marks, 1, 2 or 5 times a power of ten, that cuts `range` in about `parts`.
power(x) = 10.0 ** floor(log10(x))
tick_step(range, parts) = (raw = real(range) / parts, unit_step = raw / power(raw), \
  (unit_step < 1.5 ? 1 : unit_step < 3.5 ? 2 : unit_step < 7.5 ? 5 : 10) * power(raw))

# Opens one panel: file, size, and margins that leave `right` pixels for labels beside the data.
open_panel = 'set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1; \
  set output sprintf("%s-%s.svg", stem, panel); \
  set lmargin at screen left_margin / real(panel_width); \
  set rmargin at screen 1 - right_margin / real(panel_width); \
  set tmargin at screen 1 - 44.0 / panel_height; \
  set bmargin at screen 58.0 / panel_height'

# Every panel carries its name above the left end of the data, and the unit of its y axis there too:
# a vertical axis title costs width and has to be read sideways.
panel_title = 'set label 1 heading at graph 0, screen 1 - 15.0 / panel_height left textcolor rgb ink; \
  set label 2 unit at graph 0, screen 1 - 33.0 / panel_height left textcolor rgb muted font ",12"'

# A column of text right of the data, one entry for each of layers 1 to `layers`, in their colours.
layer_legend = 'do for [l = 1:layers] { \
  set label 10 + l sprintf("layer %d", l) at graph 1.03, graph 0.97 - (l - 1) * 0.075 left \
    textcolor rgb layer_colour[l] }'

panel_width = half_width
panel_height = 330
right_margin = 70
