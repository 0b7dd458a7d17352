# Figure 5 of the paper: cross-entropy and quadratic cost over two weights, one tanh unit and a
# sigmoid output, random inputs and targets; and where each surface is nearly flat.
#
#   DATA/fig05/surface.csv: a square grid, w1 outermost, both weights rising from −4 to 4
#   w1, w2               the weights
#   cross_entropy        cost at that point, nats per example
#   quadratic            cost at that point, mean squared error
#   cross_entropy_slope  norm of the gradient over (w1, w2)
#   quadratic_slope      the same for the quadratic cost
#
#   DATA/fig05/plateaus.csv: read by the report, not drawn
#   seed                      of the inputs and targets
#   cross_entropy, quadratic  share of the grid with a gradient norm under 0.02

data = ARG1
stem = ARG2
load "style.gp"

file = data . "/fig05/surface.csv"
flat = 0.02
stats file using "w1" name "W" nooutput
side = int(sqrt(W_records) + 0.5)
step = (W_max - W_min) / (side - 1)

panel = "surfaces"
panel_width = half_width
panel_height = 430
right_margin = 10
@open_panel
set label 1 "Cost over two weights" at screen 0.03, screen 0.965 left textcolor rgb ink
set label 2 "the same network on the same examples" at screen 0.03, screen 0.92 left \
  textcolor rgb muted font ",12"
set lmargin at screen 0.22
set rmargin at screen 0.80
set tmargin at screen 0.72
set bmargin at screen 0.18
set border 127 lc rgb rule lw 0.8
unset grid
lines = (side + 1) / 2  # every second row of the grid: enough to see the shape
set hidden3d
set dgrid3d lines, lines, 1
set view 64, 38, 1, 1
set xyplane at 0
set xrange [W_min:W_max]
set yrange [W_min:W_max]
set zrange [0:*]
set xtics 2 offset 0,-0.2
set ytics 2 offset 0.2,-0.2
set ztics offset 0.5,0
set xlabel "W_1" offset 0,-0.2
set ylabel "W_2" offset 0,-0.2 textcolor rgb ink
set label 3 "cross-entropy" at screen 0.97, screen 0.965 right textcolor rgb ink
set label 4 "quadratic" at screen 0.97, screen 0.92 right textcolor rgb quadratic_colour
splot file using "w1":"w2":"cross_entropy" with lines lw 0.8 lc rgb ink, \
  file using "w1":"w2":"quadratic" with lines lw 0.8 lc rgb quadratic_colour

unset hidden3d
unset dgrid3d
unset label
unset ztics
panel = "plateaus"
right_margin = 110
@open_panel
heading = "Where the gradient is smaller than 0.02"
unit = "a square of the grid each"
@panel_title
set border 15
set xrange [W_min - step / 2:W_max + step / 2]
set yrange [W_min - step / 2:W_max + step / 2]
set xtics 2 offset 0,0.3
set ytics 2 offset 0,0
set tics front
set xlabel "W_1" offset 0,0.7
set ylabel "W_2" offset 1.5,0
half(size) = size * step / 2
is_flat(name) = column(name . "_slope") < flat ? column("w1") : NaN
set label 3 "cross-entropy" at graph 1.02, graph 0.97 left textcolor rgb ink
set label 4 "quadratic" at graph 1.02, graph 0.91 left textcolor rgb quadratic_colour
plot file using (is_flat("quadratic")):"w2":(half(1)):(half(1)) \
    with boxxyerror fs solid 0.4 noborder lc rgb quadratic_colour, \
  file using (is_flat("cross_entropy")):"w2":(half(1)):(half(1)) \
    with boxxyerror fs solid 0.85 noborder lc rgb ink
