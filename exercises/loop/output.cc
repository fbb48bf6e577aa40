// Tested by tests/exercises/child_test.cc.
#include "exercises/loop/output.h"

#include <algorithm>

#include "engine/core/text_width.h"
#include "exercises/loop/text_lines.h"

namespace weir::exercises {

namespace {

constexpr std::size_t kColumns = 200;

}  // namespace

std::string with_thin_groups(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i++) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ' ';
    out += digits[i];
  }
  return out;
}

void Output::add(std::string_view bytes) {
  bytes_ += bytes.size();
  const std::size_t first = std::min(bytes.size(), kKept - head_.size());
  head_ += bytes.substr(0, first);
  bytes.remove_prefix(first);
  if (bytes.size() >= kKept) {
    ring_ = bytes.substr(bytes.size() - kKept);
    begin_ = 0;
    return;
  }
  const std::size_t filling = std::min(bytes.size(), kKept - ring_.size());
  ring_ += bytes.substr(0, filling);
  bytes.remove_prefix(filling);
  for (const char c : bytes) {
    ring_[begin_] = c;
    begin_ = (begin_ + 1) % kKept;
  }
}

std::string Output::tail() const { return ring_.substr(begin_) + ring_.substr(0, begin_); }

std::uint64_t Output::left_out() const { return bytes_ - head_.size() - ring_.size(); }

std::string Output::last_line() const {
  const std::string all = left_out() == 0 ? head_ + tail() : tail();
  for (const auto lines = lines_of(all);
       const std::string_view line : std::vector(lines.rbegin(), lines.rend()))
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return std::string(line);
  return {};
}

std::vector<std::string> Output::excerpt(std::size_t lines) const {
  const std::string end = tail();
  const std::string all = head_ + end;
  std::vector<std::string_view> first;
  std::vector<std::string_view> last;
  if (left_out() == 0) {
    first = lines_of(all);
    if (first.size() > 2 * lines) {
      last.assign(first.end() - static_cast<std::ptrdiff_t>(lines), first.end());
      first.resize(lines);
    }
  } else {
    first = lines_of(head_);
    last = lines_of(end);
    if (first.size() > lines) first.resize(lines);
    if (last.size() > lines)
      last.erase(last.begin(), last.end() - static_cast<std::ptrdiff_t>(lines));
  }
  std::vector<std::string> out;
  const auto show = [&](std::string_view line) {
    out.push_back(cut_to_width(shown(line.substr(0, 4 * kColumns)), kColumns));
  };
  std::uint64_t shown_bytes = 0;
  for (const std::string_view line : first) {
    show(line);
    shown_bytes += line.size() + 1;
  }
  for (const std::string_view line : last) shown_bytes += line.size() + 1;
  if (!end.empty() ? end.back() != '\n' : all.empty() || all.back() != '\n') shown_bytes--;
  if (!last.empty())
    out.push_back("(" + with_thin_groups(bytes_ - std::min(bytes_, shown_bytes)) +
                  " bytes left out)");
  for (const std::string_view line : last) show(line);
  return out;
}

}  // namespace weir::exercises
