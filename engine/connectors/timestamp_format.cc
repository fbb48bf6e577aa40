// Texts of timestamps. Tested by tests/connectors/timestamp_format_test.cc.
#include "engine/connectors/timestamp_format.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace weir {

namespace {

constexpr std::int64_t kSecond = 1'000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                       kDay = 24 * kHour;
constexpr std::int64_t kFirst = -62'135'596'800'000;  // 0001-01-01T00:00Z
constexpr std::int64_t kLast = 253'402'300'799'999;   // 9999-12-31T23:59:59.999Z

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// Days since 1970-01-01 in the calendar of Gregory, for all years; years begin in March here, so
// that leap days are at their end.
std::int64_t days_of(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int of_era = y - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
  return std::int64_t{era} * 146'097 + days - 719'468;
}

struct Date {
  std::int64_t year;
  int month, day;
};

Date date_of(std::int64_t days) {
  const std::int64_t z = days + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t of_era = z - era * 146'097;
  const std::int64_t y = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
  const auto m = static_cast<int>((5 * of_year + 2) / 153);
  const int month = m < 10 ? m + 3 : m - 9;
  return {y + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<int>(of_year) - (153 * m + 2) / 5 + 1};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

// One text, from left to right.
class TimestampReader {
 public:
  using Field = TimestampFormat::Field;
  using Part = TimestampFormat::Part;
  enum class Fault : std::uint8_t { kNone, kText, kBehind, kRange, kDay };

  TimestampReader(const TimestampFormat& format, std::string_view text)
      : format_(format), p_(text.data()), begin_(p_), end_(p_ + text.size()) {}

  bool read(std::int64_t& ms) {
    for (const Part& part : format_.parts_) {
      part_ = &part;
      if (!take(part)) return false;
    }
    if (p_ != end_) return fail(Fault::kBehind);
    if (epoch_) {
      ms = time_;
      return true;
    }
    if (day_ > 28 && day_ > days_in(year_, month_)) return fail(Fault::kDay);
    ms = days_of(year_, month_, day_) * kDay + (hour_ % (half_ < 0 ? 24 : 12)) * kHour +
         (half_ > 0 ? 12 * kHour : 0) + time_ - offset_;
    return true;
  }

  Fault fault() const { return fault_; }
  const Part& part() const { return *part_; }
  std::size_t at() const { return static_cast<std::size_t>(p_ - begin_); }
  int year() const { return year_; }
  int month() const { return month_; }
  int day() const { return day_; }

 private:
  bool fail(Fault fault) {
    fault_ = fault;
    return false;
  }

  bool take(const Part& part) {
    int n = 0;
    switch (part.field) {
      case Field::kLiteral:
        if (p_ == end_ || *p_ != part.sign) return fail(Fault::kText);
        p_++;
        return true;
      case Field::kYear: return number(part.width, 1, 9999, year_);
      case Field::kMonth: return number(part.width, 1, 12, month_);
      case Field::kMonthName: return month_name();
      case Field::kDay: return number(part.width, 1, 31, day_);
      case Field::kHour: return number(part.width, 0, 23, hour_);
      case Field::kHalfHour: return number(part.width, 1, 12, hour_);
      case Field::kHalf: return half();
      case Field::kMinute:
        if (!number(part.width, 0, 59, n)) return false;
        time_ += n * kMinute;
        return true;
      case Field::kSecond:
        if (!number(part.width, 0, 59, n)) return false;
        time_ += n * kSecond;
        return true;
      case Field::kFraction: return fraction(part.width);
      case Field::kOffset: return offset(part);
      case Field::kEpochSeconds: return epoch(kSecond);
      case Field::kEpochMillis: return epoch(1);
    }
    return false;
  }

  bool digit(int& n) {
    if (p_ == end_ || *p_ < '0' || *p_ > '9') return false;
    n = n * 10 + (*p_++ - '0');
    return true;
  }

  bool number(int width, int least, int most, int& out) {
    const char* const begin = p_;
    int n = 0;
    for (int i = 0; i < width; i++)
      if (!digit(n)) return fail(Fault::kText);
    if (width == 1) digit(n);
    out = n;
    if (n >= least && n <= most) return true;
    p_ = begin;
    return fail(Fault::kRange);
  }

  bool month_name() {
    const std::string_view rest(p_, static_cast<std::size_t>(end_ - p_));
    for (std::size_t i = 0; i < kMonths.size(); i++)
      if (rest.starts_with(kMonths[i])) {
        month_ = static_cast<int>(i) + 1;
        p_ += 3;
        return true;
      }
    return fail(Fault::kText);
  }

  bool half() {
    if (end_ - p_ < 2 || (p_[1] | 0x20) != 'm') return fail(Fault::kText);
    const int c = p_[0] | 0x20;
    if (c != 'a' && c != 'p') return fail(Fault::kText);
    half_ = c == 'p' ? 1 : 0;
    p_ += 2;
    return true;
  }

  bool fraction(int width) {
    int ms = 0, rest = 0;
    for (int i = 0; i < width; i++)
      if (!digit(i < 3 ? ms : rest)) return fail(Fault::kText);
    for (int i = width; i < 3; i++) ms *= 10;
    time_ += ms;
    return true;
  }

  bool offset(const Part& part) {
    const char* const begin = p_;
    if (p_ == end_) return fail(Fault::kText);
    if (*p_ == 'Z' && part.sign == 'X') {
      p_++;
      return true;
    }
    if (*p_ != '+' && *p_ != '-') return fail(Fault::kText);
    const bool west = *p_++ == '-';
    int hours = 0, minutes = 0;
    if (!digit(hours) || !digit(hours)) return fail(Fault::kText);
    const bool more = part.width > 1 || (p_ != end_ && *p_ >= '0' && *p_ <= '9');
    if (part.width == 3 && (p_ == end_ || *p_ != ':')) return fail(Fault::kText);
    if (part.width == 3) p_++;
    if (more && (!digit(minutes) || !digit(minutes))) return fail(Fault::kText);
    if (minutes > 59 || hours * 60 + minutes > 18 * 60) {
      p_ = begin;
      return fail(Fault::kRange);
    }
    offset_ = (west ? -1 : 1) * (hours * kHour + minutes * kMinute);
    return true;
  }

  bool epoch(std::int64_t unit) {
    epoch_ = true;
    if (end_ - p_ > 1 && *p_ == '+' && p_[1] != '-') p_++;
    const auto [at, code] = std::from_chars(p_, end_, time_);
    if (code == std::errc::invalid_argument) return fail(Fault::kText);
    if (code != std::errc() || time_ < kFirst / unit || time_ > kLast / unit)
      return fail(Fault::kRange);
    time_ *= unit;
    p_ = at;
    return true;
  }

  const TimestampFormat& format_;
  const char* p_;
  const char* begin_;
  const char* end_;
  const Part* part_ = nullptr;
  Fault fault_ = Fault::kNone;
  int year_ = 1970, month_ = 1, day_ = 1, hour_ = 0;
  int half_ = -1;  // 0: AM, 1: PM, -1: whole days
  bool epoch_ = false;
  std::int64_t time_ = 0;    // within the hour, or all of an epoch
  std::int64_t offset_ = 0;  // what the text says
};

bool TimestampFormat::parse(std::string_view text, std::int64_t& ms) const {
  if (!TimestampReader(*this, text).read(ms)) return false;
  ms -= zone_ms_.value_or(0);
  return true;
}

namespace {
const char* const kWhole = "a whole number";
}

std::string TimestampFormat::why_not(std::string_view text) const {
  TimestampReader reader(*this, text);
  std::int64_t ms = 0;
  if (reader.read(ms)) return {};
  const auto letters = [&](const Part& p) -> std::string {
    const auto repeat = [&](char c) { return std::string(p.width, c); };
    switch (p.field) {
      case Field::kYear: return "a year (yyyy)";
      case Field::kMonth: return "a month (" + repeat('M') + ")";
      case Field::kMonthName: return "a month (MMM, Jan to Dec)";
      case Field::kDay: return "a day (" + repeat('d') + ")";
      case Field::kHour: return "an hour (" + repeat('H') + ")";
      case Field::kHalfHour: return "an hour (" + repeat('h') + ")";
      case Field::kHalf: return "AM or PM (a)";
      case Field::kMinute: return "a minute (" + repeat('m') + ")";
      case Field::kSecond: return "a second (" + repeat('s') + ")";
      case Field::kFraction: return "a fraction (" + repeat('S') + ")";
      case Field::kOffset:
        return "an offset (" + std::string(p.sign == 'Z' ? 1 : p.width, p.sign) + ")";
      case Field::kLiteral: return fmt::format("'{}'", p.sign);
      case Field::kEpochSeconds:
      case Field::kEpochMillis: break;
    }
    return kWhole;
  };
  const std::int64_t column = place_in(text, reader.at()).column;
  switch (reader.fault()) {
    case TimestampReader::Fault::kText:
      return fmt::format("which does not have {} at character {}", letters(reader.part()), column);
    case TimestampReader::Fault::kBehind:
      return fmt::format("which goes on behind the format at character {}", column);
    case TimestampReader::Fault::kRange:
      if (is_epoch()) return "which is not in the years 0001 to 9999";
      return fmt::format("in which {} is out of range at character {}", letters(reader.part()),
                         column);
    case TimestampReader::Fault::kDay:
      return fmt::format("in which there is no day {} in month {} of {}", reader.day(),
                         reader.month(), reader.year());
    case TimestampReader::Fault::kNone: break;
  }
  return {};
}

std::string TimestampFormat::format(std::int64_t ms) const {
  if (is_epoch())
    return std::to_string(parts_[0].field == Field::kEpochMillis ? ms : floor_div(ms, kSecond));
  const std::int64_t local = ms + zone_ms_.value_or(0);
  const std::int64_t days = floor_div(local, kDay), time = local - days * kDay;
  const Date date = date_of(days);
  const std::int64_t hour = time / kHour, twelve = hour % 12 == 0 ? 12 : hour % 12;
  std::string out;
  const auto number = [&](std::int64_t n, int width) { out += fmt::format("{:0{}}", n, width); };
  for (const Part& p : parts_) {
    switch (p.field) {
      case Field::kYear: number(date.year, p.width); break;
      case Field::kMonth: number(date.month, p.width); break;
      case Field::kMonthName: out += kMonths[static_cast<std::size_t>(date.month - 1)]; break;
      case Field::kDay: number(date.day, p.width); break;
      case Field::kHour: number(hour, p.width); break;
      case Field::kHalfHour: number(twelve, p.width); break;
      case Field::kHalf: out += hour < 12 ? "AM" : "PM"; break;
      case Field::kMinute: number(time / kMinute % 60, p.width); break;
      case Field::kSecond: number(time / kSecond % 60, p.width); break;
      case Field::kFraction: {
        const std::string digits = fmt::format("{:03}000000", time % kSecond);
        out += digits.substr(0, p.width);
        break;
      }
      case Field::kOffset:
        if (p.sign == 'X')
          out += 'Z';
        else
          out += p.width == 3 ? "+00:00" : p.width == 2 ? "+0000" : "+00";
        break;
      case Field::kLiteral: out += p.sign; break;
      case Field::kEpochSeconds:
      case Field::kEpochMillis: break;
    }
  }
  return out;
}

}  // namespace weir
