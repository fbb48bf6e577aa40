#include "hostile.h"

void process_element(std::int64_t, std::int64_t) {}
