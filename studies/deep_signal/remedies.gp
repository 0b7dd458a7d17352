# The gradient at each of 100 layers over that of the last.
#
#   DATA/remedies.csv: layer, then NAME_z and NAME_dz for each design

data = ARG1
stem = ARG2
load "style.gp"
set datafile columnheaders
file = data . "/remedies.csv"
names = "plain residual layer_norm batch_norm residual_layer_norm residual_batch_norm"
curves = words(names)
array end_y[curves]
array end_text[curves] = ["plain", "residual", "layer norm", "batch norm", "residual + layer norm", \
  "residual + batch norm"]
array end_colour[curves] = [muted, sigmoid_colour, tanh_colour, quadratic_colour, normalised, \
  softsign_colour]
array top[curves]
do for [i = 1:curves] {
  stats file using (column(word(names, i) . "_dz")) every ::99::99 name "T" nooutput
  top[i] = T_max
  stats file using (column(word(names, i) . "_dz")) every ::0::0 name "B" nooutput
  end_y[i] = log10(B_max / top[i])
}
panel_width = full_width
panel_height = 400
right_margin = 190
set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1
set output stem
set lmargin at screen left_margin / real(panel_width)
set rmargin at screen 1 - right_margin / real(panel_width)
set tmargin at screen 1 - 50.0 / panel_height
set bmargin at screen 58.0 / panel_height
y_low = -12
y_high = 12
do for [i = 1:curves] { end_y[i] = end_y[i] < y_low ? y_low : end_y[i] > y_high ? y_high : end_y[i] }
set yrange [y_low:y_high]
set format y "10^{%g}"
set xrange [100:1]
set xlabel "layer"
set label 1 "Gradients through 100 layers" at graph 0, screen 1 - 18.0 / panel_height left \
  textcolor rgb ink
set label 2 "root mean square, over that of the last layer; read with the gradient, downwards" \
  at graph 0, screen 1 - 37.0 / panel_height left textcolor rgb muted font ",12"
load "end_labels.gp"
plot for [i = 1:curves] file using (column("layer")):(log10(column(word(names, i) . "_dz") / top[i])) \
  with lines lw thick lc rgb end_colour[i]
