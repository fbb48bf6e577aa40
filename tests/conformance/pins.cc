#include "tests/conformance/pins.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "engine/trace/json.h"

namespace weir::conformance {

namespace {

// The member of the config at a.b.c, as text.
std::string config_text(const Value& test_case, std::string_view path) {
  Value at = member(test_case, "config");
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    at = member(at, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  if (at.is_null()) return {};
  return at.kind() == Kind::kString ? std::string(at.as_text()) : to_json(at);
}

bool term_holds(std::string_view term, const Value& test_case) {
  const std::size_t equals = term.find('=');
  if (equals == std::string_view::npos) return matches(term, text_member_or(test_case, "id", ""));
  const bool negated = equals > 0 && term[equals - 1] == '!';
  const std::string_view path = term.substr(0, negated ? equals - 1 : equals);
  return matches(term.substr(equals + 1), config_text(test_case, path)) != negated;
}

std::string name_of(const Report& report) {
  return report.group + "/" + std::string(text_member_or(report.test_case, "id", ""));
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (text.substr(0, star) != pattern.substr(0, star)) return false;
  pattern.remove_prefix(star + 1);
  for (std::size_t i = star; i <= text.size(); i++)
    if (matches(pattern, text.substr(i))) return true;
  return false;
}

bool Pins::Rule::matches(std::string_view group, const Value& test_case) const {
  if (!conformance::matches(file, std::string(group) + ".json")) return false;
  return std::any_of(terms.begin(), terms.end(),
                     [&](const std::string& term) { return term_holds(term, test_case); });
}

Result<Pins> Pins::parse(std::string_view text) {
  Pins out;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word, name;
    words >> word >> name;
    const auto bad = Error{ErrorKind::kBadData, "pins.txt: " + line};
    if (word == "group") {
      Counts& c = out.counts_[name];
      if (!(words >> c.passed >> c.failed >> c.differs >> c.not_covered)) return bad;
      continue;
    }
    out.other_lines_.push_back(line);
    if (word.empty() || word[0] == '#') continue;
    Rule rule{word == "required", name, {}};
    for (std::string term; words >> term;) rule.terms.push_back(term);
    if ((word != "required" && word != "optional") || rule.terms.empty()) return bad;
    out.rules_.push_back(std::move(rule));
  }
  return out;
}

bool Pins::required(std::string_view group, const Value& test_case) const {
  bool required = false;
  for (const Rule& rule : rules_)
    if (rule.matches(group, test_case)) required = rule.required;
  return required;
}

std::vector<std::string> Pins::complaints(const std::vector<Report>& reports) const {
  std::vector<std::string> out;
  for (const Report& report : reports) {
    if (!required(report.group, report.test_case)) continue;
    if (report.verdict == Verdict::kFailed)
      out.push_back(name_of(report) + " is required, and fails");
    if (report.verdict == Verdict::kNotCovered)
      out.push_back(name_of(report) + " is required, and not covered: " + report.outcome.step);
  }
  for (const Rule& rule : rules_)
    for (const std::string& term : rule.terms) {
      const Rule one{rule.required, rule.file, {term}};
      if (std::none_of(reports.begin(), reports.end(),
                       [&](const Report& r) { return one.matches(r.group, r.test_case); }))
        out.push_back("pins.txt means no case with: " + rule.file + ' ' + term);
    }
  const auto now = counts_by_group(reports);
  std::set<std::string> names;
  for (const auto& [name, counts] : now) names.insert(name);
  for (const auto& [name, counts] : counts_) names.insert(name);
  for (const std::string& name : names) {
    const auto pinned = counts_.find(name), counted = now.find(name);
    const std::string was = pinned == counts_.end() ? "nothing" : to_string(pinned->second);
    const std::string is = counted == now.end() ? "nothing" : to_string(counted->second);
    if (was != is)
      out.push_back(name + " is pinned as " + was + " and counts " + is +
                    "; if that is right, update the pin: weir_conformance --update-pins");
  }
  return out;
}

std::string Pins::updated(const std::vector<Report>& reports) const {
  std::string out;
  for (const std::string& line : other_lines_) out += line + '\n';
  for (const auto& [name, counts] : counts_by_group(reports))
    out += "group " + name + ' ' + to_string(counts) + '\n';
  return out;
}

}  // namespace weir::conformance
