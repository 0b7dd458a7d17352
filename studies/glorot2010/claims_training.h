#pragma once
// Claims C14 and C18 of the ledger: what the paper says of the beginnings of training, judged from
// the tables of the training runs (telemetry.h). One seed and few updates decide less than the
// paper's millions: a claim that needs more says so, and with what it would be decided.

#include <filesystem>

#include "studies/glorot2010/ledger.h"

namespace glorot2010 {

// C14: tanh and softsign keep their top hidden layer alive, where sigmoid drives it into
// saturation. C18: back-propagated gradients, smaller towards the input at first, are soon larger
// there. A claim whose runs are missing, unfinished, or have tables that cannot be read was not
// run, and says which one to run.
Claim judge_top_layer(const std::filesystem::path& out);
Claim judge_gradient_reversal(const std::filesystem::path& out);

}  // namespace glorot2010
