#include "tests/diagrams/dot_reader.h"

#include <cctype>

namespace weir::testing {

namespace {

struct Token {
  enum Kind { kWord, kQuoted, kSign, kEnd } kind = kEnd;
  std::string text;
};

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) { next(); }

  std::optional<DotGraph> read(std::string& why) {
    if (graph() && token_.kind == Token::kEnd) return std::move(out_);
    why = "byte " + std::to_string(at_) + ", near '" + token_.text + "'";
    return std::nullopt;
  }

 private:
  void next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) at_++;
    token_ = {};
    if (at_ >= text_.size()) return;
    const char c = text_[at_];
    if (c == '"') return quoted();
    if (text_.compare(at_, 2, "->") == 0) {
      token_ = {Token::kSign, "->"};
      at_ += 2;
      return;
    }
    const auto in_word = [](char w) {
      return std::isalnum(static_cast<unsigned char>(w)) != 0 || w == '_' || w == '.';
    };
    if (!in_word(c)) {
      token_ = {Token::kSign, std::string(1, c)};
      at_++;
      return;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_word(text_[at_])) at_++;
    token_ = {Token::kWord, text_.substr(begin, at_ - begin)};
  }

  // Within quotes only \" is an escape; \\ stays two characters, but ends no text.
  void quoted() {
    token_.text.clear();
    for (at_++; at_ < text_.size() && text_[at_] != '"'; at_++) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        if (text_[at_ + 1] != '"') token_.text += '\\';
        at_++;
      }
      token_.text += text_[at_];
    }
    token_.kind = at_ < text_.size() ? Token::kQuoted : Token::kEnd;
    at_++;
  }

  bool sign(const char* s) {
    if (token_.kind != Token::kSign || token_.text != s) return false;
    next();
    return true;
  }
  bool word(const char* w) {
    if (token_.kind != Token::kWord || token_.text != w) return false;
    next();
    return true;
  }
  bool id(std::string& out) {
    if (token_.kind != Token::kWord && token_.kind != Token::kQuoted) return false;
    out = token_.text;
    next();
    return true;
  }

  bool graph() {
    return word("digraph") && id(out_.name) && sign("{") && statements() && sign("}");
  }

  bool statements() {
    while (!(token_.kind == Token::kSign && token_.text == "}")) {
      if (token_.kind == Token::kEnd || !statement()) return false;
      sign(";");
    }
    return true;
  }

  bool statement() {
    if (word("subgraph")) {
      std::string name;
      if (!id(name) || !name.starts_with("cluster") || !sign("{")) return false;
      clusters_.push_back(name);
      const bool ok = statements() && sign("}");
      clusters_.pop_back();
      return ok;
    }
    DotAttributeMap attributes;
    if (word("node") || word("edge")) return list(attributes);
    if (sign("{")) {  // { rank=same; … }: names that are known
      while (!sign("}")) {
        std::string name;
        if (!id(name)) return false;
        if (sign("=") && !id(name)) return false;
        sign(";");
      }
      return true;
    }
    std::string name, value;
    if (!id(name)) return false;
    if (sign("=")) return id(value) && attribute(name, value);
    if (sign("->")) {
      std::string to;
      if (!id(to) || !list(attributes)) return false;
      out_.edges.push_back({name, to, attributes});
      return out_.node(name) != nullptr && out_.node(to) != nullptr;
    }
    if (!list(attributes) || out_.node(name) != nullptr) return false;
    out_.nodes.push_back({name, attributes, clusters_});
    return true;
  }

  bool attribute(const std::string& name, const std::string& value) {
    out_.clusters[clusters_.empty() ? "" : clusters_.back()][name] = value;
    return true;
  }

  bool list(DotAttributeMap& out) {
    if (!sign("[")) return false;
    std::string before;
    do {
      std::string name, value;
      if (!id(name) || !sign("=") || !id(value)) return false;
      out_.sorted = out_.sorted && before < name;
      before = name;
      out[name] = value;
    } while (sign(","));
    return sign("]");
  }

  const std::string& text_;
  std::size_t at_ = 0;
  Token token_;
  DotGraph out_;
  std::vector<std::string> clusters_;
};

}  // namespace

const DotNode* DotGraph::node(const std::string& wanted) const {
  for (const DotNode& n : nodes)
    if (n.name == wanted) return &n;
  return nullptr;
}

std::optional<DotGraph> read_dot(const std::string& text, std::string& why) {
  return Reader(text).read(why);
}

std::vector<std::string> label_lines(const std::string& label) {
  std::vector<std::string> lines{""};
  for (std::size_t i = 0; i < label.size(); i++) {
    if (label.compare(i, 5, "&amp;") == 0) {
      lines.back() += '&';
      i += 4;
    } else if (label[i] == '\\' && i + 1 < label.size()) {
      i++;
      if (label[i] == 'n')
        lines.emplace_back();
      else
        lines.back() += label[i] == '\\' ? std::string("\\") : "<" + label.substr(i, 1) + ">";
    } else if (label[i] == '&') {
      lines.back() += "<entity>";  // which nobody wrote
    } else {
      lines.back() += label[i];
    }
  }
  return lines;
}

}  // namespace weir::testing
