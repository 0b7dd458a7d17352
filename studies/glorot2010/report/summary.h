#pragma once
// The report in short: the order of the methods, the saturation of the activations and the
// gradients, as they came out in the runs there are. Three paragraphs made from their tables; what
// is missing for a sentence is named at the end of its paragraph.

#include <filesystem>

#include "studies/support/report_html.h"

namespace glorot2010 {

studies::Section summary_section(const std::filesystem::path& out);

}  // namespace glorot2010
