#pragma once
// What the paper leaves open, and what is assumed here in its place: the one list of it, for the
// report.

#include <span>

#include "studies/support/report_html.h"

namespace glorot2010 {

struct Assumption {
  const char* open = "";
  const char* assumed = "";
};

std::span<const Assumption> assumptions();

// They as a section of the report.
studies::Section assumptions_section();

}  // namespace glorot2010
