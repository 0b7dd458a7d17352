# Figure 2 of the paper: sigmoid network with four hidden layers. Mean activation of each layer as a
# line, one standard deviation either side as a band, over the updates.
# Table: DATA/train-sigmoid-4/activations.csv, columns as in training_panels.gp, layers 1 to 4.

data = ARG1
stem = ARG2
load "style.gp"

layers = 4
curves = layers
array end_y[curves]
array end_text[curves]
array end_colour[curves]
file = data . "/train-sigmoid-4/activations.csv"
stats file using (column("update") / 1000) name "T" nooutput
do for [l = 1:layers] {
  stats file using (end_y[l] = column(sprintf("L%d_mean", l))) nooutput
  end_text[l] = l == layers ? "layer 4 (top)" : sprintf("layer %d", l)
  end_colour[l] = layer_colour[l]
}
y_low = 0
y_high = 1
panel = "means"
panel_width = full_width
right_margin = 110
heading = "Sigmoid of 4 layers"
unit = "activation: mean, band of one standard deviation"
set yrange [y_low:y_high]
set ytics 0.25
set xrange [0:T_max]
set xtics tick_step(T_max, 10)
set xlabel "updates (thousands)"
load "end_labels.gp"
@open_panel
@panel_title
mean(l) = column(sprintf("L%d_mean", l))
std(l) = column(sprintf("L%d_std", l))
thousands(updates) = updates / 1000
plot for [l = 1:layers] file using (thousands(column("update"))):(mean(l) - std(l)):(mean(l) + std(l)) \
    with filledcurves lc rgb layer_colour[l], \
  for [l = 1:layers] file using (thousands(column("update"))):(mean(l)) with lines lw thick lc rgb layer_colour[l]
