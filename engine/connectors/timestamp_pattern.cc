// Patterns of timestamps, as people write them. Tested by
// tests/connectors/timestamp_format_test.cc.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/connectors/timestamp_format.h"

namespace weir {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr const char* kZones =
    "write UTC, or the offset itself, as in +08:00 (if it changes within the data, put it there "
    "and "
    "write XXX in the format)";

// Two digits below `limit`, else -1.
int two_digits(std::string_view text, int limit) {
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return -1;
  const int n = (text[0] - '0') * 10 + (text[1] - '0');
  return n < limit ? n : -1;
}

}  // namespace

std::optional<std::int64_t> parse_zone(std::string_view zone, TextMistake& mistake) {
  mistake.span = {0, zone.size()};
  if (zone == "UTC" || zone == "Z") return 0;
  const bool sign = zone.starts_with('+') || zone.starts_with('-');
  if (sign) {
    const std::string_view digits = zone.substr(1);
    const int hours = two_digits(digits, 19);
    const int minutes = digits.size() == 5 && digits[2] == ':' ? two_digits(digits.substr(3), 60)
                        : digits.size() == 2                   ? 0
                                                               : -1;
    if (hours >= 0 && minutes >= 0 && hours * 60 + minutes <= 18 * 60)
      return (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes) * std::int64_t{60'000};
    mistake.what =
        fmt::format("'{}' is no offset: expected one from -18:00 to +18:00, as in +08:00", zone);
    return std::nullopt;
  }
  const bool named = zone.find('/') != std::string_view::npos ||
                     (!zone.empty() && std::all_of(zone.begin(), zone.end(), is_letter));
  mistake.what = named
                     ? fmt::format(
                           "the zone '{}' has a name, and what a name means stands in tables that "
                           "differ between machines and change with laws: {}",
                           zone, kZones)
                     : fmt::format("'{}' is no zone: {}", zone, kZones);
  return std::nullopt;
}

// One pattern, from left to right.
class TimestampPattern {
 public:
  using Field = TimestampFormat::Field;
  using Part = TimestampFormat::Part;

  TimestampPattern(std::string_view text, std::vector<TextMistake>& mistakes)
      : text_(text), mistakes_(mistakes) {}

  std::vector<Part> read() {
    if (text_ == "epoch_s") return {{Field::kEpochSeconds, 0, 0}};
    if (text_ == "epoch_ms") return {{Field::kEpochMillis, 0, 0}};
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'') {
        quoted();
      } else if (is_letter(c)) {
        letters();
      } else {
        at_++;
        literal(c);
        if (std::string_view("[]{}#").find(c) != std::string_view::npos)
          mistake(at_ - 1, at_,
                  fmt::format("'{}' has no meaning here (there are no optional parts); as text it "
                              "stands in single quotes",
                              c));
      }
    }
    if (mistakes_.empty()) check_whole();
    if (mistakes_.empty()) check_neighbours();
    return std::move(parts_);
  }

 private:
  void mistake(std::size_t begin, std::size_t end, std::string what) {
    mistakes_.push_back({{begin, end}, std::move(what)});
  }
  void literal(char c) { add({Field::kLiteral, 0, c}, at_ - 1); }
  void add(Part part, std::size_t begin) {
    parts_.push_back(part);
    begins_.push_back(begin);
  }

  void quoted() {
    const std::size_t begin = at_++;
    if (at_ < text_.size() && text_[at_] == '\'') {
      at_++;
      literal('\'');
      return;
    }
    for (;;) {
      if (at_ == text_.size()) {
        mistake(begin, begin + 1, "this quote is never closed");
        return;
      }
      const char c = text_[at_++];
      if (c == '\'') {
        if (at_ == text_.size() || text_[at_] != '\'') return;
        at_++;  // its twin
      }
      literal(c);
    }
  }

  void letters() {
    const std::size_t begin = at_;
    const char c = text_[at_];
    while (at_ < text_.size() && text_[at_] == c) at_++;
    const std::size_t count = at_ - begin;
    const auto part = part_of(c, count);
    if (!part) {
      mistake(begin, at_, unknown(c, count));
      return;
    }
    for (std::size_t i = 0; i < parts_.size(); i++)
      if (parts_[i].field != Field::kLiteral && group(parts_[i].field) == group(part->field)) {
        mistake(begin, at_, fmt::format("the {} is in the format twice", name(part->field)));
        return;
      }
    add(*part, begin);
  }

  static std::optional<Part> part_of(char c, std::size_t count) {
    const auto width = static_cast<std::uint8_t>(std::min<std::size_t>(count, 99));
    const auto two = [&](Field field) {
      return count <= 2 ? std::optional(Part{field, width, 0}) : std::nullopt;
    };
    switch (c) {
      case 'y':
      case 'u': return count == 4 ? std::optional(Part{Field::kYear, 4, 0}) : std::nullopt;
      case 'M':
        return count == 3 ? std::optional(Part{Field::kMonthName, 3, 0}) : two(Field::kMonth);
      case 'd': return two(Field::kDay);
      case 'H': return two(Field::kHour);
      case 'h': return two(Field::kHalfHour);
      case 'm': return two(Field::kMinute);
      case 's': return two(Field::kSecond);
      case 'a': return count == 1 ? std::optional(Part{Field::kHalf, 2, 0}) : std::nullopt;
      case 'S': return count <= 9 ? std::optional(Part{Field::kFraction, width, 0}) : std::nullopt;
      case 'X':
      case 'x': return count <= 3 ? std::optional(Part{Field::kOffset, width, c}) : std::nullopt;
      case 'Z': return count == 1 ? std::optional(Part{Field::kOffset, 2, c}) : std::nullopt;
      default: return std::nullopt;
    }
  }

  static std::string unknown(char c, std::size_t count) {
    const std::string seen(std::min<std::size_t>(count, 12), c);
    switch (c) {
      case 'y':
      case 'u':
        return fmt::format(
            "a year is written yyyy, with four digits, not {}: the century of fewer "
            "would be a guess",
            seen);
      case 'Y': return fmt::format("{} is the year of weeks; the year is yyyy", seen);
      case 'D': return fmt::format("{} is the day of the year; the day of the month is dd", seen);
      case 'M': return "a month is written MM, M, or MMM for Jan to Dec";
      case 'd': return "a day is written dd or d";
      case 'H': return "an hour is written HH or H";
      case 'h': return "an hour of half a day is written hh or h";
      case 'm': return "a minute is written mm or m";
      case 's': return "a second is written ss or s";
      case 'a': return "AM and PM are written a";
      case 'S': return "a fraction of a second has one to nine letters S";
      case 'X':
      case 'x':
      case 'Z': return "an offset is written XXX for +08:00, XX or Z for +0800, X for +08";
      default:
        return fmt::format(
            "the letter {} has no meaning here: there are yyyy MM dd HH hh a mm ss S "
            "XXX, and text stands in single quotes, as in 'T'",
            c);
    }
  }

  // Fields that say the same thing.
  static int group(Field field) {
    if (field == Field::kMonthName) return static_cast<int>(Field::kMonth);
    if (field == Field::kHalfHour) return static_cast<int>(Field::kHour);
    return static_cast<int>(field);
  }

  static const char* name(Field field) {
    switch (field) {
      case Field::kYear: return "year";
      case Field::kMonth:
      case Field::kMonthName: return "month";
      case Field::kDay: return "day";
      case Field::kHour:
      case Field::kHalfHour: return "hour";
      case Field::kHalf: return "half of the day";
      case Field::kMinute: return "minute";
      case Field::kSecond: return "second";
      case Field::kFraction: return "fraction";
      case Field::kOffset: return "offset";
      case Field::kLiteral:
      case Field::kEpochSeconds:
      case Field::kEpochMillis: break;
    }
    return "text";
  }

  bool has(Field field) const {
    for (const Part& p : parts_)
      if (p.field != Field::kLiteral && group(p.field) == group(field)) return true;
    return false;
  }
  bool has_exactly(Field field) const {
    for (const Part& p : parts_)
      if (p.field == field) return true;
    return false;
  }

  void check_whole() {
    const auto whole = [&](std::string what) { mistake(0, text_.size(), std::move(what)); };
    if (text_.empty()) return whole("the format is empty: expected one as yyyy-MM-dd HH:mm:ss");
    const auto needs = [&](Field field, const char* letters) {
      if (!has(field)) whole(fmt::format("the format has no {} ({})", name(field), letters));
    };
    needs(Field::kYear, "yyyy");
    needs(Field::kMonth, "MM");
    needs(Field::kDay, "dd");
    if (has(Field::kMinute) && !has(Field::kHour))
      whole("the format has minutes, but no hour (HH)");
    if (has(Field::kSecond) && !has(Field::kMinute))
      whole("the format has seconds, but no minute (mm)");
    if (has(Field::kFraction) && !has(Field::kSecond))
      whole("the format has a fraction, but no second (ss)");
    if (has_exactly(Field::kHalfHour) && !has(Field::kHalf))
      whole("the format has an hour of half a day, but not which half (a); or is it HH?");
    if (has(Field::kHalf) && !has_exactly(Field::kHalfHour))
      whole("the format says AM or PM, but has no hour of half a day (hh)");
  }

  // One or two digits end where no digit follows.
  void check_neighbours() {
    for (std::size_t i = 0; i + 1 < parts_.size(); i++) {
      if (!is_number(parts_[i]) || parts_[i].width != 1 || parts_[i].field == Field::kFraction)
        continue;
      const Part& next = parts_[i + 1];
      if (!is_number(next) && !(next.field == Field::kLiteral && is_digit(next.sign))) continue;
      mistake(begins_[i], begins_[i + 1],
              fmt::format("where the {} ends is not clear, as digits follow: write both letters",
                          name(parts_[i].field)));
    }
  }
  static bool is_number(const Part& p) {
    switch (p.field) {
      case Field::kYear:
      case Field::kMonth:
      case Field::kDay:
      case Field::kHour:
      case Field::kHalfHour:
      case Field::kMinute:
      case Field::kSecond:
      case Field::kFraction: return true;
      case Field::kMonthName:
      case Field::kHalf:
      case Field::kOffset:
      case Field::kLiteral:
      case Field::kEpochSeconds:
      case Field::kEpochMillis: break;
    }
    return false;
  }

  std::string_view text_;
  std::vector<TextMistake>& mistakes_;
  std::size_t at_ = 0;
  std::vector<Part> parts_;
  std::vector<std::size_t> begins_;  // of the parts
};

std::optional<TimestampFormat> TimestampFormat::compile(std::string_view pattern,
                                                        std::optional<std::int64_t> zone_ms,
                                                        std::vector<TextMistake>& mistakes) {
  std::vector<TextMistake> mine;
  TimestampFormat format;
  format.pattern_ = pattern;
  format.zone_ms_ = zone_ms;
  format.parts_ = TimestampPattern(pattern, mine).read();
  const auto whole = [&](const char* what) { mine.push_back({{0, pattern.size()}, what}); };
  if (mine.empty()) {
    bool offset = false;
    for (const Part& p : format.parts_) offset = offset || p.field == Field::kOffset;
    if (format.is_epoch() && zone_ms)
      whole("seconds and milliseconds since 1970 are in no zone: leave it out");
    else if (offset && zone_ms)
      whole("the offset is in the data: leave the zone out");
    else if (!format.is_epoch() && !offset && !zone_ms)
      whole(
          "the format has no offset, so it needs a zone: write UTC or an offset behind it, as in "
          "timestamp(yyyy-MM-dd, +08:00)");
  }
  mistakes.insert(mistakes.end(), mine.begin(), mine.end());
  if (!mine.empty()) return std::nullopt;
  return format;
}

Result<TimestampFormat> TimestampFormat::compile(std::string_view pattern, std::string_view zone) {
  std::vector<TextMistake> mistakes;
  std::optional<std::int64_t> zone_ms;
  if (!zone.empty()) {
    TextMistake mistake;
    zone_ms = parse_zone(zone, mistake);
    if (!zone_ms) return Error{ErrorKind::kBadArgument, mistake.what};
  }
  auto format = compile(pattern, zone_ms, mistakes);
  if (format) return std::move(*format);
  return Error{ErrorKind::kBadArgument,
               fmt::format("the format '{}', character {}: {}", pattern,
                           place_in(pattern, mistakes[0].span.begin).column, mistakes[0].what)};
}

std::string TimestampFormat::text() const {
  if (!zone_ms_) return pattern_;
  if (*zone_ms_ == 0) return pattern_ + ", UTC";
  const std::int64_t minutes = std::abs(*zone_ms_) / 60'000;
  return fmt::format("{}, {}{:02}:{:02}", pattern_, *zone_ms_ < 0 ? '-' : '+', minutes / 60,
                     minutes % 60);
}

}  // namespace weir
