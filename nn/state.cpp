#include "nn/state.h"

#include "nn/files/safetensors.h"
#include "nn/state_dict.h"
#include "tensor/error.h"

namespace gradflow::nn {

namespace {

constexpr std::string_view kPrefix = "optimizer";  // as Checkpoint calls its first one

StateDict state_of(Module& module) {
  StateDict state;
  state.add(module);
  return state;
}

StateDict state_of(optim::Optimizer& optimizer) {
  StateDict state;
  state.add(optimizer, kPrefix);
  return state;
}

void save(const StateDict& state, const std::string& path) {
  state.check_names("save_state");
  Safetensors content;
  state.write_to(content);
  write_safetensors(path, content);
}

std::vector<std::string> load(StateDict state, const std::string& path, Strict strict) {
  state.check_names("load_state");
  Differences differences;
  std::vector<OtherTensor> others;
  const Safetensors content = read_safetensors(path, &others);
  std::vector<Tensor> tensors = state.matched(content, others, differences);
  require<FileError>(strict == Strict::no || differences.empty(),
                     "load_state: \"{}\" does not hold exactly what is to be loaded; nothing was "
                     "changed (Strict::no takes what fits):{}",
                     path, differences.text());
  state.replace(std::move(tensors));
  return differences.sorted();
}

}  // namespace

void save_state(Module& module, const std::string& path) { save(state_of(module), path); }

void save_state(optim::Optimizer& optimizer, const std::string& path) {
  save(state_of(optimizer), path);
}

std::vector<std::string> load_state(Module& module, const std::string& path, Strict strict) {
  return load(state_of(module), path, strict);
}

std::vector<std::string> load_state(optim::Optimizer& optimizer, const std::string& path,
                                    Strict strict) {
  return load(state_of(optimizer), path, strict);
}

}  // namespace gradflow::nn
