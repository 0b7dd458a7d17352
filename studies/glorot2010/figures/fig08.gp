# Figure 8 of the paper: histograms of the weight gradients at initialisation, tanh network with five
# hidden layers of 1000 units. Tables: see histogram_panels.gp.

data = ARG1
stem = ARG2
run = "fig08"
quantity = "weight gradient ∂C/∂W"
load "histogram_panels.gp"
