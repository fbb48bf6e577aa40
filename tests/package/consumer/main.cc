// Uses the installed engine as any other project would: prints the key groups of a few keys.
#include <cstdio>

#include "engine/core/key_group.h"
#include "engine/core/value.h"

int main() {
  constexpr std::uint32_t kMaxParallelism = 128;
  for (const char* key : {"a", "hello", "flink"}) {
    const unsigned group = weir::key_group(weir::Value::text(key), kMaxParallelism);
    std::printf("%s %u\n", key, group);
  }
  const unsigned group = weir::key_group(weir::Value::integer(123), kMaxParallelism);
  std::printf("123 %u\n", group);
  return 0;
}
