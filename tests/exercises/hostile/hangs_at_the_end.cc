#include "hostile.h"

#include <unistd.h>

namespace {

struct Late {
  ~Late() { sleep(3600); }
};
const Late late;

}  // namespace

void process_element(std::int64_t, std::int64_t) {}
