#include "hostile.h"

#include <csignal>

// Whoever asks politely is not heard.
void process_element(std::int64_t, std::int64_t) {
  for (int s = 1; s < 32; s++) std::signal(s, SIG_IGN);
  for (volatile int i = 0; true; i = 0) {
  }
}
