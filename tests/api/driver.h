// Drives typed functions one element at a time, as the operator that they are in a job.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/api/adapter.h"
#include "tests/api/typed.h"
#include "tests/operators/operator_harness.h"

namespace weir::testing {

// "hashmap", "rocksdb" if it was built, "hostile".
std::vector<std::string> backends();
std::unique_ptr<KeyedBackendFactory> backend(const std::string& name);

HarnessConfig keyed(const FunctionFactory& make, KeyedBackendFactory& backends,
                    CallWatch* watch = nullptr);

// The scripted function: commands in, texts out.
class Script {
 public:
  explicit Script(const std::string& backend, bool live_objects = false, CallWatch* watch = nullptr,
                  TraceRecorder* trace = nullptr);

  // What the command answers, one text per line; "error: …" if the task failed.
  std::string say(const std::string& verb, std::int64_t n = 0, std::int64_t key = 1);
  std::string say_at(std::optional<Timestamp> at, const std::string& verb, std::int64_t n = 0,
                     std::int64_t key = 1);
  std::string taken();  // since the last answer
  OperatorHarness& harness() { return harness_; }

 private:
  std::unique_ptr<KeyedBackendFactory> backend_;
  OperatorHarness harness_;
};

}  // namespace weir::testing
