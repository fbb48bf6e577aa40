// Pending: a name for one piece of work that a job could do now or later. Decisions are made of
// these.
//   The set is closed. (kind, target, n) is stable across runs of the same job: a list of decisions
//   can be cut, permuted and replayed; one that names nothing pending is skipped. Canonical order:
//   kind, target, n.
// Units of target and n by kind:
//   kPollSource: task, 0.
//   kChannelHead: channel; kInTurn, the element at its head; kOutOfTurn, a barrier past the others.
//   kProcessingTimer: task, operator in the chain: its earliest processing-time timer, or the call
//     it asked for. n past the chain: periodic emission, then the timeout of the alignment.
//   kSnapshotAsync: task, checkpoint: the rest of a snapshot after its synchronous part.
//   kControl: link, 0: the oldest message on a control link (2 * task: from the job master).
//   kEffect: 0, number of the effect: something outside (write, commit, abort, delete).
//   kCoordinatorTimer: timer kind, id: interval, timeout of a checkpoint, restart delay.
//   kBackendWork: task, operator in the chain: flush and compaction (physical).
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

enum class PendingKind : std::uint8_t {
  kPollSource,
  kChannelHead,
  kProcessingTimer,
  kSnapshotAsync,
  kControl,
  kEffect,
  kCoordinatorTimer,
  kBackendWork,
};

// n of kChannelHead: what is read in its turn, or a barrier that is read (or announced) out of it.
inline constexpr std::uint32_t kInTurn = 0;
inline constexpr std::uint32_t kOutOfTurn = 1;

struct Pending {
  PendingKind kind = PendingKind::kPollSource;
  std::uint32_t target = 0;  // below 2^24
  std::uint32_t n = 0;
  auto operator<=>(const Pending&) const = default;
};

// In one word, for queues: small, and copied without a hole in it.
constexpr std::uint64_t pack(const Pending& p) {
  return static_cast<std::uint64_t>(p.kind) << 56 | static_cast<std::uint64_t>(p.target) << 32 |
         p.n;
}
constexpr Pending unpack(std::uint64_t word) {
  return {static_cast<PendingKind>(word >> 56), static_cast<std::uint32_t>(word >> 32 & 0xff'ffff),
          static_cast<std::uint32_t>(word)};
}

// "head 3", "timer 2 0", "async 1 4", …: one word for the kind, then target and n where they say
// something.
std::string to_string(const Pending& pending);
std::optional<Pending> parse_pending(std::string_view text);

}  // namespace weir
