// BlockPool: the memory of values that do not fit into sixteen bytes.
//   Blocks of up to 256 bytes come from free lists by size, refilled in slabs; larger ones from
//   malloc. Reference counts are plain integers: a block belongs to the one thread that runs the
//   job. With WEIR_POOL_MALLOC (set in sanitizer builds) every block is a malloc of its own, so
//   that a use after free is seen.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace weir {

// Header of a block; `size` counts bytes (strings) or Values (lists, maps, rows), the payload
// follows.
struct alignas(16) Block {
  std::uint32_t refs;
  std::uint16_t size_class;
  std::uint16_t capacity_log;  // lists: room for 1 << capacity_log Values
  std::uint32_t size;
  std::uint32_t hash;
};
static_assert(sizeof(Block) == 16);

class BlockPool {
 public:
  static constexpr std::size_t kClasses = 16;
  static constexpr std::uint16_t kLarge = kClasses;

  static Block* allocate(std::size_t payload) {
    const std::size_t bytes = (sizeof(Block) + payload + 15) & ~std::size_t{15};
#ifdef WEIR_POOL_MALLOC
    return large(bytes);
#else
    const std::size_t size_class = bytes / 16 - 1;
    if (size_class >= kClasses) [[unlikely]]
      return large(bytes);
    if (free_[size_class] == nullptr) [[unlikely]]
      refill(size_class);
    Block* block = free_[size_class];
    std::memcpy(&free_[size_class], reinterpret_cast<char*>(block) + 8, sizeof(Block*));
    block->refs = 1;
    block->size_class = static_cast<std::uint16_t>(size_class);
    block->capacity_log = 0;
    return block;
#endif
  }
  static void release(Block* block) {
    if (block->size_class >= kClasses) [[unlikely]] {
      std::free(block);
      return;
    }
    std::memcpy(reinterpret_cast<char*>(block) + 8, &free_[block->size_class], sizeof(Block*));
    free_[block->size_class] = block;
  }

 private:
  static Block* large(std::size_t bytes);
  static void refill(std::size_t size_class);

  [[gnu::tls_model("initial-exec")]] static thread_local constinit Block* free_[kClasses];
};

}  // namespace weir
