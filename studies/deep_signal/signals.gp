# Activations and gradients through 1000 layers (30 in a quick run), under three initialisations.
#
#   DATA/signals.csv:  layer, then NAME_z and NAME_dz for standard, normalised, he
#   DATA/products.csv: layer, shrinking (powers of 0.99), growing (powers of 1.01)

data = ARG1
stem = ARG2
load "style.gp"
set terminal svg size full_width, 400 font "Helvetica,14" linewidth 1
set output stem
file = data . "/signals.csv"
products = data . "/products.csv"
stats file using "layer" name "L" nooutput
depth = int(L_max)
do for [name in "standard normalised he"] {
  eval sprintf('stats file using (column("%s_dz")) every ::depth - 1::depth - 1 name "%s" nooutput', \
    name, name)
}
set multiplot
set tmargin at screen 0.86
set bmargin at screen 0.13
set xrange [0:depth]
set xtics tick_step(depth, 5)
set xlabel "layer"
set logscale y
set format y "10^{%T}"
set yrange [1e-12:1e6]
set ytics 1e3
set key off

set lmargin at screen 0.06
set rmargin at screen 0.46
set label 1 "Activations on the way up" at graph 0, screen 0.95 left textcolor rgb ink
set label 2 "root mean square; dotted: powers of 0.99 and 1.01" at graph 0, screen 0.90 left \
  textcolor rgb muted font ",12"
plot products using "layer":"shrinking" with lines lw thin dt (2, 3) lc rgb muted, \
  products using "layer":"growing" with lines lw thin dt (2, 3) lc rgb muted, \
  file using "layer":"standard_z" with lines lw thick lc rgb standard, \
  file using "layer":"normalised_z" with lines lw thick lc rgb normalised, \
  file using "layer":"he_z" with lines lw thick lc rgb sigmoid_colour

set lmargin at screen 0.53
set rmargin at screen 0.88
set label 1 "Gradients on the way down" at graph 0, screen 0.95 left textcolor rgb ink
set label 2 "over that of the last layer" at graph 0, screen 0.90 left textcolor rgb muted font ",12"
set label 3 "standard, tanh" at screen 0.89, graph 0.28 left textcolor rgb standard
set label 4 "normalised, tanh" at screen 0.89, graph 0.55 left textcolor rgb normalised
set label 5 "He, relu" at screen 0.89, graph 0.68 left textcolor rgb sigmoid_colour
plot file using (column("layer")):(column("standard_dz") / standard_max) \
    with lines lw thick lc rgb standard, \
  file using (column("layer")):(column("normalised_dz") / normalised_max) \
    with lines lw thick lc rgb normalised, \
  file using (column("layer")):(column("he_dz") / he_max) with lines lw thick lc rgb sigmoid_colour
unset multiplot
