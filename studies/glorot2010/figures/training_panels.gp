# Figures 3 and 10: one panel per run; for each hidden layer the standard deviation of its
# activations as a line and the 98th percentile of |z| as points, at both signs, over the updates.
# Given: data, stem, runs, and `panels`, the runs to draw. Every training run writes
#
#   DATA/<run>/activations.csv, from the fixed set of 300 test examples
#   update                     number of updates made so far
#   L1_mean, L1_std, L1_p98 …  per hidden layer: mean, standard deviation, 98th percentile of |value|

load "style.gp"
layers = 5
mark_size(l) = 0.6 - 0.06 * (l - 1)  # rings where the marks of several layers coincide
# Of the rows, dense at first, those are marked that are this far apart: marks on one another would
# hide the lines.
is_apart(t) = t == 0 || t - marked >= T_max / 60 ? (marked = t, 1) : 0
curves = layers
array end_y[curves]
array end_text[curves]
array end_colour[curves]
panel_height = words(panels) < 3 ? 400 : 360
if (words(panels) == 3) {  # three fill the width of the report
  panel_width = 346
  left_margin = 46
  right_margin = 62
}
y_low = -1.05
y_high = 1.05
set ytics 0.5
set xlabel "updates (thousands)"
do for [panel in panels] {
  file = sprintf("%s/%s/activations.csv", data, panel)
  heading = panel eq "train-softsign" ? "Softsign: standard initialisation" : \
            panel eq "train-softsign-slower" ? "Softsign at rate 0.03" : \
            panel eq "train-tanh" ? "Tanh: standard initialisation" : \
            "Tanh N: normalised initialisation"
  unit = words(panels) < 3 ? "activation: lines ± standard deviation, points ± 98th percentile" : \
         "lines ± std, points ± 98th percentile"
  set autoscale xy  # a range would hide rows from `stats`
  stats file using (column("update") / 1000) name "T" nooutput
  do for [l = 1:layers] {
    stats file using (end_y[l] = column(sprintf("L%d_std", l))) nooutput
    end_text[l] = sprintf("layer %d", l)
    end_colour[l] = layer_colour[l]
  }
  set xrange [0:T_max]
  set xtics tick_step(T_max, words(panels) < 3 ? 6 : 4)
  set yrange [y_low:y_high]
  load "end_labels.gp"
  @open_panel
  @panel_title
  plot for [l = 1:layers] for [side in "-1 1"] file \
      using (column("update") / 1000): \
      (is_apart(column("update") / 1000) ? side * column(sprintf("L%d_p98", l)) : NaN) \
      with points pt 7 ps mark_size(l) lc rgb layer_colour[l], \
    for [l = 1:layers] for [side in "-1 1"] file \
      using (column("update") / 1000):(side * column(sprintf("L%d_std", l))) \
      with lines lw thick lc rgb layer_colour[l]
}
