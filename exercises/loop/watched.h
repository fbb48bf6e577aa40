// Watched: waits until a file has other contents than before, or somebody presses a key.
//   Editors truncate and write, or delete, or write another file and rename it; a change counts
//   when the contents differ from those last told of and have stood still for 50 ms. An empty or
//   missing file is given half a second to come back. What happened between two calls of wait() is
//   told by the next one. The folder is watched by the system (inotify); where that is not to be
//   had, and once a second anyway (some file systems never tell), it is looked at. Nothing is
//   printed here.
// Errors: none; a file that is not there is gone, until it comes.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "exercises/loop/file_descriptor.h"
#include "exercises/loop/keys.h"

namespace weir::exercises {

struct Happened {
  enum class What : std::uint8_t { kChanged, kGone, kKey, kNothing };
  What what = What::kNothing;  // kNothing: patience is at its end
  char key = 0;
};

// When contents count as changed: no clock and no files in here.
class Settling {
 public:
  using Time = std::chrono::milliseconds;
  static constexpr Time kStill{50};
  static constexpr Time kComeBack{500};

  // A name for the contents; nothing: there is no file. `empty`: it is likely to be filled.
  struct Contents {
    std::optional<std::string> hash;
    bool empty = false;
    bool operator==(const Contents&) const = default;
  };
  explicit Settling(Contents first) : told_(first), seen_(first) {}

  // What is to be told, seen at this time.
  Happened::What see(const Contents& contents, Time now);
  // How long until see() may say something although nothing changes; nothing: never.
  std::optional<Time> until(Time now) const;

 private:
  Time needed() const { return !seen_.hash || seen_.empty ? kComeBack : kStill; }

  Contents told_, seen_;
  Time since_{};
};

class Watched {
 public:
  // `by_looking`: as if the system told nothing.
  explicit Watched(std::string path, bool by_looking = false);

  bool polling() const { return events_.get() < 0; }  // to be said to the user

  // `keys` may be nullptr.
  Happened wait(Keys* keys, std::optional<std::chrono::milliseconds> patience = std::nullopt);

 private:
  Settling::Contents contents() const;
  void watch_folder();
  void take_events();

  std::string path_, folder_;
  FileDescriptor events_;
  int watch_ = -1;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  Settling settling_;
};

}  // namespace weir::exercises
