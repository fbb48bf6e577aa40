#include "engine/graph/function_registry.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/core/check.h"

namespace weir {

void FunctionRegistry::add(RegisteredFunction function) {
  const auto at = std::lower_bound(
      functions_.begin(), functions_.end(), function.name,
      [](const RegisteredFunction& f, const std::string& name) { return f.name < name; });
  WEIR_CHECK(at == functions_.end() || at->name != function.name, "a function is registered once");
  functions_.insert(at, std::move(function));
}

const RegisteredFunction* FunctionRegistry::find(std::string_view name) const {
  for (const RegisteredFunction& f : functions_)
    if (f.name == name) return &f;
  return nullptr;
}

std::vector<std::string> FunctionRegistry::names() const {
  std::vector<std::string> out;
  for (const RegisteredFunction& f : functions_) out.push_back(f.name);
  return out;
}

const char* kind_of(const AnyFunction& function) {
  static constexpr std::array<const char*, std::variant_size_v<AnyFunction>> kKinds{
      "a function that makes one row out of one",
      "a function that makes several rows out of one",
      "a function of keyed rows",
      "a function of two keyed inputs",
      "a function of windows",
      "a function that makes watermarks",
      "one that says to which subtask a row goes"};
  return kKinds[function.index()];
}

}  // namespace weir
