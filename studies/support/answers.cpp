#include "studies/support/answers.h"

namespace studies {

std::int64_t wrong_answers(const gradflow::Tensor& classes, const gradflow::Tensor& labels) {
  const auto given = classes.values<std::int32_t>(), right = labels.values<std::int32_t>();
  std::int64_t wrong = 0;
  for (std::size_t i = 0; i < given.size(); ++i) wrong += given[i] != right[i] ? 1 : 0;
  return wrong;
}

}  // namespace studies
