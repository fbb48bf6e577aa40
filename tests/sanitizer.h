// WEIR_ADDRESS_SANITIZER: defined when this is built with the address sanitizer, which keeps what
// was freed: then nothing can be said about how much memory something takes.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define WEIR_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WEIR_ADDRESS_SANITIZER 1
#endif
#endif
