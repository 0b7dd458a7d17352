# Figure 12 of the paper, left: test error on MNIST against the number of training examples
# seen, drawn for the runs that exist. Tables: see errors_panel.gp, for
# mnist-{sigmoid-5, tanh, tanh-n, softsign, softsign-n}.

data = ARG1
stem = ARG2
runs = ARG3
further = ARG4
heading = "Test error on MNIST"
chance = 88.65
logarithmic = 1
load "errors_panel.gp"
