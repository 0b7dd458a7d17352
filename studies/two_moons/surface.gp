# The decision surface over fresh points.
#
#   DATA/surface.csv: x, y, probability of the lower moon, over a grid, row by row
#   DATA/points.csv:  x, y, label

data = ARG1
load "style.gp"

set terminal svg size 720, 460 font "Helvetica,14" linewidth 1
set output ARG2
set lmargin at screen 0.06
set rmargin at screen 0.98
set tmargin at screen 0.86
set bmargin at screen 0.09
set label 1 "Two moons, 32 tanh units" at screen 0.06, screen 0.955 left textcolor rgb ink
set label 2 "400 fresh points; solid: undecided, dashed: nine to one" at screen 0.06, screen 0.905 \
  left textcolor rgb muted font ",12"
set xrange [-1.75:2.75]
set yrange [-1.1:1.6]
unset grid

set table $undecided
set contour base
unset surface
set dgrid3d 101, 101
set cntrparam levels discrete 0.5
splot data."/surface.csv" using "x":"y":"probability"
set cntrparam levels discrete 0.1, 0.9
set table $sure
splot data."/surface.csv" using "x":"y":"probability"
unset dgrid3d
unset contour
set table $upper
plot data."/points.csv" using "x":(column("label") == 0 ? column("y") : NaN) with table
set table $lower
plot data."/points.csv" using "x":(column("label") == 1 ? column("y") : NaN) with table
unset table
set datafile separator whitespace

plot $upper using 1:2 with points pt 7 ps 0.45 lc rgb tanh_colour, \
  $lower using 1:2 with points pt 7 ps 0.45 lc rgb sigmoid_colour, \
  $sure using 1:2 with lines lw thin dt (6, 4) lc rgb muted, \
  $undecided using 1:2 with lines lw thick lc rgb ink
