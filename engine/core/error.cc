#include "engine/core/result.h"

namespace weir {

const char* error_kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kBadArgument: return "bad argument";
    case ErrorKind::kNull: return "null not allowed";
    case ErrorKind::kUnsupported: return "not supported";
    case ErrorKind::kNoTimestamp: return "no timestamp";
    case ErrorKind::kBadData: return "bad data";
    case ErrorKind::kIo: return "input or output failed";
    case ErrorKind::kCorrupt: return "corrupt";
    case ErrorKind::kRestoreRefused: return "restore refused";
    case ErrorKind::kUserFunction: return "user function failed";
  }
  return "?";
}

ErrorBox::ErrorBox(Error error) : error_(new Error(std::move(error))) {}
const Error* ErrorBox::copy_of(const Error& error) { return new Error(error); }
void ErrorBox::drop(const Error* error) { delete error; }

}  // namespace weir
