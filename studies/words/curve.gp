# How the speller learns: nats a symbol, while training and on words held out, against a bigram model.
#
#   DATA/curve.csv: step, train, held_out; DATA/bigram.csv: nats

data = ARG1
stem = ARG2
load "style.gp"

panel_width = 760
panel_height = 380
right_margin = 150
set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1
set output stem
set lmargin at screen left_margin / real(panel_width)
set rmargin at screen 1 - right_margin / real(panel_width)
set tmargin at screen 1 - 50.0 / panel_height
set bmargin at screen 56.0 / panel_height

curve = data . "/curve.csv"
stats data . "/bigram.csv" using "nats" name "B" nooutput
stats curve using "step" name "S" nooutput
stats curve using "held_out" name "H" nooutput
curves = 3
array end_y[curves]
array end_text[curves] = ["bigram model", "words held out", "training words"]
array end_colour[curves] = [sigmoid_colour, tanh_colour, muted]
end_y[1] = B_max
stats curve using (end_y[2] = column("held_out"), end_y[3] = column("train")) name "E" nooutput
y_low = floor(10 * (H_min - 0.1)) / 10.0
y_high = ceil(10 * (H_max > B_max ? H_max : B_max) + 0.5) / 10.0
set yrange [y_low:y_high]
set xrange [0:S_max]
set xlabel "step"
set format y "%.1f"
set label 1 "Predicting the next letter" at graph 0, screen 1 - 18.0 / panel_height left \
  textcolor rgb ink
set label 2 "nats a symbol, ends of words included" at graph 0, screen 1 - 37.0 / panel_height \
  left textcolor rgb muted font ",12"
load "end_labels.gp"
plot curve using "step":"train" with lines lw thin lc rgb muted, \
  curve using "step":"held_out" with lines lw thick lc rgb tanh_colour, \
  data . "/bigram.csv" using (0):"nats":(S_max):(0) with vectors nohead lw thick dt (6, 4) \
    lc rgb sigmoid_colour
