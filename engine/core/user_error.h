// UserError: the one exception in Weir.
//   It leaves a user's function (or the state, timer and context calls made inside it) and is
//   caught in one place, where the task runs a turn: the task then fails with this cause. Nothing
//   else throws.
#pragma once
#include <exception>
#include <string>
#include <utility>

#include "engine/core/result.h"

namespace weir {

class UserError : public std::exception {
 public:
  explicit UserError(Error error) : error_(std::move(error)) {}
  UserError(ErrorKind kind, std::string text) : error_{kind, std::move(text)} {}
  const char* what() const noexcept override { return error_.text.c_str(); }
  const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace weir
