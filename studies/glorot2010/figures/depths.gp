# Section 2.3 of the paper, which has no such figure: the lowest validation error of networks of 1 to
# 5 hidden layers, standard initialisation. Drawn from the runs depth-*, and from those of train-*
# that are the same networks. Table: DATA/<run>/errors.csv, see errors_panel.gp. A curve compares after
# as many updates as all its networks have.

data = ARG1
stem = ARG2
panel = "errors"
heading = "Lowest validation error by depth"
unit = "per cent of the validation set; a ring: the best depth"
load "style.gp"

run(activation, depth) = activation eq "sigmoid" && depth > 3 ? sprintf("train-sigmoid-%d", depth) : \
  depth == 5 ? "train-" . activation : sprintf("depth-%s-%d", activation, depth)
table(activation, depth) = sprintf("%s/%s/errors.csv", data, run(activation, depth))

activations = "tanh softsign sigmoid"
curves = words(activations)
array end_y[curves]
array end_text[curves]
array end_colour[curves] = [tanh_colour, softsign_colour, sigmoid_colour]
array error[5 * curves]
array best[curves]
lowest = 80
do for [a = 1:curves] {
  activation = word(activations, a)
  updates = 1e12
  do for [depth = 1:5] {
    stats table(activation, depth) using "update" name "U" nooutput
    if (U_max < updates) { updates = U_max }
  }
  best[a] = 1
  do for [depth = 1:5] {
    stats table(activation, depth) \
      using (column("update") <= updates ? column("validation_error") : NaN) name "E" nooutput
    error[5 * (a - 1) + depth] = E_min
    if (E_min < error[5 * (a - 1) + best[a]]) { best[a] = depth }
    if (E_min < lowest) { lowest = E_min }
  }
  end_y[a] = error[5 * a]
  end_text[a] = activation
}
y_low = 10 * floor(lowest / 10)
y_high = 90
panel_height = 400
right_margin = 100
set yrange [y_low:y_high]
set ytics 10
set xrange [0.8:5.2]
set xtics 1
set xlabel "hidden layers"
load "end_labels.gp"
@open_panel
@panel_title
of(a, depth) = error[5 * (a - 1) + int(depth + 0.5)]
set samples 5
plot for [a = 1:curves] [x = 1:5] "+" using (x):(of(a, x)) \
    with linespoints lw thick pt 7 ps 0.5 lc rgb end_colour[a], \
  for [a = 1:curves] "+" using (best[a]):(of(a, best[a])) every ::0::0 \
    with points pt 6 ps 1.6 lw 2 lc rgb end_colour[a]
