#include "studies/support/figure.h"

#include <fmt/core.h>

#include "studies/support/figure_theme.h"
#include "studies/support/files.h"
#include "studies/support/gnuplot.h"
#include "studies/support/svg.h"

namespace studies {

std::filesystem::path draw_figure(const std::filesystem::path& script,
                                  const std::filesystem::path& data, std::string_view name,
                                  std::string_view alternative) {
  const std::filesystem::path picture = data / fmt::format("{}.svg", name);
  run_gnuplot(script, {gnuplot_path(data), gnuplot_path(picture)});
  write_file(picture, tidy_svg(read_file(picture), name, alternative, theme_style(figure_theme())));
  return picture;
}

}  // namespace studies
