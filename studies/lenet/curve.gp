# The learning curve: loss on the training images and error on the test images.
#
#   DATA/curve.csv: epoch, training_loss (nats per image, mean over the epoch), test_error (per cent)

data = ARG1
load "style.gp"

set terminal svg size 720, 300 font "Helvetica,14" linewidth 1
set output ARG2
file = data . "/curve.csv"
stats file using "epoch" name "X" nooutput
stats file using "training_loss" name "L" nooutput
stats file using "test_error" name "E" nooutput
stats file using (last_error = column("test_error")) name "Z" nooutput
set multiplot
set xrange [0.7:X_max + 0.3]
set xtics X_max < 8 ? 1 : tick_step(X_max, 8)
set xlabel "epoch"
set tmargin at screen 0.83
set bmargin at screen 0.2

set lmargin at screen 0.08
set rmargin at screen 0.47
set label 1 "Training loss" at graph 0, screen 0.95 left textcolor rgb ink
set label 2 "nats per image, mean over the epoch" at graph 0, screen 0.885 left \
  textcolor rgb muted font ",12"
set yrange [0:1.1 * L_max]
set ytics tick_step(1.1 * L_max, 5)
plot file using "epoch":"training_loss" with linespoints pt 7 ps 0.5 lw thick lc rgb tanh_colour

set lmargin at screen 0.56
set rmargin at screen 0.95
set label 1 "Test error"
set label 2 "per cent of the test images"
set label 3 sprintf("%.2f", last_error) at X_max, last_error offset 0, -0.9 center textcolor rgb ink
set yrange [0:1.1 * E_max]
set ytics tick_step(1.1 * E_max, 5)
plot file using "epoch":"test_error" with linespoints pt 7 ps 0.5 lw thick lc rgb sigmoid_colour
unset multiplot
