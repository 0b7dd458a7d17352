# Figure 6 of the paper: histograms of the activations on 300 test images, at initialisation, tanh network with five
# hidden layers of 1000 units. Tables: see histogram_panels.gp.

data = ARG1
stem = ARG2
run = "fig06"
quantity = "activation z"
load "histogram_panels.gp"
