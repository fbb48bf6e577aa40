#include "hostile.h"

#include <cstdlib>

void process_element(std::int64_t, std::int64_t) { std::quick_exit(0); }
