#include "lessons/book/tour.h"

#include <algorithm>

#include "engine/core/text_width.h"
#include "engine/trace/catalogue.h"

namespace weir::book {

namespace {

constexpr std::size_t kColumns = 80;
constexpr const char *kBold = "\x1b[1m", *kNormal = "\x1b[0m";

std::size_t end_of(const TextBlock& block) { return block.line + block.lines.size() + 2; }

bool is_definition(const LessonText& text, std::size_t line) {
  return std::any_of(text.definitions.begin(), text.definitions.end(),
                     [&](const StepLink& link) { return link.line == line; });
}

const TextBlock* block_at(const LessonText& text, std::size_t line) {
  for (const TextBlock& block : text.blocks)
    if (line >= block.line && line < end_of(block)) return &block;
  return nullptr;
}

// Prose: "**watermark**" and "[step 8]" are watermark and step 8; code stays as it is.
class Prose {
 public:
  Prose(const LessonText& text, bool color) : text_(text), color_(color) {}

  std::string line(const std::string& in) {
    std::string out;
    for (std::size_t i = 0; i < in.size(); i++) {
      if (in[i] == '`') code_ = !code_;
      if (!code_ && in.compare(i, 2, "**") == 0) {
        bold_ = !bold_;
        if (color_) out += bold_ ? kBold : kNormal;
        i++;
      } else if (!code_ && in[i] == '*') {
        continue;
      } else if (const std::size_t n = link(in, i); !code_ && n > 0) {
        out += in.substr(i + 1, n - 2);
        i += n - 1;
      } else {
        out += in[i];
      }
    }
    if (in.empty()) code_ = false;
    return out;
  }

 private:
  std::size_t link(const std::string& in, std::size_t at) const {
    if (in[at] != '[') return 0;
    for (const StepLink& link : text_.links)
      if (in.compare(at + 1, link.text.size() + 1, link.text + ']') == 0)
        return link.text.size() + 2;
    return 0;
  }

  const LessonText& text_;
  bool color_, code_ = false, bold_ = false;
};

// The signs of the logs in a block, as the program draws them on a screen with Unicode: in the
// column that the head of the log names, nowhere else.
class LogSigns {
 public:
  std::string line(const std::string& line) {
    if (line.starts_with("$ ")) column_ = std::string::npos;
    if (line.starts_with("step ") && line.ends_with("  event")) {
      column_ = line.size() - std::string_view("event").size();
      return line;
    }
    if (column_ == std::string::npos || line.size() < column_ + 3 || line[column_ + 1] != ' ')
      return line;
    // Only what stands in columns: names of tasks may be wider than they are long.
    if (text_width(line.substr(0, column_)) != column_ || line[column_ - 1] != ' ') return line;
    for (const SignInfo& sign : all_signs())
      if (sign.sign.front() == line[column_])
        return line.substr(0, column_).append(sign.sign.substr(1)) + line.substr(column_ + 1);
    return line;
  }

 private:
  std::size_t column_ = std::string::npos;
};

std::string heading(const std::string& line, bool color) {
  return color ? kBold + line.substr(line.find(' ') + 1) + kNormal : line;
}

}  // namespace

std::vector<Piece> pieces_of(const LessonText& text) {
  std::vector<Piece> out;
  const auto cut = [&](std::size_t end, Piece::End why, const TextBlock* question) {
    const std::size_t begin = out.empty() ? 1 : out.back().end;
    std::size_t page = 0;
    while (page + 1 < text.pages.size() && text.pages[page + 1].begin <= begin) page++;
    if (end > begin) out.push_back({begin, end, page, why, question});
  };
  std::vector<const TextBlock*> waiting;  // predictions whose run has not been shown
  std::size_t page = 0;
  for (const TextBlock& block : text.blocks) {
    for (; page < block.page; page++) cut(text.pages[page].end, Piece::End::kPage, nullptr);
    if (block.is_question()) cut(end_of(block), Piece::End::kQuestion, &block);
    if (block.kind == "predict") waiting.push_back(&block);
    if (block.kind != "console" || waiting.empty()) continue;
    cut(end_of(block), Piece::End::kReply, waiting.front());
    waiting.erase(waiting.begin());
  }
  for (; page < text.pages.size(); page++) cut(text.pages[page].end, Piece::End::kPage, nullptr);
  return out;
}

std::string plain_text(const OpenLesson& lesson, const Piece& piece,
                       const diagrams::Screen& screen) {
  const LessonText& text = lesson.text;
  Prose prose(text, screen.color);
  LogSigns signs;
  std::string out;
  bool empty = true;  // the last line was one
  const auto add = [&](const std::string& line) {
    if (line.empty() && empty) return;
    empty = line.empty();
    out += line + '\n';
  };
  for (std::size_t n = piece.begin; n < piece.end && n <= text.lines.size(); n++) {
    const std::string& line = text.lines[n - 1];
    const TextBlock* block = block_at(text, n);
    if (is_definition(text, n)) continue;
    if (block != nullptr && n == block->line) {
      if (block->is_question())
        add((block->kind == "predict" ? "Prediction " : "Question ") + name_of(lesson, *block));
      else if (!block->name.empty())
        add("-- " + block->name);
      if (block->is_question()) add("");
    } else if (block != nullptr) {
      const bool log = block->kind == "console" && screen.charset == diagrams::Charset::kUnicode;
      if (n + 1 < end_of(*block)) add(log ? signs.line(line) : line);
    } else if (line.starts_with("# ") || line.starts_with("## ")) {
      add(heading(line, screen.color));
    } else {
      add(prose.line(line));
    }
  }
  add("");
  return out;
}

std::size_t number_of(const LessonText& text, const TextBlock& question) {
  const auto all = text.questions();
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), &question) - all.begin()) + 1;
}

std::string name_of(const OpenLesson& lesson, const TextBlock& question) {
  return std::to_string(lesson.number()) + '.' + std::to_string(number_of(lesson.text, question));
}

Standing standing_of(const OpenLesson& lesson, const Progress& progress) {
  Standing out;
  for (const TextBlock* block : lesson.text.questions()) {
    const KeptAnswer* answer = progress.answer(lesson.number(), block->name);
    out.questions++;
    // A check is answered when it is answered right.
    if (answer != nullptr && (block->kind != "check" || answer->right)) out.answered++;
    if (block->kind == "predict" && answer == nullptr && out.prediction == nullptr)
      out.prediction = block;
    if (block->kind == "check" && (answer == nullptr || !answer->right) && out.check == nullptr)
      out.check = block;
  }
  const auto pages =
      static_cast<std::size_t>(std::max<std::int64_t>(0, progress.pages(lesson.number())));
  out.next_page = std::min(pages, lesson.text.pages.size());
  // The last page is closed while a check is open: one goes back to the page of that.
  if (out.check != nullptr && out.next_page + 1 >= lesson.text.pages.size())
    out.next_page = std::min(out.next_page, out.check->page);
  out.begun = pages > 0 || out.answered > 0;
  out.done = out.prediction == nullptr && out.check == nullptr &&
             out.next_page == lesson.text.pages.size();
  return out;
}

std::string wrapped(const std::string& text) {
  std::string out, word;
  std::size_t column = 0;
  for (const char c : text + ' ') {
    if (c != ' ' && c != '\n') {
      word += c;
      continue;
    }
    if (word.empty()) continue;
    const std::size_t width = text_width(word);
    if (column > 0 && column + 1 + width > kColumns) {
      out += '\n';
      column = 0;
    } else if (column > 0) {
      out += ' ';
      column++;
    }
    out += word;
    column += width;
    word.clear();
  }
  return out + '\n';
}

}  // namespace weir::book
