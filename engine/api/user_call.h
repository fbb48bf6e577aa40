// guarded: the way into code of the user's. What it throws fails the task as a UserError: UserError
//   as it is, another exception as kUserFunction with "your code threw: WHAT".
#pragma once
#include <exception>
#include <new>
#include <string>

#include "engine/core/user_error.h"

namespace weir {
inline namespace api {

template <class Call>
decltype(auto) guarded(Call&& call) {
  const auto threw = [](const std::string& what) {
    return UserError(ErrorKind::kUserFunction, "your code threw" + what);
  };
  try {
    return call();
  } catch (const UserError&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw threw(": std::bad_alloc (out of memory)");
  } catch (const std::exception& e) {
    throw threw(std::string(": ") + e.what());
  } catch (...) {
    throw threw(" something that is no std::exception");
  }
}

}  // namespace api
}  // namespace weir
