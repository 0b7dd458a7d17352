# Error on Shapeset while networks of 100 layers train.
#
#   DATA/training.csv: step, then the error in per cent for each design

data = ARG1
stem = ARG2
load "style.gp"
file = data . "/training.csv"
names = "plain residual layer_norm batch_norm residual_layer_norm residual_batch_norm"
curves = words(names)
array end_y[curves]
array end_text[curves] = ["plain", "residual", "layer norm", "batch norm", "residual + layer norm", \
  "residual + batch norm"]
array end_colour[curves] = [muted, sigmoid_colour, tanh_colour, quadratic_colour, normalised, \
  softsign_colour]
do for [i = 1:curves] {
  stats file using (end_y[i] = column(word(names, i))) name "E" nooutput
}
stats file using "step" name "S" nooutput
panel_width = full_width
panel_height = 400
right_margin = 190
set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1
set output stem
set lmargin at screen left_margin / real(panel_width)
set rmargin at screen 1 - right_margin / real(panel_width)
set tmargin at screen 1 - 50.0 / panel_height
set bmargin at screen 58.0 / panel_height
y_low = 0
y_high = 100
set yrange [y_low:y_high]
set xrange [0:S_max]
set xlabel "steps of 32 examples"
set label 1 "Error on Shapeset, 100 layers" at graph 0, screen 1 - 18.0 / panel_height left \
  textcolor rgb ink
set label 2 "per cent of 2,000 examples never trained on" at graph 0, screen 1 - 37.0 / panel_height \
  left textcolor rgb muted font ",12"
load "end_labels.gp"
plot for [i = 1:curves] file using (column("step")):(column(word(names, i))) \
  with lines lw thick lc rgb end_colour[i]
