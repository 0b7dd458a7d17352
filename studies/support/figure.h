#pragma once
// One picture of a small study: a gnuplot script over the tables that the study has written.

#include <filesystem>
#include <string_view>

namespace studies {

// Runs `script DATA STEM` over the tables in `data`; the script draws the panel "NAME" into
// data/NAME.svg (see figures/style.gp). The picture is made fit for light and dark pages;
// `alternative` says in words what it shows. Returns its path. Throws gradflow::Error when gnuplot
// is missing or fails.
std::filesystem::path draw_figure(const std::filesystem::path& script,
                                  const std::filesystem::path& data, std::string_view name,
                                  std::string_view alternative);

}  // namespace studies
