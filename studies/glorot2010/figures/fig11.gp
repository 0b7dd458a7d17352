# Figure 11 of the paper: test error against the number of training examples seen, one curve per
# model, drawn for the runs that exist.
# Tables: DATA/<run>/errors.csv for train-{sigmoid-4, sigmoid-5, tanh, tanh-n, softsign, softsign-n}
#
#   update         number of updates made so far
#   examples       training examples seen so far
#   training_loss  negative log-likelihood, nats per example
#   test_error     wrong answers on the test set, per cent

data = ARG1
stem = ARG2
runs = ARG3
load "style.gp"

curves = words(runs) + 1  # the last one is chance
array end_y[curves]
array end_text[curves]
array end_colour[curves]
name(run) = run eq "train-sigmoid-4" ? "sigmoid, depth 4" : \
  run eq "train-sigmoid-5" ? "sigmoid, depth 5" : \
  run eq "train-tanh" ? "tanh" : run eq "train-tanh-n" ? "tanh, normalised" : \
  run eq "train-softsign" ? "softsign" : "softsign, normalised"
colour(run) = run eq "train-sigmoid-5" ? deep_sigmoid_colour : \
  run eq "train-sigmoid-4" ? sigmoid_colour : \
  run[1:10] eq "train-tanh" ? tanh_colour : softsign_colour
table(run) = sprintf("%s/%s/errors.csv", data, run)
dashed = ""
solid = ""
last_examples = 0
lowest = 100
do for [i = 1:words(runs)] {
  run = word(runs, i)
  if (run[strlen(run) - 1:] eq "-n") { solid = solid . " " . run } else { dashed = dashed . " " . run }
  stats table(run) using (end_y[i] = column("test_error")) name "E" nooutput
  if (E_min < lowest) { lowest = E_min }
  stats table(run) using "examples" name "X" nooutput
  if (X_max > last_examples) { last_examples = X_max }
  end_text[i] = name(run)
  end_colour[i] = colour(run)
}
chance = 100 * 5.0 / 6  # always answering one of the commonest classes
end_y[curves] = chance
end_text[curves] = "chance, 83.3 %"
end_colour[curves] = muted
y_low = 10 * floor(lowest / 10)
y_high = 92
panel = "errors"
panel_width = full_width
panel_height = 400
right_margin = 170
heading = "Test error on Shapeset-3×2"
unit = "per cent of the test set; dashed: standard initialisation"
set yrange [y_low:y_high]
set ytics 10
set xrange [0:last_examples / 1000.0]
set xtics tick_step(last_examples / 1000.0, 10)
set xlabel "examples seen (thousands)"
load "end_labels.gp"
@open_panel
@panel_title
plot chance with lines lw thin dt (2, 3) lc rgb muted, \
  for [run in dashed] table(run) using (column("examples") / 1000):(column("test_error")) \
    with lines lw thick dt (8, 5) lc rgb colour(run), \
  for [run in solid] table(run) using (column("examples") / 1000):(column("test_error")) \
    with lines lw thick lc rgb colour(run)
