// The hostile backend: keyed state as awkward as the contract allows, to catch callers that rely on
// more. Every read is a fresh copy that dies at the next call; cells are bytes, so nothing is
// shared with what was put in; maps are kept in reverse and turned around when they are shown; a
// snapshot is an eager deep copy, written late. It is slow and obviously right, so it is also the
// oracle of the other backends.
#pragma once
#include <memory>

#include "engine/state/keyed_backend.h"

namespace weir::exercises {

std::unique_ptr<KeyedBackendFactory> make_hostile_backend_factory();

}  // namespace weir::exercises
