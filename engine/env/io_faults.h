// IoFaults: who decides, for each operation on files, whether it succeeds. Faults are data, so that
// a test can let the first, the second, the third … operation of a run fail, until none is left.
//   Whoever writes files asks on() before each operation and does what it answers: kOk: the
//   operation itself; kFail: nothing happens, an error is reported; kTear: a prefix of a write is
//   done, then an error is reported (of an operation without a prefix: it is done, and an error is
//   reported). nullptr in the place of an IoFaults means that nothing is made to fail.
//   An implementation of a test may end the process in on(): that is a death before the operation.
// Order: operations are asked for in the order in which they are done. Errors: none.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

enum class IoKind : std::uint8_t { kOpen, kWrite, kSync, kRename, kRemove };
inline constexpr std::size_t kIoKinds = 5;

enum class IoOutcome : std::uint8_t { kOk, kFail, kTear };

const char* name_of(IoKind kind);

class IoFaults {
 public:
  virtual ~IoFaults() = default;
  virtual IoOutcome on(IoKind kind, std::string_view path) = 0;
};

inline IoOutcome ask(IoFaults* faults, IoKind kind, std::string_view path) {
  return faults == nullptr ? IoOutcome::kOk : faults->on(kind, path);
}

// The operations from the n-th to the last-th (of one kind, or of any), counted from 1, have
// `outcome`; all others succeed. Counts what it saw.
class PlannedIoFaults final : public IoFaults {
 public:
  struct Plan {
    std::uint64_t n = 0;              // 0: none
    std::uint64_t last = 0;           // 0: the n-th only
    std::optional<IoKind> kind = {};  // nullopt: of any kind
    IoOutcome outcome = IoOutcome::kFail;
  };
  PlannedIoFaults() = default;
  explicit PlannedIoFaults(const Plan& plan) : plan_(plan) {}

  IoOutcome on(IoKind kind, std::string_view path) override;

  std::uint64_t seen() const;
  std::uint64_t seen(IoKind kind) const { return seen_[static_cast<std::size_t>(kind)]; }
  std::uint64_t done() const { return done_; }  // how many did not succeed

 private:
  Plan plan_;
  std::array<std::uint64_t, kIoKinds> seen_ = {};
  std::uint64_t done_ = 0;
};

}  // namespace weir
