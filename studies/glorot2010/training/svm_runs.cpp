// The run of the support vector machine, where long runs are made.

#include <fmt/core.h>

#include "studies/glorot2010/experiment.h"
#include "studies/glorot2010/training/svm.h"

namespace glorot2010 {

std::vector<Run> svm_runs(Profile profile) {
  if (profile == Profile::quick) return {};
  SvmConfig config;
  if (profile == Profile::desk) config.examples = 10'000;
  return {{.id = "svm",
           .item = "Section 5",
           .about = fmt::format("a support vector machine on {} fixed examples", config.examples),
           .unit = "machines",
           .work = config.machines(),
           .configuration = config.text(),
           .run = [config](RunContext& context) { return record_svm(config, context); },
           .seconds = profile == Profile::desk ? 1200.0 : 100'000.0,
           .resumes = true}};
}

}  // namespace glorot2010
