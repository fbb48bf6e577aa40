// Uses the installed engine as any other project would: prints the key groups of a few keys, or
// makes a keyed backend of the kind it is given.
#include <cstdio>

#include "engine/core/key_group.h"
#include "engine/core/value.h"
#include "engine/state/backend_loader.h"

namespace {

int make_backend(const char* name) {
  const auto factory = weir::load_backend(name);
  if (!factory) {
    std::printf("%s\n", factory.error().text.c_str());
    return 1;
  }
  const bool works = (*factory)
                         ->create({128, {0, 127}})
                         ->register_state({"count", weir::StateKind::kValue})
                         .has_value();
  std::printf("%s\n", works ? (*factory)->name() : "it registers no state");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) return make_backend(argv[1]);
  constexpr std::uint32_t kMaxParallelism = 128;
  for (const char* key : {"a", "hello", "flink"}) {
    const unsigned group = weir::key_group(weir::Value::text(key), kMaxParallelism);
    std::printf("%s %u\n", key, group);
  }
  const unsigned group = weir::key_group(weir::Value::integer(123), kMaxParallelism);
  std::printf("123 %u\n", group);
  return 0;
}
