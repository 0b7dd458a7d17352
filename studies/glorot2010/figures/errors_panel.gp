# Figures 11 and 12: test error of every model against the training examples seen, one curve for
# each of `runs`. Given: data, stem, runs, and
#
#   further          the same runs with further seeds, as far as they exist: "seed-2/train-tanh …";
#                    thin, without a label
#   panel, heading   the panel's name, and what stands above it
#   chance           error of always answering one of the commonest classes, per cent
#   logarithmic      1 for a logarithmic error axis, else 0
#
# Tables: DATA/<run>/errors.csv
#
#   update                             number of updates made so far
#   examples                           training examples seen so far
#   training_loss, validation_loss     negative log-likelihood, nats per example
#   validation_error, test_error       wrong answers, per cent

load "style.gp"

curves = words(runs) + 1  # the last one is chance
array end_y[curves]
array end_text[curves]
array end_colour[curves]
plain(run) = run[strstrt(run, "/") + 1:]
model(run) = plain(run)[strstrt(plain(run), "-") + 1:]
is_normalised(run) = run[strlen(run) - 1:] eq "-n"
name(run) = model(run) eq "sigmoid-4" ? "sigmoid of 4 layers" : \
  model(run) eq "sigmoid-5" ? "sigmoid of 5 layers" : \
  model(run) eq "tanh" ? "tanh" : model(run) eq "tanh-n" ? "tanh N" : \
  model(run) eq "softsign" ? "softsign" : \
  model(run) eq "pretrained" ? "pre-trained" : "softsign N"
colour(run) = model(run) eq "sigmoid-5" ? deep_sigmoid_colour : \
  model(run) eq "sigmoid-4" ? sigmoid_colour : \
  model(run) eq "pretrained" ? pretrained_colour : \
  strstrt(run, "tanh") > 0 ? tanh_colour : softsign_colour
table(run) = sprintf("%s/%s/errors.csv", data, run)
place_of(error) = logarithmic ? log10(error) : error
width(run) = strstrt(run, "/") > 0 ? thin : thick
last_examples = 0
lowest = 100
do for [i = 1:words(runs)] {
  run = word(runs, i)
  stats table(run) using (end_y[i] = place_of(column("test_error")), column("test_error")) name "E" nooutput
  if (E_min < lowest) { lowest = E_min }
  stats table(run) using "examples" name "X" nooutput
  if (X_max > last_examples) { last_examples = X_max }
  end_text[i] = name(run)
  end_colour[i] = colour(run)
}
end_y[curves] = 1.0 * place_of(chance)  # a whole number would be divided as one
end_text[curves] = sprintf("chance, %.1f %%", chance)
end_colour[curves] = muted
panel_width = full_width
panel_height = 400
right_margin = 170
unit = "per cent of the test set; dashed: standard initialisation"
if (logarithmic) {
  set logscale y
  set yrange [0.9 * lowest:110]
  set ytics (1, 2, 5, 10, 20, 50, 100)
  y_low = log10(0.9 * lowest)
  y_high = log10(110)
} else {
  y_low = 10 * floor(lowest / 10)
  y_high = 92
  set yrange [y_low:y_high]
  set ytics 10
}
per_tick = last_examples < 2e6 ? 1e3 : 1e6
set xrange [0:last_examples / per_tick]
set xtics tick_step(last_examples / per_tick, 10)
set xlabel "examples seen (" . (per_tick < 1e6 ? "thousands" : "millions") . ")"
load "end_labels.gp"
@open_panel
@panel_title
set dashtype 2 (8, 5)
dashes(run) = is_normalised(run) ? 1 : 2
plot chance with lines lw thin dt (2, 3) lc rgb muted, \
  for [run in further . " " . runs] table(run) \
    using (column("examples") / per_tick):(column("test_error")) \
    with lines lw width(run) dt dashes(run) lc rgb colour(run)
