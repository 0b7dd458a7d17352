#pragma once
// Limits to the gradients that passes have left on parameters, between `backward(loss)` and
// `optimizer.step()`. `optimizer.backward(loss)` leaves no time for them: it updates the last layer
// before the gradient of the first is known, and so cannot know the norm of all.

#include "nn/module.h"

namespace gradflow::optim {

// Scales all gradients of a module by limit / norm when their norm, the root of the sum of all
// squares (float64), is above the limit (Pascanu et al. 2013, "On the difficulty of training
// recurrent neural networks"). Returns the norm before. Parameters without a gradient, and frozen
// ones, count as 0. ArgumentError for a limit that is negative or not finite, and, naming the first
// parameter that is to blame, for a norm that is not finite; no gradient has changed then.
double clip_gradient_norm(nn::Module& module, double limit);

// Brings every element of the gradients into [-limit, limit]. Returns their norm before, and throws
// as above.
double clip_gradient_values(nn::Module& module, double limit);

}  // namespace gradflow::optim
