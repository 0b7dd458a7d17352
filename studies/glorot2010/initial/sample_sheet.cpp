#include "studies/glorot2010/initial/sample_sheet.h"

#include <algorithm>
#include <array>

#include "studies/glorot2010/initial/shapeset_sheet.h"
#include "studies/support/csv.h"
#include "studies/support/shapeset.h"

namespace glorot2010 {

using studies::shapeset::kClasses;
using studies::shapeset::kClassShares;
using studies::shapeset::Shapeset;

bool record_samples(RunContext& context, const SampleConfig& config) {
  const Shapeset shapeset(context.seed);
  context.folder.write("samples.svg", class_sheet_svg(shapeset, config.per_class));

  std::array<std::int64_t, kClasses> counts{};
  for (std::int64_t done = 0; done < config.counted;) {
    const std::int64_t end = std::min(config.counted, done + config.part);
    for (; done < end; ++done) ++counts[static_cast<std::size_t>(shapeset.example(done).label)];
    if (!context.progress(static_cast<std::uint64_t>(done), "")) return false;
  }
  studies::Table shares({"class", "share", "expected"});
  for (std::size_t label = 0; label < kClasses; ++label)
    shares.add_row({label, static_cast<double>(counts[label]) / static_cast<double>(config.counted),
                    kClassShares[label]});
  context.folder.write_csv("shares.csv", shares);
  return true;
}

}  // namespace glorot2010
