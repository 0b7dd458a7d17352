#pragma once
// Runs a gnuplot script. The tables are already on disk when it runs, so a machine without gnuplot
// loses pictures and nothing else: the caller shows the error where the figure would be.

#include <filesystem>
#include <string>
#include <vector>

namespace studies {

// A path as an argument of a script: absolute, since gnuplot takes a name that begins with <, |, ~
// or $ for a command, a home or a variable.
std::string gnuplot_path(const std::filesystem::path& path);

// Runs `program -c script arguments…` without a shell; its `load` finds files in the script's own
// folder, then in studies/support/figures. Returns what gnuplot wrote to standard error, such as
// warnings. Throws gradflow::Error if it cannot be started or does not end with status 0.
std::string run_gnuplot(const std::filesystem::path& script,
                        const std::vector<std::string>& arguments,
                        const std::string& program = "gnuplot");

}  // namespace studies
