# Figure 12 of the paper, right: test error on CIFAR-10 against the number of training examples
# seen, drawn for the runs that exist. Tables: see errors_panel.gp, for
# cifar10-{sigmoid-5, tanh, tanh-n, softsign, softsign-n}.

data = ARG1
stem = ARG2
runs = ARG3
further = ARG4
heading = "Test error on CIFAR-10"
chance = 90
logarithmic = 0
load "errors_panel.gp"
