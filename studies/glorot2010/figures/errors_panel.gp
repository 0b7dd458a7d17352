# Figures 11 and 12: test error of every model against the training examples seen, one curve for
# each of `runs`. Given: data, stem, runs, and
#
#   further          the same runs with further seeds, as far as they exist: "seed-2/train-tanh …";
#                    thin, without a label
#   heading          what stands above it
#   chance           error of always answering one of the commonest classes, per cent
#   logarithmic      1 for a logarithmic error axis, else 0
#
# Drawn twice, as `errors` for the width of a page and as `errors-narrow` for that of a telephone.
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
# Two models at the same error cover each other: of sigmoid's, the one of 4 layers is a broad line,
# which shows on both sides of the one of 5 layers above it, and in its gaps.
is_thin(run) = strstrt(run, "/") > 0
is_broad(run) = model(run) eq "sigmoid-4"
width(run) = run eq "chance" ? thin : \
  (is_thin(run) ? thin : thick) * (is_broad(run) ? 2.6 : 1)
set dashtype 2 (8, 5)
set dashtype 3 (5, 1)
set dashtype 4 (2, 3)
dashes(run) = run eq "chance" ? 4 : is_normalised(run) ? 1 : is_broad(run) ? 3 : 2
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
panel_height = 400
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
set xlabel "examples seen (" . (per_tick < 1e6 ? "thousands" : "millions") . ")"
load "end_labels.gp"
sample = 30.0  # pixels of line beside each name
# gnuplot's SVG draws neighbouring arrows of one colour and width as one, whatever their dashes.
own_width(run) = width(run) + 0.01 * dashes(run)
do for [panel in "errors errors-narrow"] {
  is_narrow = panel eq "errors-narrow"
  panel_width = is_narrow ? half_width : full_width
  right_margin = 196
  # So many pixels right of the data.
  at(x) = 1 + real(x) / (panel_width - left_margin - right_margin)
  set xtics tick_step(last_examples / per_tick, is_narrow ? 4 : 10)
  do for [i = 1:curves] {
    run = order[i] < curves ? word(runs, order[i]) : "chance"
    set arrow i from graph at(8), graph place[i] to graph at(8 + sample), graph place[i] \
      nohead lc rgb end_colour[order[i]] lw own_width(run) dt dashes(run)
    set label 20 + i at graph at(14 + sample), graph place[i]
  }
  @open_panel
  @panel_title
  plot chance with lines lw thin dt dashes("chance") lc rgb muted, \
    for [run in further . " " . runs] table(run) \
      using (column("examples") / per_tick):(column("test_error")) \
      with lines lw width(run) dt dashes(run) lc rgb colour(run)
}
