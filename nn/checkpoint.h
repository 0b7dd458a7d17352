#pragma once
// Everything a run needs to go on as if nothing had happened, in one safetensors file: parameters
// and buffers, state of optimisers, generators, and whatever numbers and texts the program sets.
//
//   Checkpoint checkpoint;
//   checkpoint.add(net);
//   checkpoint.add(sgd);
//   checkpoint.add("shuffle", rng);
//   checkpoint.set("step", step);
//   checkpoint.save("run.safetensors");     // and, in a program that built the same things:
//   checkpoint.load("run.safetensors");     step = checkpoint.number("step");
//
// Learning rates are not in it: a program sets them again, from the step or from what has lowered
// them (optim/plateau.h). What is added must outlive the checkpoint. In the file a parameter has
// its path as its name, state of an optimiser is "optimizer/<path>/velocity", generators and values
// are metadata.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nn/module.h"
#include "nn/optim/optimizer.h"
#include "tensor/random.h"

namespace gradflow::nn {

class StateDict;

class Checkpoint {
 public:
  void add(Module& module);
  // ArgumentError for a name that is taken. Several optimisers need several names.
  void add(optim::Optimizer& optimizer, std::string_view name = "optimizer");
  void add(std::string_view name, Rng& rng);

  // ArgumentError for a name that is empty, holds a slash or is the file's own, "crc32".
  template <std::integral Integer>
  void set(std::string_view name, Integer number) {
    static_assert(sizeof(Integer) < sizeof(std::int64_t) || std::is_signed_v<Integer>,
                  "number() gives an std::int64_t, which does not hold every such number");
    set_number(name, number);
  }
  void set(std::string_view name, double number);  // comes back as it was, to the bit
  void set(std::string_view name, std::string_view text);
  bool has(std::string_view name) const;
  // ArgumentError when there is none of that name, or when it is no whole number, or no number.
  std::int64_t number(std::string_view name) const;
  double real_number(std::string_view name) const;
  const std::string& text(std::string_view name) const;

  // Writes the file whole, first as PATH.partial, or leaves the one that was there. FileError with
  // the system's reason.
  void save(const std::string& path) const;
  // Fills what was added, and replaces the values set by those of the file. FileError when the file
  // is damaged, or, telling all differences, when it does not hold exactly what was added; nothing
  // has changed then.
  void load(const std::string& path);

 private:
  void set_number(std::string_view name, std::int64_t number);
  StateDict state() const;

  std::vector<Module*> modules_;
  std::vector<std::pair<std::string, optim::Optimizer*>> optimizers_;
  std::vector<std::pair<std::string, Rng*>> generators_;
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace gradflow::nn
