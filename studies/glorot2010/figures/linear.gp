# Section 4.2.1 of the paper: a network of identity units beside equations 5 (and 9), 6 (13) and
# 7 (14). Lines are what the equations say, points what was measured.
#
#   DATA/linear/forward.csv   variance of z, layers 0 (the input) to 5          equation 5
#   DATA/linear/backward.csv  variance of ∂C/∂s, layers 1 to 5                  equations 6, 13
#   DATA/linear/weights.csv   variance of ∂C/∂W, layers 1 to 5                  equations 7, 14
#   layer                                     number of the layer
#   standard, normalised                      measured variance
#   standard_predicted, normalised_predicted  the equation's variance

data = ARG1
stem = ARG2
load "style.gp"

panel_width = 346
panel_height = 330
left_margin = 58
right_margin = 14
set format y "10^{%T}"
set xlabel "layer"
set xtics 1
array heads[3] = ["Activations z", "Back-propagated ∂C/∂s", "Weight gradients ∂C/∂W"]
array units[3] = ["variance, equation 5", "variance, equations 6 and 13", "variance, equations 7 and 14"]
do for [i = 1:3] {
  panel = word("forward backward weights", i)
  heading = heads[i]
  unit = units[i]
  file = sprintf("%s/linear/%s.csv", data, panel)
  unset logscale
  set autoscale xy  # a range or a logarithm would hide rows from `stats`
  stats file using "layer" name "L" nooutput
  low = 1e300
  high = 0
  do for [name in "standard normalised standard_predicted normalised_predicted"] {
    stats file using (column(name)) name "V" nooutput
    if (V_min < low) { low = V_min }
    if (V_max > high) { high = V_max }
  }
  set yrange [10 ** floor(log10(low) - 0.1):10 ** ceil(log10(high) + 0.1)]
  set xrange [L_min - 0.35:L_max + 0.35]
  set logscale y
  @open_panel
  @panel_title
  set label 3 "normalised" at graph 0.98, graph 0.95 right textcolor rgb normalised font ",12"
  set label 4 "standard" at graph 0.98, graph 0.06 right textcolor rgb standard font ",12"
  plot for [kind in "standard normalised"] file using "layer":kind . "_predicted" \
      with lines lw thin lc rgb value(kind), \
    for [kind in "standard normalised"] file using "layer":kind \
      with points pt 7 ps 0.65 lc rgb value(kind)
}
