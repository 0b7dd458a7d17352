# Figure 10 of the paper: spread of the activations in training, tanh with the normalised
# initialisation. Tables: see training_panels.gp.

data = ARG1
stem = ARG2
panels = "train-tanh-n"
load "training_panels.gp"
