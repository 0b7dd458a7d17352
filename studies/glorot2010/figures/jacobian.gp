# Section 4.2.2 of the paper: singular values of the Jacobians J = ∂z(i+1)/∂z(i) between
# neighbouring hidden layers, tanh network, for the two initialisations.
#
#   DATA/jacobian/standard.csv, DATA/jacobian/normalised.csv: all layers and images pooled
#   value       middle of the bin
#   density     1 / unit of singular value
#
#   DATA/jacobian/layers.csv: mean over singular values and images
#   layer       i of J, 1 to 4
#   standard    mean singular value of J, standard initialisation
#   normalised  the same, normalised initialisation

data = ARG1
stem = ARG2
load "style.gp"

panel = "distribution"
right_margin = 24
heading = "Singular values of J, all layers"
unit = "density; dotted: the paper’s means, 0.5 and 0.8"
folder = data . "/jacobian/"
stats folder . "layers.csv" using "standard" name "S" nooutput
stats folder . "layers.csv" using "normalised" name "N" nooutput
top = 0
reach = 0
do for [file in "standard normalised"] {
  stats folder . file . ".csv" using "density" name "D" nooutput
  if (D_max > top) { top = D_max }
  stats folder . file . ".csv" using (column("density") > 0 ? column("value") : 0) name "X" nooutput
  if (X_max > reach) { reach = X_max }
}
# Nothing is drawn beyond the bin that follows the largest singular value.
before = 0
density(height) = (last = before, before = height, (last > 0 || height > 0) ? height : NaN)
set yrange [0:1.12 * top]
set xrange [0:1.05 * reach]
set xtics 0.5
set xlabel "singular value"
@open_panel
@panel_title
set arrow 1 from S_mean, 0 to S_mean, graph 1 nohead lw thin lc rgb standard
set arrow 2 from N_mean, 0 to N_mean, graph 1 nohead lw thin lc rgb normalised
set arrow 3 from 0.5, 0 to 0.5, graph 1 nohead lw thin dt (2, 4) lc rgb ink
set arrow 4 from 0.8, 0 to 0.8, graph 1 nohead lw thin dt (2, 4) lc rgb ink
set label 3 sprintf("standard, mean %.2f", S_mean) at graph 0.985, graph 0.97 right \
  textcolor rgb standard
set label 4 sprintf("normalised, mean %.2f", N_mean) at graph 0.985, graph 0.89 right \
  textcolor rgb normalised
plot folder . "standard.csv" using "value":"density" with filledcurves y1=0 lc rgb standard, \
  folder . "normalised.csv" using "value":"density" with filledcurves y1=0 lc rgb normalised, \
  folder . "standard.csv" using "value":(density(column("density"))) with lines lw thick lc rgb standard, \
  folder . "normalised.csv" using "value":(density(column("density"))) with lines lw thick lc rgb normalised

unset arrow
unset label
panel = "layers"
right_margin = 90
heading = "Mean singular value, layer by layer"
unit = "dotted: the paper’s 0.5 and 0.8"
set xlabel "Jacobian"
set xrange [0.7:4.3]
set yrange [0:1]
set ytics 0.2
set xtics ("1 → 2" 1, "2 → 3" 2, "3 → 4" 3, "4 → 5" 4)
@open_panel
@panel_title
set label 3 "normalised" at graph 1.02, first N_mean left textcolor rgb normalised
set label 4 "standard" at graph 1.02, first S_mean left textcolor rgb standard
plot 0.5 with lines lw thin dt (2, 4) lc rgb ink, 0.8 with lines lw thin dt (2, 4) lc rgb ink, \
  for [kind in "standard normalised"] folder . "layers.csv" using "layer":kind \
    with linespoints lw thick pt 7 ps 0.7 lc rgb value(kind)
