#include "nn/module.h"

#include <fmt/format.h>

#include <unordered_set>

#include "tensor/error.h"

namespace gradflow::nn {

namespace {

std::string join(std::string_view path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

// The same of two paths, of which either may be empty.
std::string joined(std::string_view path, std::string_view below) {
  return below.empty() ? std::string(path) : join(path, below);
}

// Visits a module and all below it, each thing once.
class Walk : public Visitor {
 public:
  explicit Walk(std::string path) : path_(std::move(path)) {}

  void start(Module& root) {
    modules_.insert(&root);
    on_module(path_, root);
    root.visit(*this);
  }
  void parameter(std::string_view name, Parameter& parameter) final {
    if (parameters_.insert(&parameter.node()).second) on_parameter(join(path_, name), parameter);
  }
  void buffer(std::string_view name, Tensor& buffer) final {
    if (buffers_.insert(&buffer).second) on_buffer(join(path_, name), buffer);
  }
  void child(std::string_view name, Module& module) final {
    if (!modules_.insert(&module).second) return;
    const std::string outer = std::exchange(path_, join(path_, name));
    on_module(path_, module);
    module.visit(*this);
    path_ = outer;
  }

  virtual void on_parameter(std::string, Parameter&) {}
  virtual void on_buffer(std::string, Tensor&) {}
  virtual void on_module(const std::string&, Module&) {}

 private:
  std::string path_;
  std::unordered_set<const Node*> parameters_;
  std::unordered_set<const Tensor*> buffers_;
  std::unordered_set<const Module*> modules_;
};

struct ListParameters final : Walk {
  using Walk::Walk;
  std::vector<Named<Parameter>> found;
  void on_parameter(std::string path, Parameter& parameter) override {
    found.push_back({std::move(path), &parameter});
  }
};

struct ListBuffers final : Walk {
  using Walk::Walk;
  std::vector<Named<Tensor>> found;
  void on_buffer(std::string path, Tensor& buffer) override {
    found.push_back({std::move(path), &buffer});
  }
};

struct ListModules final : Walk {
  using Walk::Walk;
  std::vector<Named<Module>> found;
  void on_module(const std::string& path, Module& module) override {
    found.push_back({path, &module});
  }
};

struct FindChild final : Visitor {
  std::string_view wanted;
  Module* found = nullptr;
  void parameter(std::string_view, Parameter&) override {}
  void buffer(std::string_view, Tensor&) override {}
  void child(std::string_view name, Module& module) override {
    if (name == wanted) found = &module;
  }
};

struct ListChildren final : Visitor {
  std::vector<std::string> names;
  void parameter(std::string_view, Parameter&) override {}
  void buffer(std::string_view, Tensor&) override {}
  void child(std::string_view name, Module&) override { names.emplace_back(name); }
};

}  // namespace

std::vector<Named<Parameter>> Module::named_parameters() {
  ListParameters list(path());
  list.start(*this);
  return std::move(list.found);
}

std::vector<Named<Tensor>> Module::named_buffers() {
  ListBuffers list(path());
  list.start(*this);
  return std::move(list.found);
}

std::vector<Named<Module>> Module::named_modules() {
  ListModules list(path());
  list.start(*this);
  return std::move(list.found);
}

std::vector<Parameter*> Module::parameters() {
  std::vector<Parameter*> found;
  for (const auto& [path, parameter] : named_parameters()) found.push_back(parameter);
  return found;
}

std::int64_t Module::parameter_count() {
  std::int64_t count = 0;
  for (const Parameter* parameter : parameters()) count += parameter->value().elements();
  return count;
}

void Module::clear_gradients() {
  for (Parameter* parameter : parameters()) parameter->clear_gradient();
}

void Module::set_training(bool training) {
  for (const auto& [path, module] : named_modules()) module->training_ = training;
}
void Module::train() { set_training(true); }
void Module::eval() { set_training(false); }

void Module::freeze() {
  for (Parameter* parameter : parameters()) parameter->freeze();
}
void Module::unfreeze() {
  for (Parameter* parameter : parameters()) parameter->unfreeze();
}

Module& Module::at(std::string_view path) {
  const std::size_t dot = path.find('.');
  FindChild find;
  find.wanted = path.substr(0, dot);
  visit(find);
  if (find.found == nullptr) {
    ListChildren list;
    visit(list);
    require(false, "at: {} has no child \"{}\"; it has {}",
            this->path().empty() ? "the root" : fmt::format("module \"{}\"", this->path()),
            find.wanted,
            list.names.empty() ? "none" : fmt::format("{}", fmt::join(list.names, ", ")));
  }
  return dot == std::string_view::npos ? *find.found : find.found->at(path.substr(dot + 1));
}

void Module::set_name(std::string_view name) {
  const bool again = has_path_;
  if (again && (!path().empty() || name.empty())) return;
  // All labels are made before the first is given: it takes memory, and nobody would come again for
  // the rest.
  std::vector<std::pair<Module*, Label>> modules;
  for (const auto& [path, module] : named_modules())
    if (!module->has_path_ || (again && module->path() == path))
      modules.emplace_back(module, Label(joined(name, path)));
  std::vector<std::pair<Parameter*, Label>> parameters;
  for (const auto& [path, parameter] : named_parameters())
    if (parameter->label().empty() || (again && parameter->label() == path))
      parameters.emplace_back(parameter, Label(joined(name, path)));
  for (const auto& [module, path] : modules) {
    module->path_ = path;
    module->has_path_ = true;
  }
  for (const auto& [parameter, path] : parameters) parameter->node().set_label(path);
}

void Module::name_child(std::string_view name, Module& child) {
  if (has_path_) child.set_name(join(path(), name));
}

}  // namespace gradflow::nn
