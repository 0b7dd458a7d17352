# As Figure 12 of the paper, on what stands in for Small-ImageNet: test error on ten classes of Tiny
# ImageNet against the number of training examples seen, drawn for the runs that exist. Tables: see
# errors_panel.gp, for
# imagenet-{sigmoid-5, tanh, tanh-n, softsign, softsign-n}.

data = ARG1
stem = ARG2
runs = ARG3
further = ARG4
heading = "Test error on ten classes of Tiny ImageNet, in place of Small-ImageNet"
chance = 90
logarithmic = 0
load "errors_panel.gp"
