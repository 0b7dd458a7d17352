#pragma once
// A module or the state of an optimiser on disk: safetensors files, in which each tensor stands
// under its path, as PyTorch's users of that format have them too. The name of a root that has one
// is part of every path: a file fits modules of that name alone.
//
//   save_state(net, "net.safetensors");
//   load_state(net, "net.safetensors");                                // all of it, or an error
//   for (auto& line : load_state(net, "other.safetensors", Strict::no))  // what fits
//     fmt::print("{}\n", line);
//
// A whole run (several modules, generators, position in the data) is a Checkpoint.

#include <string>
#include <vector>

#include "nn/module.h"
#include "nn/optim/optimizer.h"

namespace gradflow::nn {

enum class Strict : bool { no, yes };

// Parameters and buffers, or the state of the optimiser ("optimizer/h1.weight/velocity", as in a
// checkpoint). Writes the file whole, first as PATH.partial, or leaves what was there. FileError
// with the system's reason.
void save_state(Module& module, const std::string& path);
void save_state(optim::Optimizer& optimizer, const std::string& path);

// Fills them from a file. What differs is one line each, sorted: "missing" in the file,
// "unexpected" in it, "wrong shape", "wrong type". Strict throws a FileError that tells the
// differences, and has changed nothing then; otherwise what fits is taken, and they are returned.
// A tensor of a type that is not read here, such as the I64 that PyTorch's batch norm counts in, is
// a difference as well. FileError for a damaged file in any case.
std::vector<std::string> load_state(Module& module, const std::string& path,
                                    Strict strict = Strict::yes);
std::vector<std::string> load_state(optim::Optimizer& optimizer, const std::string& path,
                                    Strict strict = Strict::yes);

}  // namespace gradflow::nn
