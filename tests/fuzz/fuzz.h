// What every fuzz target has: the function that libFuzzer, and the test of the corpus, call.
//   It gets any bytes, returns 0, and dies (WEIR_CHECK, a sanitizer) when Weir does something that
//   it must not do with them. A mistake of whoever wrote the bytes is none.
#pragma once
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
