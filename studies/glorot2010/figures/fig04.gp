# Figure 4 of the paper: histograms of the activations on 300 test images after the last update,
# standard initialisation, one panel per activation; beside them softsign at the second best rate of
# its search, where that has been run.
# Tables: DATA/<run>/histograms.csv for the runs train-tanh, train-softsign, train-softsign-slower
#
#   value       middle of the bin, same width throughout, from -1 to 1
#   L1 … L5     density of the layer's values in that bin

data = ARG1
stem = ARG2
runs = ARG3
load "style.gp"

panels = "train-tanh train-softsign"
if (strstrt(runs, "train-softsign-slower") > 0) { panels = panels . " train-softsign-slower" }
if (words(panels) == 3) {  # three fill the width of the report
  panel_width = 346
  left_margin = 46
  right_margin = 62
}

layers = 5
set xrange [-1:1]
set xtics 0.5
set xlabel "activation z"
do for [panel in panels] {
  file = sprintf("%s/%s/histograms.csv", data, panel)
  heading = panel eq "train-tanh" ? "Tanh: standard initialisation" : \
            panel eq "train-softsign" ? "Softsign: standard initialisation" : \
            "Softsign at rate 0.03"
  # A spike at an end may be many times as high as all the rest: the axis ends at what the layers
  # reach within.
  inside = 0
  highest = 0
  set autoscale y  # a range would hide rows from `stats`
  do for [l = 1:layers] {
    stats file using (abs(column("value")) < 0.95 ? column(sprintf("L%d", l)) : 0) name "D" nooutput
    if (D_max > inside) { inside = D_max }
    stats file using (column(sprintf("L%d", l))) name "D" nooutput
    if (D_max > highest) { highest = D_max }
  }
  unit = highest > 1.15 * inside ? "density; cut off above" : "density"
  set yrange [0:1.15 * inside]
  @open_panel
  @panel_title
  @layer_legend
  plot for [l = 1:layers] file using (column("value")):(column(sprintf("L%d", l))) \
    with lines lw thick lc rgb layer_colour[l]
}
