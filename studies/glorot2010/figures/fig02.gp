# Figure 2 of the paper: sigmoid network with four hidden layers. Mean activation of each layer as a
# line, one standard deviation either side as a band: over all updates as in the paper, and over the
# first ones, in which layer 4 falls.
# Table: DATA/train-sigmoid-4/activations.csv, columns as in training_panels.gp, layers 1 to 4.

data = ARG1
stem = ARG2
load "style.gp"

first = 2000  # updates
grouped(n) = n < 1000 ? sprintf("%d", n) : sprintf("%d,%03d", n / 1000, int(n) % 1000)
layers = 4
curves = layers
array end_y[curves]
array end_text[curves]
array end_colour[curves]
file = data . "/train-sigmoid-4/activations.csv"
stats file using "update" name "T" nooutput
mean(l) = column(sprintf("L%d_mean", l))
std(l) = column(sprintf("L%d_std", l))
panel_height = 380
right_margin = 104
unit = "activation: mean, band of one standard deviation"
y_low = 0
y_high = 1
set ytics 0.25
do for [panel in "means beginning"] {
  is_first = panel eq "beginning"
  last = is_first && first < T_max ? first : T_max
  scale = is_first ? 1.0 : 1000.0
  heading = "Sigmoid of 4 layers" . \
            (is_first ? sprintf(", the first %s updates", grouped(last)) : "")
  set autoscale xy  # a range would hide rows from `stats`
  do for [l = 1:layers] {
    stats file using (column("update") <= last ? (end_y[l] = mean(l)) : NaN) nooutput
    end_text[l] = l == layers ? "layer 4 (top)" : sprintf("layer %d", l)
    end_colour[l] = layer_colour[l]
  }
  set yrange [y_low:y_high]
  set xrange [0:last / scale]
  set xtics tick_step(last / scale, 5)
  set xlabel is_first ? "updates" : "updates (thousands)"
  load "end_labels.gp"
  @open_panel
  @panel_title
  plot for [l = 1:layers] file \
      using (column("update") / scale):(mean(l) - std(l)):(mean(l) + std(l)) \
      with filledcurves lc rgb layer_colour[l], \
    for [l = 1:layers] file using (column("update") / scale):(mean(l)) \
      with lines lw thick lc rgb layer_colour[l]
}
