// Exercise 1: cases and properties. hints.toml has the words, wrong/wrong.toml what is known to be
// wrong.
#include "exercises/grader/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "exercises/01-word-count/exercise.h"

namespace e01 {
namespace {

using namespace weir::exercises;

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from <= line.size();) {
    const std::size_t comma = std::min(line.find(',', from), line.size());
    const std::string field = line.substr(from, comma - from);
    const std::size_t first = field.find_first_not_of(" \t");
    if (first != std::string::npos)
      words.push_back(field.substr(first, field.find_last_not_of(" \t") - first + 1));
    from = comma + 1;
  }
  return words;
}

std::vector<WordCount> model(const std::vector<std::string>& input) {
  std::map<std::string, std::int64_t> counts;
  std::vector<WordCount> output;
  for (const std::string& line : input)
    for (const std::string& word : words_of(line)) output.push_back({word, ++counts[word]});
  return output;
}

std::vector<std::string> keys_of(const std::vector<std::string>& input) {
  std::set<std::string> words;
  for (const std::string& line : input)
    for (const std::string& word : words_of(line)) words.insert(word);
  return {words.begin(), words.end()};
}

// The same lines, with no other word in them.
std::vector<std::string> only(const std::vector<std::string>& input, const std::string& kept) {
  std::vector<std::string> lines;
  for (const std::string& line : input) {
    std::string rest;
    for (const std::string& word : words_of(line))
      if (word == kept) rest += (rest.empty() ? "" : ",") + word;
    lines.push_back(rest);
  }
  return lines;
}

// Every word has one. Not among the properties: a word that came is never done with.
std::size_t entries_left(const std::vector<std::string>& input) { return keys_of(input).size(); }

// Up to four fields, few words, and each corner of the trimming.
std::string random_line(Random& random) {
  static constexpr std::array kWords{
      "", "a", "b", "c", "A", "new york", "\xe6\x8b\x96\xe6\x8a\x8a", "x-1"};
  static constexpr std::array kBlanks{"", "", "", " ", "\t", " \t "};
  std::string line;
  const std::int64_t fields = random.between(0, 4);
  for (std::int64_t i = 0; i < fields; i++) {
    const auto word = static_cast<std::size_t>(random.between(0, std::int64_t{kWords.size()} - 1));
    const auto front =
        static_cast<std::size_t>(random.between(0, std::int64_t{kBlanks.size()} - 1));
    const auto back = static_cast<std::size_t>(random.between(0, std::int64_t{kBlanks.size()} - 1));
    if (i > 0) line += ',';
    line += std::string(kBlanks[front]) + kWords[word] + kBlanks[back];
  }
  return line;
}

const StreamCheck<std::string, std::string, Word, WordCount> kCheck = {
    .number = 1,
    .uid = "count",
    .key = "word",
    .key_by = &Word::word,
    .model = model,
    .entries_left = entries_left,
    .random = random_line,
    .random_records = 30,
    .cases =
        {
            {"lines",
             "the three lines of lesson 1, trimmed",
             {"hello,flink", "hello,state", "Hello, flink"},
             {{"hello", 1}, {"flink", 1}, {"hello", 2}, {"state", 1}, {"Hello", 1}, {"flink", 2}}},
            {"trimmed",
             "spaces and tabs at both ends are no part of a word",
             {"  a ,\ta", "a\t , new york "},
             {{"a", 1}, {"a", 2}, {"a", 3}, {"new york", 1}}},
            {"empty",
             "an empty field is no word",
             {"a,,b", "", " , ", ",a,"},
             {{"a", 1}, {"b", 1}, {"a", 2}}},
        },
    .properties = {backends(), crash(2), rebuild(), keys()},
    .keys = keys_of,
    .only = only,
};

}  // namespace

void check(const Contract& solution, weir::Grading& grading) {
  weir::exercises::grade(kCheck, solution, grading);
}

}  // namespace e01
