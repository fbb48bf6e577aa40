// Tested by tests/exercises/watched_test.cc.
#include "exercises/loop/watched.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "exercises/loop/content_hash.h"

namespace weir::exercises {

namespace {

using Time = Settling::Time;

constexpr Time kLookAnyway{1000};
constexpr Time kLookOften{200};

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().native();
  return folder.empty() ? "." : folder;
}

Settling::Contents contents_of(const std::string& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, error)) return {};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return {ContentHash().add(text).text(), text.empty()};
}

}  // namespace

Happened::What Settling::see(const Contents& contents, Time now) {
  if (contents != seen_) {
    seen_ = contents;
    since_ = now;
  }
  if (seen_ == told_ || now - since_ < needed()) return Happened::What::kNothing;
  told_ = seen_;
  return seen_.hash ? Happened::What::kChanged : Happened::What::kGone;
}

std::optional<Time> Settling::until(Time now) const {
  if (seen_ == told_) return std::nullopt;
  return std::max(Time(1), needed() - (now - since_));
}

Watched::Watched(std::string path, bool by_looking)
    : path_(std::move(path)),
      folder_(folder_of(path_)),
      events_(by_looking ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC)),
      settling_(contents_of(path_)) {
  watch_folder();
  // No room for another watch: it stays so.
  if (watch_ < 0 && std::filesystem::is_directory(folder_)) events_ = FileDescriptor();
}

Settling::Contents Watched::contents() const { return contents_of(path_); }

void Watched::watch_folder() {
  if (events_.get() < 0) return;
  watch_ = inotify_add_watch(events_.get(), folder_.c_str(),
                             IN_MODIFY | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                 IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

// What they say does not matter: the file is looked at. But a folder that goes takes its watch with
// it, and one that is renamed is not ours any more.
void Watched::take_events() {
  alignas(inotify_event) char bytes[4096];
  while (true) {
    const ssize_t n = read(events_.get(), bytes, sizeof bytes);
    if (n <= 0) return;
    for (ssize_t at = 0; at + static_cast<ssize_t>(sizeof(inotify_event)) <= n;) {
      inotify_event event;
      std::memcpy(&event, bytes + at, sizeof event);
      at += static_cast<ssize_t>(sizeof event) + static_cast<ssize_t>(event.len);
      if (event.wd != watch_) continue;
      if ((event.mask & IN_MOVE_SELF) != 0) inotify_rm_watch(events_.get(), watch_);
      if ((event.mask & (IN_MOVE_SELF | IN_DELETE_SELF | IN_IGNORED)) != 0) watch_ = -1;
    }
  }
}

Happened Watched::wait(Keys* keys, std::optional<Time> patience) {
  const auto now = [&] {
    return std::chrono::duration_cast<Time>(std::chrono::steady_clock::now() - begin_);
  };
  const Time begun = now();
  while (true) {
    // A folder that has come back is watched before the file is looked at: nothing is missed.
    if (watch_ < 0) watch_folder();
    const auto what = settling_.see(contents(), now());
    if (what != Happened::What::kNothing) return {what};
    if (keys != nullptr)
      if (const auto key = keys->pressed()) return {Happened::What::kKey, *key};
    if (patience && now() - begun >= *patience) return {};
    Time pause = watch_ < 0 ? kLookOften : kLookAnyway;
    if (const auto until = settling_.until(now())) pause = std::min(pause, *until);
    if (patience) pause = std::min(pause, std::max(Time(1), *patience - (now() - begun)));
    pollfd fds[] = {{events_.get(), POLLIN, 0}, {keys == nullptr ? -1 : keys->fd(), POLLIN, 0}};
    poll(fds, 2, static_cast<int>(pause.count()));
    if (events_.get() >= 0) take_events();
  }
}

}  // namespace weir::exercises
