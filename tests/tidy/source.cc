#include "tests/tidy/source.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace weir::tidy {

namespace fs = std::filesystem;

namespace {

bool is_build_tree(const std::string& name) {
  return name == "build" || name.starts_with("build-");
}

std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (text.find('\0') != std::string::npos) return std::nullopt;
  return text;
}

void read_folder(const fs::path& folder, const std::string& prefix, Tree& tree) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (prefix.empty()) tree.top_level.push_back(name);
    if (entry.is_symlink(error)) continue;
    if (entry.is_directory(error)) {
      const bool hidden = name.starts_with(".") && name != ".ci";
      if (hidden || name == "node_modules" || (prefix.empty() && is_build_tree(name))) continue;
      read_folder(entry.path(), prefix + name + "/", tree);
    } else if (auto text = read_text(entry.path())) {
      tree.files.push_back({prefix + name, std::move(*text)});
    }
  }
}

// Walks C++ text once and gives every character its part.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text), parts_(text.size(), Part::kCode) {}

  std::vector<Part> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (starts("//")) {
        line_comment();
      } else if (starts("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        take(Part::kComment, end == text_.npos ? text_.size() : end + 2);
      } else if (c == '"') {
        literal_or_raw();
      } else if (c == '\'' && !is_digit_separator()) {
        literal('\'');
      } else {
        ++at_;
      }
    }
    return std::move(parts_);
  }

 private:
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void take(Part part, std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_) {
      if (text_[at_] != '\n') parts_[at_] = part;
    }
  }

  void line_comment() {
    std::size_t end = at_;
    do {
      end = text_.find('\n', end + 1);
    } while (end != text_.npos && text_[end - 1] == '\\');
    take(Part::kComment, end);
  }

  void literal(char quote) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      end += text_[end] == '\\' ? 2u : 1u;
    }
    take(Part::kLiteral, end < text_.size() && text_[end] == quote ? end + 1 : end);
  }

  void literal_or_raw() {
    const bool raw = at_ > 0 && text_[at_ - 1] == 'R' && !is_word(before_prefix(at_ - 1));
    const std::size_t open = text_.find('(', at_);
    if (!raw || open == text_.npos) {
      literal('"');
      return;
    }
    const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t end = text_.find(close, open);
    take(Part::kRaw, end == text_.npos ? text_.size() : end + close.size());
  }

  // The character before the R of a raw string and its encoding prefix (u8, u, U, L).
  char before_prefix(std::size_t r) const {
    std::size_t i = r;
    if (i >= 2 && text_.substr(i - 2, 2) == "u8") {
      i -= 2;
    } else if (i >= 1 && (text_[i - 1] == 'u' || text_[i - 1] == 'U' || text_[i - 1] == 'L')) {
      i -= 1;
    }
    return i == 0 ? ' ' : text_[i - 1];
  }

  // 1'000: the quote stands inside a word that begins with a digit.
  bool is_digit_separator() const {
    std::size_t i = at_;
    while (i > 0 && (is_word(text_[i - 1]) || text_[i - 1] == '\'')) --i;
    return i < at_ && text_[i] >= '0' && text_[i] <= '9';
  }

  std::string_view text_;
  std::vector<Part> parts_;
  std::size_t at_ = 0;
};

}  // namespace

Tree read_tree(const fs::path& root) {
  Tree tree;
  read_folder(root, "", tree);
  std::sort(tree.top_level.begin(), tree.top_level.end());
  std::sort(tree.files.begin(), tree.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return tree;
}

std::vector<Part> parts_of(std::string_view cpp) { return Splitter(cpp).run(); }

std::string only(std::string_view cpp, std::initializer_list<Part> kept) {
  const std::vector<Part> parts = parts_of(cpp);
  std::string out(cpp);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool keep = std::find(kept.begin(), kept.end(), parts[i]) != kept.end();
    if (!keep && out[i] != '\n') out[i] = ' ';
  }
  return out;
}

std::string only_code_without_directives(std::string_view cpp) {
  std::string out = only(cpp, {Part::kCode});
  bool inside = false;
  std::size_t begin = 0;
  while (begin < out.size()) {
    const std::size_t end = std::min(out.find('\n', begin), out.size());
    const std::string_view line = trimmed(std::string_view(out).substr(begin, end - begin));
    inside = inside || line.starts_with("#");
    const bool continues = inside && line.ends_with("\\");
    if (inside)
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(begin),
                out.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    inside = continues;
    begin = end + 1;
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int line_at(std::string_view text, std::size_t position) {
  const auto before = text.substr(0, position);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::string_view trimmed(std::string_view text) {
  const std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace weir::tidy
