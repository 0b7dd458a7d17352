#pragma once
// In which order the models of Figure 11 stand on Shapeset after as many updates each, beside the
// paper's order: a paragraph of the report's summary.

#include <filesystem>
#include <string>

namespace glorot2010 {

// From errors.csv of the six trainings, those that are unfinished and short left aside, so that one
// that has just begun does not cut the others. Names what is missing. "" never.
std::string model_order_text(const std::filesystem::path& out);

}  // namespace glorot2010
