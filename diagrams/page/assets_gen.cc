// assets_gen VIEWER_FOLDER OUTPUT.cc: the modules of viewer/ as one script, the style and the
// shell, as C++. A host tool.
//   Each module becomes a function that is called once, in the order of imports, so that names of
//   one file never meet those of another. What a module may write: `import { a, b } from './x.js';`
//   on one line, and `export` in front of function, class, const. What else begins with import or
//   export stops the build, and so do circles.
#include <exception>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "diagrams/page/sha256.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) throw std::runtime_error(path + ": cannot be read");
  return text.str();
}

// "panels/./../dom.js" as "dom.js".
std::string normal(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream in(path);
  for (std::string part; std::getline(in, part, '/');) {
    if (part == "." || part.empty()) continue;
    if (part == ".." && !parts.empty())
      parts.pop_back();
    else
      parts.push_back(part);
  }
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "/") + part;
  return out;
}

// A line without its indentation; nothing of a line that is only a comment. No text of a module
// goes over several lines, so that no blank means anything.
std::string without_comment(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  const std::string code = line.substr(begin);
  const bool types = code.starts_with("/**") && code.ends_with("*/");
  return types || code.starts_with("//") ? std::string() : code;
}

class Joiner {
 public:
  explicit Joiner(std::string folder) : folder_(std::move(folder)) {}

  void add(const std::string& name) {
    if (done_.contains(name)) return;
    if (!open_.insert(name).second) throw std::runtime_error(name + ": imports itself in a circle");
    const std::size_t slash = name.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    std::istringstream in(read(folder_ + "/" + name));
    std::string body, exports;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      number++;
      const std::string code = without_comment(line);
      if (code.empty()) continue;
      body += rewritten(name + ":" + std::to_string(number), folder, code, exports) + "\n";
    }
    open_.erase(name);
    const std::string id = "m" + std::to_string(done_.size());
    done_[name] = id;
    out_ += "const " + id + " = (() => { // " + name + "\n" + body + "return {" + exports +
            " };\n})();\n";
  }
  // Types are for those who write the modules.
  std::string text() const { return "'use strict';\n" + out_; }

 private:
  std::string rewritten(const std::string& place, const std::string& folder,
                        const std::string& line, std::string& exports) {
    static const std::regex kImport(R"(^import \{ ([^}]*) \} from '(\.[^']*)';$)");
    static const std::regex kExport(
        R"(^export ((?:async )?function\*?|class|const) ([A-Za-z_$][A-Za-z0-9_$]*)(.*)$)");
    std::smatch found;
    if (std::regex_match(line, found, kImport)) {
      const std::string from = normal(folder + found[2].str());
      if (!done_.contains(from)) add(from);
      const std::string names =
          std::regex_replace(found[1].str(), std::regex(" as "), std::string(": "));
      return "const { " + names + " } = " + done_.at(from) + ";";
    }
    if (std::regex_match(line, found, kExport)) {
      exports += (exports.empty() ? " " : ", ") + found[2].str();
      return line.substr(std::string("export ").size());
    }
    if (line.starts_with("import ") || line.starts_with("export "))
      throw std::runtime_error(place + ": " + line + "\nThis form cannot be joined.");
    return line;
  }

  std::string folder_;
  std::map<std::string, std::string> done_;  // by file: the name of what it exports
  std::set<std::string> open_;
  std::string out_;
};

// A list of literals, each no longer than every compiler takes.
std::string pieces(const std::string& text) {
  constexpr const char* kOctal = "01234567";
  constexpr std::size_t kLine = 400, kPiece = 60'000;
  std::string out = "{\n    \"";
  std::size_t column = 0, piece = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (++piece > kPiece) {
      out += "\"sv,\n    \"";
      column = piece = 0;
    } else if (++column > kLine) {
      out += "\"\n    \"";
      column = 0;
    }
    if (c == '"' || c == '\\' || c == '?') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      out += '\\';
      for (int shift = 6; shift >= 0; shift -= 3) out += kOctal[byte >> shift & 7];
    } else {
      out += c;
    }
  }
  return out + "\"sv}";
}

// A file that is as it should be is left alone, so that nothing is compiled again.
void write(const std::string& path, const std::string& text) {
  std::ifstream old(path, std::ios::binary);
  std::ostringstream was;
  was << old.rdbuf();
  if (old && was.str() == text) return;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  if (!(out << text).flush()) throw std::runtime_error(path + ": cannot be written");
}

void run(const std::string& folder, const std::string& output) {
  Joiner joiner(folder);
  joiner.add("viewer.js");
  const std::string script = joiner.text(), style = read(folder + "/viewer.css");
  for (const std::string* text : {&script, &style})
    for (const char* end : {"</script", "</style", "<!--"})
      if (text->find(end) != std::string::npos)
        throw std::runtime_error(std::string("'") + end + "' in a module would end its block");
  using weir::diagrams::policy_sum;
  const std::string policy = "default-src 'none'; script-src " + policy_sum(script) +
                             "; style-src " + policy_sum(style) +
                             "; img-src data:; base-uri 'none'; form-action 'none'";
  std::string out =
      "// Generated from viewer/.\n#include \"diagrams/page/assets.h\"\n\n"
      "#include <initializer_list>\n\nusing namespace std::string_view_literals;\n\n"
      "namespace weir::diagrams {\nnamespace {\n\n"
      "std::string joined(std::initializer_list<std::string_view> pieces) {\n"
      "  std::string out;\n  for (const std::string_view piece : pieces) out += piece;\n"
      "  return out;\n}\n\n}  // namespace\n\n"
      "const PageAssets& page_assets() {\n  static const PageAssets kAssets{\n";
  for (const std::string& text : {script, style, read(folder + "/shell.html"), policy})
    out += "joined(" + pieces(text) + "),\n";
  write(output, out + "};\n  return kAssets;\n}\n\n}  // namespace weir::diagrams\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: assets_gen VIEWER_FOLDER OUTPUT.cc\n";
    return 2;
  }
  try {
    run(argv[1], argv[2]);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << "\n";
    return 1;
  }
  return 0;
}
