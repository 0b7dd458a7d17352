# Figure 3 of the paper: spread of the activations in training, standard initialisation; beside it
# softsign at the second best rate of its search, where that has been run.
# Tables: see training_panels.gp.

data = ARG1
stem = ARG2
runs = ARG3
panels = "train-tanh train-softsign"
if (strstrt(runs, "train-softsign-slower") > 0) { panels = panels . " train-softsign-slower" }
load "training_panels.gp"
