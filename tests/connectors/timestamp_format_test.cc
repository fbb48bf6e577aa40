// Tests engine/connectors/timestamp_format.h.
#include "engine/connectors/timestamp_format.h"

#include <ctime>

#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

TimestampFormat format_of(std::string_view pattern, std::string_view zone = "UTC") {
  auto format = TimestampFormat::compile(pattern, zone);
  INFO(pattern);
  if (!format) FAIL(format.error().text);
  return std::move(*format);
}

std::string mistake_of(std::string_view pattern, std::string_view zone = "UTC") {
  const auto format = TimestampFormat::compile(pattern, zone);
  return format ? "none" : format.error().text;
}

// Fails the test if the text is refused.
std::int64_t ms_of(const TimestampFormat& format, std::string_view text) {
  std::int64_t ms = 0;
  INFO(format.text() << " reads " << text << " " << format.why_not(text));
  REQUIRE(format.parse(text, ms));
  return ms;
}

std::string why(std::string_view pattern, std::string_view text, std::string_view zone = "UTC") {
  const TimestampFormat format = format_of(pattern, zone);
  std::int64_t ms = 0;
  CHECK_FALSE(format.parse(text, ms));
  return format.why_not(text);
}

TEST_CASE("a timestamp is ms since 1970, in the zone of its column") {
  const auto utc = format_of("yyyy-MM-dd HH:mm:ss");
  CHECK(ms_of(utc, "1970-01-01 00:00:00") == 0);
  CHECK(ms_of(utc, "2015-10-18 18:17:53") == 1'445'192'273'000);
  CHECK(ms_of(utc, "1969-12-31 23:59:59") == -1'000);
  CHECK(ms_of(utc, "0001-01-01 00:00:00") == -62'135'596'800'000);
  CHECK(ms_of(utc, "9999-12-31 23:59:59") == 253'402'300'799'000);
  const auto east = format_of("yyyy-MM-dd HH:mm:ss", "+08:00");
  CHECK(ms_of(east, "1970-01-01 08:00:00") == 0);
  CHECK(ms_of(format_of("yyyy-MM-dd HH:mm:ss", "-05:30"), "1969-12-31 18:30:00") == 0);
  CHECK(ms_of(format_of("yyyy-MM-dd", "+08"), "1970-01-02") == 16 * 3'600'000);
  CHECK(ms_of(format_of("yyyy-MM-dd", "Z"), "1970-01-02") == 86'400'000);
}

TEST_CASE("every letter reads what Java's reads") {
  CHECK(ms_of(format_of("yyyyMMddHHmmssSSS"), "19700102030405006") == 97'445'006);
  CHECK(ms_of(format_of("d.M.uuuu H:m:s"), "2.1.1970 3:4:5") == 97'445'000);
  CHECK(ms_of(format_of("d.M.yyyy H:m:s"), "02.01.1970 03:04:05") == 97'445'000);
  CHECK(ms_of(format_of("dd/MMM/yyyy:HH:mm:ss Z", ""), "02/Jan/1970:04:04:05 +0100") == 97'445'000);
  CHECK(ms_of(format_of("yyyy-MM-dd'T'HH:mm:ss.SX", ""), "1970-01-02T03:04:05.9Z") == 97'445'900);
  CHECK(ms_of(format_of("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", ""),
              "1970-01-02T03:04:05.123456789+00:00") == 97'445'123);
  CHECK(ms_of(format_of("yyyy-MM-dd HHX", ""), "1970-01-01 08+08") == 0);
  CHECK(ms_of(format_of("yyyy-MM-dd HHX", ""), "1970-01-01 08+0830") == -30 * 60'000);
  CHECK(ms_of(format_of("yyyy-MM-dd HHXX", ""), "1970-01-01 08+0830") == -30 * 60'000);
  CHECK(ms_of(format_of("yyyy-MM-dd HHxxx", ""), "1970-01-01 08-08:00") == 16 * 3'600'000);
  CHECK(ms_of(format_of("yyyy-MM-dd HHXXX", ""), "1970-01-01 00-18:00") == 18 * 3'600'000);
  CHECK(ms_of(format_of("dd.MM.yyyy hh:mm a"), "01.01.1970 12:30 AM") == 30 * 60'000);
  CHECK(ms_of(format_of("dd.MM.yyyy hh:mm a"), "01.01.1970 12:30 pm") == (12 * 60 + 30) * 60'000);
  CHECK(ms_of(format_of("dd.MM.yyyy h a"), "01.01.1970 1 PM") == 13 * 3'600'000);
  CHECK(ms_of(format_of("'day '''d'.' MM, yyyy"), "day '1. 01, 1970") == 0);
  CHECK(ms_of(format_of("yyyy''MM''dd"), "1970'01'01") == 0);
  CHECK(ms_of(format_of("epoch_s", ""), "97445") == 97'445'000);
  CHECK(ms_of(format_of("epoch_ms", ""), "-97445") == -97'445);
  CHECK(ms_of(format_of("epoch_ms", ""), "+1") == 1);
}

TEST_CASE("leap years are those of Gregory's calendar") {
  const auto day = format_of("yyyy-MM-dd");
  for (const char* leap : {"2000-02-29", "2024-02-29", "1600-02-29", "0004-02-29"})
    CHECK(day.format(ms_of(day, leap)) == leap);
  CHECK(why("yyyy-MM-dd", "1900-02-29") == "in which there is no day 29 in month 2 of 1900");
  CHECK(why("yyyy-MM-dd", "2023-02-29") == "in which there is no day 29 in month 2 of 2023");
  CHECK(why("yyyy-MM-dd", "2024-02-30") == "in which there is no day 30 in month 2 of 2024");
  CHECK(why("yyyy-MM-dd", "2024-04-31") == "in which there is no day 31 in month 4 of 2024");
  CHECK(ms_of(day, "2024-03-01") - ms_of(day, "2024-02-28") == 2 * 86'400'000);
  CHECK(ms_of(day, "2023-03-01") - ms_of(day, "2023-02-28") == 86'400'000);
}

TEST_CASE("what does not fit the format is refused, and it is said why and where") {
  CHECK(why("yyyy-MM-dd", "2024-1-01") == "which does not have a month (MM) at character 7");
  CHECK(why("yyyy-MM-dd", "2024/01/01") == "which does not have '-' at character 5");
  CHECK(why("yyyy-MM-dd", "2024-01-01 ") == "which goes on behind the format at character 11");
  CHECK(why("yyyy-MM-dd", "") == "which does not have a year (yyyy) at character 1");
  CHECK(why("yyyy-MM-dd", "24-01-01") == "which does not have a year (yyyy) at character 3");
  CHECK(why("yyyy-MM-dd", "2024-01") == "which does not have '-' at character 8");
  CHECK(why("yyyy-MM-dd", "2024-13-01") == "in which a month (MM) is out of range at character 6");
  CHECK(why("yyyy-MM-dd", "0000-01-01") == "in which a year (yyyy) is out of range at character 1");
  CHECK(why("yyyy-MM-dd", "2024-00-01") == "in which a month (MM) is out of range at character 6");
  CHECK(why("yyyy-MM-dd", "2024-01-32") == "in which a day (dd) is out of range at character 9");
  CHECK(why("yyyy-MM-dd HH:mm:ss", "2024-01-01 24:00:00") ==
        "in which an hour (HH) is out of range at character 12");
  CHECK(why("yyyy-MM-dd HH:mm:ss", "2016-12-31 23:59:60") ==
        "in which a second (ss) is out of range at character 18");
  CHECK(why("yyyy-MM-dd h a", "2024-01-01 13 PM") ==
        "in which an hour (h) is out of range at character 12");
  CHECK(why("yyyy-MM-dd h a", "2024-01-01 1 XM") ==
        "which does not have AM or PM (a) at character 14");
  CHECK(why("dd MMM yyyy", "01 jan 2024") ==
        "which does not have a month (MMM, Jan to Dec) at character 4");
  CHECK(why("yyyy-MM-dd HHXXX", "2024-01-01 00+18:01", "") ==
        "in which an offset (XXX) is out of range at character 14");
  CHECK(why("yyyy-MM-dd HHXXX", "2024-01-01 00+0800", "") ==
        "which does not have an offset (XXX) at character 17");
  CHECK(why("yyyy-MM-dd HHxxx", "2024-01-01 00Z", "") ==
        "which does not have an offset (xxx) at character 14");
  CHECK(why("yyyy-MM-dd HH:mm:ss.SSS", "2024-01-01 00:00:00.12") ==
        "which does not have a fraction (SSS) at character 23");
  CHECK(why("epoch_ms", "12.5", "") == "which goes on behind the format at character 3");
  CHECK(why("epoch_ms", "x", "") == "which does not have a whole number at character 1");
  CHECK(why("epoch_ms", "+-1", "") == "which does not have a whole number at character 1");
  CHECK(why("epoch_ms", "253402300800000", "") == "which is not in the years 0001 to 9999");
  CHECK(why("epoch_s", "9223372036854775807", "") == "which is not in the years 0001 to 9999");
  CHECK(why("epoch_s", "9223372036854775808", "") == "which is not in the years 0001 to 9999");
  // Columns count characters.
  CHECK(why("'\xc3\xa9'yyyy-MM-dd",
            "\xc3\xa9"
            "2024x") == "which does not have '-' at character 6");
}

TEST_CASE("mistakes in a format are told with their place and what to write") {
  const auto at = [](const char* pattern, int character) {
    return "the format '" + std::string(pattern) + "', character " + std::to_string(character) +
           ": ";
  };
  CHECK(mistake_of("yy-MM-dd") == at("yy-MM-dd", 1) +
                                      "a year is written yyyy, with four digits, not yy: the "
                                      "century of fewer would be a guess");
  CHECK(mistake_of("YYYY-MM-dd") ==
        at("YYYY-MM-dd", 1) + "YYYY is the year of weeks; the year is yyyy");
  CHECK(mistake_of("yyyy-MM-DD") ==
        at("yyyy-MM-DD", 9) + "DD is the day of the year; the day of the month is dd");
  CHECK(mistake_of("yyyy-MM-ddTHH") ==
        at("yyyy-MM-ddTHH", 11) +
            "the letter T has no meaning here: there are yyyy MM dd HH hh a mm ss S XXX, and text "
            "stands in single quotes, as in 'T'");
  CHECK(mistake_of("yyyy-MM-dd'T") == at("yyyy-MM-dd'T", 11) + "this quote is never closed");
  CHECK(mistake_of("yyyy-MM[-dd]") ==
        at("yyyy-MM[-dd]", 8) +
            "'[' has no meaning here (there are no optional parts); as text it "
            "stands in single quotes");
  CHECK(mistake_of("yyyy-MM-dd yyyy") ==
        at("yyyy-MM-dd yyyy", 12) + "the year is in the format twice");
  CHECK(mistake_of("yyyy-MM-dd MMM") ==
        at("yyyy-MM-dd MMM", 12) + "the month is in the format twice");
  CHECK(mistake_of("yyyy-MM") == at("yyyy-MM", 1) + "the format has no day (dd)");
  CHECK(mistake_of("HH:mm") == at("HH:mm", 1) + "the format has no year (yyyy)");
  CHECK(mistake_of("yyyy-MM-dd mm") ==
        at("yyyy-MM-dd mm", 1) + "the format has minutes, but no hour (HH)");
  CHECK(mistake_of("yyyy-MM-dd HH:mm.SSS") ==
        at("yyyy-MM-dd HH:mm.SSS", 1) + "the format has a fraction, but no second (ss)");
  CHECK(mistake_of("yyyy-MM-dd hh:mm") ==
        at("yyyy-MM-dd hh:mm", 1) +
            "the format has an hour of half a day, but not which half (a); or is it HH?");
  CHECK(mistake_of("yyyy-MM-dd HH a") ==
        at("yyyy-MM-dd HH a", 1) + "the format says AM or PM, but has no hour of half a day (hh)");
  CHECK(mistake_of("yyyyMdd") ==
        at("yyyyMdd", 5) +
            "where the month ends is not clear, as digits follow: write both letters");
  CHECK(mistake_of("") == at("", 1) + "the format is empty: expected one as yyyy-MM-dd HH:mm:ss");
  CHECK(mistake_of("yyyy-MM-dd", "") ==
        at("yyyy-MM-dd", 1) +
            "the format has no offset, so it needs a zone: write UTC or an offset behind it, as in "
            "timestamp(yyyy-MM-dd, +08:00)");
  CHECK(mistake_of("yyyy-MM-dd HHXXX") ==
        at("yyyy-MM-dd HHXXX", 1) + "the offset is in the data: leave the zone out");
  CHECK(mistake_of("epoch_ms") ==
        at("epoch_ms", 1) + "seconds and milliseconds since 1970 are in no zone: leave it out");
}

TEST_CASE("a zone is UTC or an offset; a name is refused, and it is said why and what to write") {
  CHECK(mistake_of("yyyy-MM-dd", "Asia/Shanghai") ==
        "the zone 'Asia/Shanghai' has a name, and what a name means stands in tables that differ "
        "between machines and change with laws: write UTC, or the offset itself, as in +08:00 (if "
        "it changes within the data, put it there and write XXX in the format)");
  for (const char* named : {"CET", "utc", "GMT", "Europe/Berlin", "local"})
    CHECK_THAT(mistake_of("yyyy-MM-dd", named), Catch::Matchers::StartsWith("the zone '"));
  for (const char* wrong : {"+8", "+08:0", "+0800", "+08:60", "+19:00", "+18:01", "-24", "+"})
    CHECK(mistake_of("yyyy-MM-dd", wrong) ==
          "'" + std::string(wrong) +
              "' is no offset: expected one from -18:00 to +18:00, as in +08:00");
  CHECK_THAT(mistake_of("yyyy-MM-dd", "8:00"), Catch::Matchers::StartsWith("'8:00' is no zone: "));
  CHECK(format_of("yyyy-MM-dd", "+08:00").text() == "yyyy-MM-dd, +08:00");
  CHECK(format_of("yyyy-MM-dd", "-08:30").text() == "yyyy-MM-dd, -08:30");
  CHECK(format_of("yyyy-MM-dd", "Z").text() == "yyyy-MM-dd, UTC");
  CHECK(format_of("epoch_s", "").text() == "epoch_s");
}

TEST_CASE("what is written is read back, for all formats and times, and as the C library says") {
  const std::vector<TimestampFormat> formats = {
      format_of("yyyy-MM-dd HH:mm:ss.SSS"),
      format_of("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS", "+14:00"),
      format_of("d/M/yyyy h:m:s.SSS a", "-18:00"),
      format_of("dd/MMM/yyyy:HH:mm:ss.SSS Z", ""),
      format_of("yyyyMMddHHmmssSSSXXX", ""),
      format_of("yyyyMMddHHmmssSSSx", ""),
      format_of("epoch_ms", ""),
  };
  const auto seconds = format_of("yyyy-MM-dd HH:mm:ss");
  Dice dice(5);
  for (int i = 0; i < 20'000; i++) {
    const std::int64_t day = static_cast<std::int64_t>(dice.below(3'652'000)) - 719'000;
    const std::int64_t ms = day * 86'400'000 + static_cast<std::int64_t>(dice.below(86'400'000));
    for (const TimestampFormat& format : formats) {
      if (ms > 253'402'300'799'999 - 24 * 3'600'000) continue;  // its zone is in the next year
      std::int64_t again = 0;
      const std::string text = format.format(ms);
      if (!format.parse(text, again) || again != ms) FAIL(format.text() << ": " << text);
    }
    const std::int64_t whole = ms / 1'000 * 1'000;
    const auto time = static_cast<std::time_t>(whole / 1'000);
    std::tm tm{};
    ::gmtime_r(&time, &tm);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    if (tm.tm_year + 1900 >= 1000 && seconds.format(whole) != text) FAIL(ms << ": " << text);
  }
}

TEST_CASE("a text with one character changed is another time or none, never something in between") {
  const auto format = format_of("yyyy-MM-dd HH:mm:ss.SSS", "+01:00");
  Dice dice(6);
  int refused = 0, read = 0;
  for (int i = 0; i < 20'000; i++) {
    const auto ms = static_cast<std::int64_t>(dice.below(100'000'000'000'000));
    std::string text = format.format(ms);
    const std::size_t at = dice.below(text.size());
    text[at] = "0123456789-: .TZ+x"[dice.below(18)];
    std::int64_t again = 0;
    if (!format.parse(text, again)) {
      refused++;
      if (format.why_not(text).empty()) FAIL("no reason: " << text);
      continue;
    }
    read++;
    if (format.format(again) != text) FAIL(text);
  }
  CHECK(refused > 5'000);
  CHECK(read > 5'000);
}

}  // namespace
}  // namespace weir
