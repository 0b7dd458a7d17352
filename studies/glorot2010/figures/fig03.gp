# Figure 3 of the paper: spread of the activations in training, standard initialisation.
# Tables: see training_panels.gp.

data = ARG1
stem = ARG2
panels = "train-tanh train-softsign"
load "training_panels.gp"
