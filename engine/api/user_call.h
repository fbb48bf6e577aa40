// guarded: the way into code of the user's. What it throws fails the task as a UserError: UserError
//   as it is, another exception as kUserFunction with "your code threw: WHAT", cut where it is
//   longer than any reader would read.
#pragma once
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "engine/core/user_error.h"

namespace weir {
inline namespace api {

UserError your_code_threw(std::string_view what);

template <class Call>
decltype(auto) guarded(Call&& call) {
  try {
    return call();
  } catch (const UserError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw your_code_threw(": std::bad_alloc (out of memory)");
  } catch (const std::exception& e) {
    throw your_code_threw(std::string(": ") + e.what());
  } catch (...) {
    throw your_code_threw(" something that is no std::exception");
  }
}

}  // namespace api
}  // namespace weir
