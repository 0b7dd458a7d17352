# Figure 7 of the paper: histograms of the back-propagated gradients at initialisation, tanh network with five
# hidden layers of 1000 units. Tables: see histogram_panels.gp.

data = ARG1
stem = ARG2
run = "fig07"
quantity = "back-propagated gradient ∂C/∂s"
load "histogram_panels.gp"
