# A curve and what two networks make of it.
#
#   DATA/NAME.csv: x, target, and the fits: line (the best there is), linear (four layers without an
#   activation), tanh (one hidden layer); NAME is that of the picture

data = ARG1
stem = ARG2
name = stem[strlen(data) + 2:strlen(stem) - 4]
load "style.gp"

panel_width = half_width
panel_height = 380
right_margin = 120
set terminal svg size panel_width, panel_height font "Helvetica,14" linewidth 1
set output stem
set lmargin at screen 0.1
set rmargin at screen 1 - right_margin / real(panel_width)
set tmargin at screen 1 - 50.0 / panel_height
set bmargin at screen 50.0 / panel_height

file = data . "/" . name . ".csv"
stats file using "target" name "Y" nooutput
stats file using "x" name "X" nooutput
curves = 3
array end_y[curves]
array end_text[curves] = ["the target", "four linear\nlayers", "one tanh layer"]
array end_colour[curves] = [muted, sigmoid_colour, tanh_colour]
stats file using (end_y[1] = column("target"), end_y[2] = column("linear"), \
  end_y[3] = column("tanh")) name "E" nooutput
y_low = Y_min - 0.2 * (Y_max - Y_min)
y_high = Y_max + 0.1 * (Y_max - Y_min)
set yrange [y_low:y_high]
set xrange [X_min:X_max]
set label 1 (name eq "square" ? "x² and its fits" : "sin x and its fits") \
  at graph 0, screen 1 - 18.0 / panel_height left textcolor rgb ink
set label 2 "dashed: the best line there is" at graph 0, screen 1 - 37.0 / panel_height left \
  textcolor rgb muted font ",12"
load "end_labels.gp"
plot file using "x":"target" with lines lw 7 lc rgb rule, \
  file using "x":"linear" with lines lw thick lc rgb sigmoid_colour, \
  file using "x":"tanh" with lines lw thick lc rgb tanh_colour, \
  file using "x":"line" with lines lw thin dt (6, 4) lc rgb ink
