#include <algorithm>
#include <cctype>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/text_line.h"
#include "diagrams/why/why.h"
#include "engine/core/text_width.h"

namespace weir::diagrams {

namespace {

constexpr std::size_t kLabelWidth = 16, kGap = 2;

std::string sentence(const WhyLine& line) {
  std::string out = line.label + ": " + line.text + ".\n";
  std::replace(out.begin(), out.end() - 1, '\n', ' ');
  out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out;
}

}  // namespace

std::string why_text(const WhyAnswer& answer, const Screen& screen, std::size_t indent) {
  std::string out;
  if (screen.plain) {
    out = answer.headline + "\n";
    for (const WhyLine& line : answer.lines) out += sentence(line);
    return out;
  }
  const Ink ink(screen);
  const std::string margin(indent, ' ');
  const std::size_t width = std::max<std::size_t>(screen.width, indent + 40) - indent;
  // Sentences are read more easily when they are not as wide as the screen.
  const std::size_t reading = indent == 0 ? width - 10 : width + indent - 10;
  for (const std::string& line : wrap_words(answer.headline, std::min(reading, width), ink.mark()))
    out += margin + line + "\n";
  if (answer.lines.empty()) return out;
  out += "\n";
  std::size_t column = kLabelWidth;
  for (const WhyLine& line : answer.lines) column = std::max(column, text_width(line.label));
  column = std::min(column, width / 2) + kGap;
  for (const WhyLine& line : answer.lines) {
    std::string label = line.label;
    for (const std::string& text : wrap_words(line.text, width - kGap - column, ink.mark())) {
      out += margin + std::string(kGap, ' ') + fit_to_width(label, column - kGap, ink.mark()) +
             std::string(kGap, ' ') + text + "\n";
      label.clear();
    }
  }
  return out;
}

}  // namespace weir::diagrams
