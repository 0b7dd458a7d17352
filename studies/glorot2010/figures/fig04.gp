# Figure 4 of the paper: histograms of the activations on 300 test images after the last update,
# standard initialisation, one panel per activation.
# Tables: DATA/<run>/histograms.csv for the runs train-tanh and train-softsign
#
#   value       middle of the bin, same width throughout, from -1 to 1
#   L1 … L5     density of the layer's values in that bin

data = ARG1
stem = ARG2
load "style.gp"

layers = 5
set xrange [-1:1]
set xtics 0.5
set xlabel "activation z"
do for [panel in "train-tanh train-softsign"] {
  file = sprintf("%s/%s/histograms.csv", data, panel)
  heading = (panel eq "train-tanh" ? "Tanh" : "Softsign") . ": standard initialisation"
  # A spike at an end may be many times as high as all the rest: the axis ends at what the layers
  # reach within.
  inside = 0
  set autoscale y  # a range would hide rows from `stats`
  do for [l = 1:layers] {
    stats file using (abs(column("value")) < 0.95 ? column(sprintf("L%d", l)) : 0) name "D" nooutput
    if (D_max > inside) { inside = D_max }
  }
  unit = "density; cut off above"
  set yrange [0:1.15 * inside]
  @open_panel
  @panel_title
  @layer_legend
  plot for [l = 1:layers] file using (column("value")):(column(sprintf("L%d", l))) \
    with lines lw thick lc rgb layer_colour[l]
}
