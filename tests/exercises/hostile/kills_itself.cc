#include "hostile.h"

#include <csignal>

void process_element(std::int64_t, std::int64_t) { raise(SIGKILL); }
