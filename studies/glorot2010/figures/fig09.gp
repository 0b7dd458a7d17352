# Figure 9 of the paper: standard deviation of each layer's weight gradients over the updates, tanh
# network, one panel per initialisation, both on one scale: a logarithmic one, since the two differ by
# more than the layers of either. A ratio between layers is a distance in it.
# Tables: DATA/<run>/weight_gradients.csv for the runs train-tanh and train-tanh-n, columns as in
# training_panels.gp, of ∂C/∂W instead of z.

data = ARG1
stem = ARG2
load "style.gp"

layers = 5
curves = layers
array end_y[curves]
array end_text[curves]
array end_colour[curves]
set xlabel "updates (thousands)"
spread(l) = column(sprintf("L%d_std", l))
y_low = 1e9
y_high = -1e9
do for [panel in "train-tanh train-tanh-n"] {
  do for [l = 1:layers] {
    stats sprintf("%s/%s/weight_gradients.csv", data, panel) using (log10(spread(l))) name "S" nooutput
    if (S_max > y_high) { y_high = S_max }
    if (S_min < y_low) { y_low = S_min }
  }
}
y_high = y_high + 0.1
y_low = y_low - 0.1
do for [panel in "train-tanh train-tanh-n"] {
  file = sprintf("%s/%s/weight_gradients.csv", data, panel)
  heading = panel eq "train-tanh" ? "Tanh: standard initialisation" : "Tanh N: normalised initialisation"
  unit = "standard deviation of ∂C/∂W"
  unset logscale
  set autoscale xy  # a range would hide rows from `stats`
  stats file using (column("update") / 1000) name "T" nooutput
  do for [l = 1:layers] {
    stats file using (end_y[l] = log10(spread(l))) nooutput
    end_text[l] = sprintf("layer %d", l)
    end_colour[l] = layer_colour[l]
  }
  set xrange [0:T_max]
  set xtics tick_step(T_max, 6)
  set logscale y
  set format y "10^{%T}"
  set yrange [10**y_low:10**y_high]
  load "end_labels.gp"
  @open_panel
  @panel_title
  plot for [l = 1:layers] file using (column("update") / 1000):(spread(l)) \
    with lines lw thick lc rgb layer_colour[l]
}
