# Figure 11 of the paper: test error on Shapeset against the number of training examples seen, one
# curve per model, drawn for the runs that exist.
# Tables: see errors_panel.gp, for train-{sigmoid-4, sigmoid-5, tanh, tanh-n, softsign, softsign-n,
# pretrained}.

data = ARG1
stem = ARG2
runs = ARG3
further = ARG4
heading = "Test error on Shapeset-3×2"
chance = 100 * 5.0 / 6
logarithmic = 0
load "errors_panel.gp"
