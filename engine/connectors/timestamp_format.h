// TimestampFormat: text as int64 ms since 1970 and back, by a pattern that is compiled once.
//   Patterns are a subset of Java's DateTimeFormatter, in English and strict:
//     yyyy (uuuu)   year 0001 … 9999        HH H   hour 00 … 23
//     MM M          month; MMM: Jan … Dec   hh h   hour 01 … 12, with a: AM or PM, in any case
//     dd d          day, as its month has   mm m   minute     ss s   second 00 … 59
//     S … SSSSSSSSS so many digits of a fraction of a second; what is below 1 ms is cut off
//     X +08 or +0830 or Z   XX +0830 or Z   XXX +08:30 or Z   x xx xxx  the same without Z
//     Z +0830               'T' '' text in quotes, a quote; blanks and signs stand for themselves
//   Two letters are two digits, one letter is one or two. Or all of it is epoch_s or epoch_ms: a
//   whole number. Year, month and day must be there; what is left out of a time of day is 0.
//   A pattern without an offset needs a zone: UTC, Z, or an offset as +08:00. Zones by name are
//   refused: their rules change, and stand in tables that differ between machines.
// Errors: compile() reports mistakes as bytes of the pattern, parse_zone() of the zone. parse()
//   says no to what is no time; why_not() says why, for people. Independent of locale and machine.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostic.h"
#include "engine/core/result.h"

namespace weir {

// What is to be added to UTC, in ms. nullopt: `mistake` says what is wrong.
std::optional<std::int64_t> parse_zone(std::string_view zone, TextMistake& mistake);

class TimestampFormat {
 public:
  // zone: empty if the pattern has an offset or is an epoch. kBadArgument: one sentence.
  static Result<TimestampFormat> compile(std::string_view pattern, std::string_view zone);
  // For texts that hold both: nullopt if there are mistakes. zone_ms: nullopt if there is no zone.
  static std::optional<TimestampFormat> compile(std::string_view pattern,
                                                std::optional<std::int64_t> zone_ms,
                                                std::vector<TextMistake>& mistakes);

  bool parse(std::string_view text, std::int64_t& ms) const;
  // To be put behind what was seen: "which ends too soon: …". Only for text that parse() refuses.
  std::string why_not(std::string_view text) const;
  // ms of the years that patterns know. Offsets in a pattern are written as that of UTC.
  std::string format(std::int64_t ms) const;

  const std::string& pattern() const { return pattern_; }
  bool is_epoch() const { return parts_.size() == 1 && parts_[0].field >= Field::kEpochSeconds; }
  std::string text() const;  // "yyyy-MM-dd HH:mm, +08:00"

  bool operator==(const TimestampFormat& o) const {
    return pattern_ == o.pattern_ && zone_ms_ == o.zone_ms_;
  }

 private:
  friend class TimestampPattern;  // reads patterns
  friend class TimestampReader;   // reads texts
  enum class Field : std::uint8_t {
    kYear,
    kMonth,
    kMonthName,
    kDay,
    kHour,      // 0 … 23
    kHalfHour,  // 1 … 12
    kHalf,      // AM, PM
    kMinute,
    kSecond,
    kFraction,
    kOffset,
    kLiteral,
    kEpochSeconds,
    kEpochMillis,
  };
  struct Part {
    Field field = Field::kLiteral;
    std::uint8_t width = 0;  // digits; 1: one or two. Fractions and offsets: letters
    char sign = 0;           // of a literal; of an offset its letter
    bool operator==(const Part&) const = default;
  };

  std::string pattern_;
  std::optional<std::int64_t> zone_ms_;
  std::vector<Part> parts_;
};

}  // namespace weir
