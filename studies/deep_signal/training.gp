# Error on Shapeset while networks of 100 layers train, and the gradient at each of their layers at
# the first watched step and at the last one.
#
#   DATA/training.csv:       step, then the error in per cent for each design
#   DATA/trained_layers.csv: step, layer, then NAME_z and NAME_dz for each design

data = ARG1
stem = ARG2
load "style.gp"
set datafile columnheaders
panel_width = full_width
panel_height = 420
set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1
set output stem
curve = data . "/training.csv"
layers = data . "/trained_layers.csv"
left_edge(x) = x / real(panel_width)
set tmargin at screen 1 - 52.0 / panel_height
set bmargin at screen 58.0 / panel_height
heading_y = 1 - 18.0 / panel_height
unit_y = 1 - 37.0 / panel_height

# What the two panels draw: the columns, their names, their colours.
errors = "plain plain_normalised plain_he layer_norm batch_norm residual residual_batch_norm \
  residual_layer_norm"
array error_text[8] = ["plain, standard", "plain, normalised", "plain, He", "layer norm", \
  "batch norm", "residual", "residual + batch norm", "residual + layer norm"]
array error_colour[8] = [muted, standard, ink, tanh_colour, quadratic_colour, sigmoid_colour, \
  softsign_colour, normalised]
gradients = "plain_he layer_norm residual_layer_norm"
array gradient_text[3] = ["plain, He", "layer norm", "residual + layer norm"]
array gradient_colour[3] = [ink, tanh_colour, normalised]

stats curve using "step" name "S" nooutput
stats layers using "layer" name "L" nooutput
stats layers using "step" name "T" nooutput

# Before any range is set, which stats would keep to: the gradients of the last layer and the first.
array first_top[3]
array last_top[3]
array bottom[3]
at(step, name, layer) = (column("step") == step && column("layer") == layer ? \
  column(name . "_dz") : NaN)
do for [i = 1:3] {
  name = word(gradients, i)
  stats layers using (at(T_min, name, L_max)) name "A" nooutput
  first_top[i] = A_max
  stats layers using (at(T_max, name, L_max)) name "B" nooutput
  last_top[i] = B_max
  stats layers using (at(T_max, name, 1)) name "C" nooutput
  bottom[i] = C_max
}

curves = 8
array end_y[curves]
array end_text[curves]
array end_colour[curves]
do for [i = 1:curves] {
  stats curve using (end_y[i] = column(word(errors, i))) name "E" nooutput
  end_text[i] = error_text[i]
  end_colour[i] = error_colour[i]
}
set multiplot
set lmargin at screen left_edge(left_margin)
set rmargin at screen left_edge(380)
y_low = 30
y_high = 100
set yrange [y_low:y_high]
set ytics 10
set xrange [0:S_max]
set xtics tick_step(S_max, 3)
set xlabel "step"
set label 1 "Error on Shapeset" at graph 0, screen heading_y left textcolor rgb ink
set label 2 "per cent of fresh examples" at graph 0, screen unit_y left textcolor rgb muted \
  font ",12"
load "end_labels.gp"
plot for [i = 1:curves] curve using (column("step")):(column(word(errors, i))) \
  with lines lw (i == curves ? thick : 1.5) lc rgb error_colour[i]

do for [i = 1:curves] { unset label 20 + i }
curves = 3
array end_y[curves]
array end_text[curves]
array end_colour[curves]
y_low = -16
y_high = 4
do for [i = 1:curves] {
  end_y[i] = bottom[i] > 0 ? log10(bottom[i] / last_top[i]) : y_low
  end_text[i] = gradient_text[i]
  end_colour[i] = gradient_colour[i]
}
share(step, name, top) = (column("step") == step ? log10(column(name . "_dz") / top) : NaN)
set lmargin at screen left_edge(630)
set rmargin at screen left_edge(890)
set yrange [y_low:y_high]
set ytics 4
set format y "10^{%g}"
set xrange [L_max:1]
set xtics tick_step(L_max, 4)
set xlabel "layer"
set label 1 "Gradient at each layer, over that of the last" at graph 0, screen heading_y left \
  textcolor rgb ink
set label 2 sprintf("root mean square; dashed: at first, solid: at step %d", T_max) \
  at graph 0, screen unit_y left textcolor rgb muted font ",12"
load "end_labels.gp"
set datafile missing NaN
plot for [i = 1:curves] layers \
    using (column("layer")):(share(T_min, word(gradients, i), first_top[i])) \
    with lines lw thin dt (6, 4) lc rgb gradient_colour[i], \
  for [i = 1:curves] layers \
    using (column("layer")):(share(T_max, word(gradients, i), last_top[i])) \
    with lines lw thick lc rgb gradient_colour[i]
unset multiplot
