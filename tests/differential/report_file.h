#pragma once
// The report is one file, GRADFLOW_DIFFERENTIAL_REPORT, in two parts: the ops, and what stands in
// nn/. Each program writes its own and keeps the other.

#include <string>
#include <string_view>

namespace gradflow::differential {

enum class ReportPart { ops, nn };

// Prints a part and writes it to the file. That of nn/ begins with its heading.
void write_report(ReportPart part, const std::string& text);

constexpr std::string_view kHeadingOfNn = "# Layers, optimisers and initialisers beside libtorch\n";

}  // namespace gradflow::differential
