# Figures 6, 7 and 8: one panel per initialisation, one curve per hidden layer, unit area.
# Given: data, stem, run, quantity (the x axis), and for each initialisation the table
#
#   DATA/<run>/standard.csv, DATA/<run>/normalised.csv
#   value       middle of the bin, same width throughout
#   L1 … L5     density of the layer's values in that bin, 1 / unit of value
#
# The x axis ends where the widest layer has fallen under 0.2 % of its own peak.

load "style.gp"
layers = 5

do for [panel in "standard normalised"] {
  file = sprintf("%s/%s/%s.csv", data, run, panel)
  heading = panel eq "standard" ? "Standard initialisation" : "Normalised initialisation"
  unit = "density"
  reach = 0
  set autoscale xy  # a range would hide rows from `stats`
  do for [l = 1:layers] {
    stats file using (column(sprintf("L%d", l))) name "D" nooutput
    stats file using (column(sprintf("L%d", l)) > 0.002 * D_max ? abs(column("value")) : 0) \
      name "X" nooutput
    if (X_max > reach) { reach = X_max }
  }
  step = tick_step(2 * reach, 5)
  if (ceil(reach / step) * step < 1.06 * reach) { reach = ceil(reach / step) * step }
  set yrange [0:*]
  set xrange [-reach:reach]
  set xtics step
  set xlabel quantity
  @open_panel
  @panel_title
  @layer_legend
  plot for [l = 1:layers] file using (column("value")):(column(sprintf("L%d", l))) \
    with lines lw thick lc rgb layer_colour[l]
}
