#include <toml++/toml.h>
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/trace/catalogue_gen.h"

namespace weir::gen {
namespace {

const std::set<std::string> kRoles = {"record", "watermark", "barrier", "timer", "window", "state",
                                      "commit", "alarm",     "idle",    "quiet", "note"};
const std::set<std::string> kLogs = {"", "line", "join", "micro"};
const std::set<std::string> kForms = {"to", "from", "formula", "wins", "recs", "list"};
// Words that a sentence may use beside the fields; they are computed from the World.
const std::set<std::string> kWords = {"win", "cell", "change", "holds", "back", "idle", "again"};

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)) {}

  Catalogue read(std::string text);

 private:
  [[noreturn]] void wrong(const toml::node& at, const std::string& text) const {
    const auto& begin = at.source().begin;
    throw Wrong(path_ + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) +
                ": " + text);
  }
  std::string text_of(const toml::table& t, const char* name, bool needed) const {
    const toml::node* n = t.get(name);
    if (!n) {
      if (needed) wrong(t, std::string("'") + name + "' is missing");
      return {};
    }
    const auto s = n->value_exact<std::string>();
    if (!s) wrong(*n, std::string("'") + name + "' must be a string");
    return *s;
  }
  bool flag_of(const toml::table& t, const char* name) const {
    const toml::node* n = t.get(name);
    if (!n) return false;
    const auto b = n->value_exact<bool>();
    if (!b) wrong(*n, std::string("'") + name + "' must be true or false");
    return *b;
  }
  void only(const toml::table& t, const std::set<std::string>& names) const {
    for (const auto& [key, node] : t)
      if (!names.contains(std::string(key.str())))
        wrong(node, "unknown key '" + std::string(key.str()) + "'");
  }
  // The entries of a table in the order in which they are written.
  std::vector<std::pair<std::string, const toml::node*>> ordered(const toml::table& t) const;
  std::vector<Field> fields(const toml::table& t, bool derived) const;
  Event event(const toml::table& t);
  Face face(const toml::table& t, const Event& e, const Face* base) const;
  void sentence(const toml::table& t, const Event& e, const std::string& say) const;
  Effect effect(const toml::node& at, const Event& e, std::string text) const;
  Operand operand(const toml::node& at, const Event& e, const std::string& text,
                  bool in_list) const;
  std::vector<Operand> operands(const toml::node& at, const Event& e, const std::string& text,
                                bool in_list) const;
  void set_effect(const toml::node& at, const Event& e, const std::string& rest, bool in_list,
                  Effect& out) const;
  void queue_effect(const toml::node& at, const Event& e, const std::string& rest, bool in_list,
                    Effect& out) const;
  void hot_first(const toml::table& root, Catalogue& c) const;
  void check_signs(const toml::table& root, const Catalogue& c) const;

  std::string path_;
  std::set<std::string> types_;
};

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> out;
  std::stringstream in(text);
  for (std::string part; std::getline(in, part, by);) out.push_back(part);
  return out;
}

std::vector<std::pair<std::string, const toml::node*>> Reader::ordered(const toml::table& t) const {
  std::vector<std::pair<std::string, const toml::node*>> out;
  for (const auto& [key, node] : t) out.emplace_back(std::string(key.str()), &node);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    const auto& x = a.second->source().begin;
    const auto& y = b.second->source().begin;
    return x.line != y.line ? x.line < y.line : x.column < y.column;
  });
  return out;
}

std::vector<Field> Reader::fields(const toml::table& t, bool derived) const {
  std::vector<Field> out;
  for (const auto& [name, node] : ordered(t)) {
    const auto type = node->value_exact<std::string>();
    if (!type) wrong(*node, "the type of '" + name + "' must be a string");
    Field f{name, *type, false, derived};
    if (!f.type.empty() && f.type.back() == '?') {
      f.optional = true;
      f.type.pop_back();
    }
    if (!types_.contains(f.type)) wrong(*node, "unknown type '" + f.type + "'");
    out.push_back(std::move(f));
  }
  return out;
}

Operand Reader::operand(const toml::node& at, const Event& e, const std::string& text,
                        bool in_list) const {
  if (text == "-") return {};
  if (text == "at") return {Operand::What::kAt, -1, {}};
  if (text.size() > 1 && text.front() == '\'' && text.back() == '\'')
    return {Operand::What::kLiteral, -1, text.substr(1, text.size() - 2)};
  if (text.starts_with("x.")) {
    if (!in_list) wrong(at, "'" + text + "' outside of 'for x in'");
    return {Operand::What::kMember, -1, text.substr(2)};
  }
  const int i = e.index_of(text);
  if (i >= 0) return {Operand::What::kField, i, {}};
  if (text == "op") return {Operand::What::kOp, -1, {}};
  wrong(at, "the effect names '" + text + "', which is no field of " + e.kind);
}

std::vector<Operand> Reader::operands(const toml::node& at, const Event& e, const std::string& text,
                                      bool in_list) const {
  std::vector<Operand> out;
  for (const std::string& part : split(text, ',')) out.push_back(operand(at, e, part, in_list));
  return out;
}

void Reader::set_effect(const toml::node& at, const Event& e, const std::string& rest, bool in_list,
                        Effect& out) const {
  const auto arrow = rest.find(" -> ");
  if (!rest.starts_with(": ") || arrow == std::string::npos)
    wrong(at, "expected ': was -> now' in an effect");
  out.verb = "set";
  out.was = operand(at, e, rest.substr(2, arrow - 2), in_list);
  out.now = operand(at, e, rest.substr(arrow + 4), in_list);
}

void Reader::queue_effect(const toml::node& at, const Event& e, const std::string& rest,
                          bool in_list, Effect& out) const {
  const auto open = rest.find('('), close = rest.find(')');
  if (open == std::string::npos || close == std::string::npos || close < open)
    wrong(at, "expected 'push element(fields)' in an effect");
  const auto words = split(rest.substr(1, open - 1), ' ');
  if (words.size() != 2 || (words[0] != "push" && words[0] != "take" && words[0] != "put"))
    wrong(at, "the verbs of a queue are push, take and put");
  out.verb = words[0];
  if (words[1].front() == '*') {
    out.element_of = operand(at, e, words[1].substr(1), in_list);
  } else {
    out.element = words[1];
  }
  for (const std::string& name : split(rest.substr(open + 1, close - open - 1), ','))
    out.arguments.push_back(
        {name.starts_with("x.") ? name.substr(2) : name, operand(at, e, name, in_list)});
  const std::string tail = rest.substr(close + 1);
  if (tail.empty()) return;
  if (!tail.starts_with(" at ")) wrong(at, "expected ' at position' behind an element");
  out.at = operand(at, e, tail.substr(4), in_list);
}

Effect Reader::effect(const toml::node& at, const Event& e, std::string text) const {
  Effect out;
  bool in_list = false;
  if (text.starts_with("for x in ")) {
    const auto colon = text.find(": ");
    if (colon == std::string::npos) wrong(at, "expected ': ' behind 'for x in'");
    const std::string list = text.substr(9, colon - 9);
    out.each = e.index_of(list);
    if (out.each < 0) wrong(at, "the effect names '" + list + "', which is no field of " + e.kind);
    if (e.fields[static_cast<std::size_t>(out.each)].type != "list")
      wrong(at, "'" + list + "' is not a list");
    in_list = true;
    text = text.substr(colon + 2);
  }
  const auto open = text.find('['), close = text.find(']');
  if (open == std::string::npos || close == std::string::npos)
    wrong(at, "expected 'table[keys]' in an effect");
  const std::string table = text.substr(0, open);
  if (table.starts_with("*")) {
    out.table_of = operand(at, e, table.substr(1), in_list);
  } else {
    out.table = table;
  }
  out.keys = operands(at, e, text.substr(open + 1, close - open - 1), in_list);
  const std::string rest = text.substr(close + 1);
  if (rest.starts_with(":")) {
    set_effect(at, e, rest, in_list, out);
  } else {
    queue_effect(at, e, rest, in_list, out);
  }
  return out;
}

void Reader::sentence(const toml::table& t, const Event& e, const std::string& say) const {
  for (std::size_t i = 0; i < say.size(); i++) {
    if (say[i] != '{') continue;
    std::size_t end = i + 1;
    while (end < say.size() &&
           (std::isalnum(static_cast<unsigned char>(say[end])) || say[end] == '_'))
      end++;
    const std::string name = say.substr(i + 1, end - i - 1);
    if (end >= say.size() || std::string_view("?!:}").find(say[end]) == std::string_view::npos)
      wrong(t, "the sentence breaks off at {" + name);
    if (e.index_of(name) < 0 && !kWords.contains(name))
      wrong(t, "the sentence names {" + name + "}, which is no field");
    if (say[end] != ':') continue;
    const auto close = say.find('}', end);
    const std::string form =
        say.substr(end + 1, close == std::string::npos ? close : close - end - 1);
    if (!kForms.contains(form)) wrong(t, "unknown form '" + form + "' in the sentence");
  }
}

Face Reader::face(const toml::table& t, const Event& e, const Face* base) const {
  Face f;
  const bool needed = base == nullptr;
  f.when = text_of(t, "when", !needed);
  f.letter = text_of(t, "letter", true);
  f.glyph = text_of(t, "glyph", true);
  f.role = text_of(t, "role", needed);
  f.say = text_of(t, "say", true);
  f.log = text_of(t, "log", false);
  f.milestone = flag_of(t, "milestone");
  if (base) {
    if (e.index_of(f.when) < 0) wrong(t, "'when' names '" + f.when + "', which is no field");
    if (f.role.empty()) f.role = base->role;
    if (f.log.empty()) f.log = base->log;
    f.milestone = f.milestone || base->milestone;
  }
  if (!kRoles.contains(f.role)) wrong(t, "unknown role '" + f.role + "'");
  if (!kLogs.contains(f.log)) wrong(t, "unknown log '" + f.log + "'");
  if (f.letter.size() != 1) wrong(t, "a letter is one character of ASCII");
  if (f.log.empty()) f.log = "line";
  sentence(t, e, f.say);
  return f;
}

Event Reader::event(const toml::table& t) {
  only(t, {"kind", "visual", "opens", "opens_if", "stored", "derived", "letter", "glyph", "role",
           "milestone", "say", "log", "join", "tail", "effects", "alt", "physical"});
  Event e;
  e.kind = text_of(t, "kind", true);
  for (const char* part : {"stored", "derived"}) {
    const toml::node* n = t.get(part);
    if (!n) continue;
    if (!n->is_table()) wrong(*n, std::string("'") + part + "' must be a table");
    const bool derived = std::string_view(part) == "derived";
    for (Field& f : fields(*n->as_table(), derived)) {
      if (e.index_of(f.name) >= 0) wrong(*n, "field '" + f.name + "' twice");
      for (const char* taken : {"i", "p", "step", "t", "k", "at", "op", "g", "c"})
        if (f.name == taken) wrong(*n, "'" + f.name + "' is a name of the envelope");
      e.fields.push_back(std::move(f));
    }
    if (!derived) e.stored = e.fields.size();
  }
  e.face = face(t, e, nullptr);
  e.tail = text_of(t, "tail", false);
  e.join = text_of(t, "join", false);
  sentence(t, e, e.tail);
  sentence(t, e, e.join);
  e.physical = flag_of(t, "physical");
  if (const toml::node* opens = t.get("opens"))
    e.opens = opens->is_boolean() ? (flag_of(t, "opens") ? "yes" : "") : text_of(t, "opens", false);
  e.opens_if = text_of(t, "opens_if", false);
  const std::string asked = e.opens_if.substr(0, e.opens_if.find('='));
  if (!asked.empty() && e.index_of(asked) < 0)
    wrong(t, "'opens_if' names '" + asked + "', which is no field");
  if (const toml::node* list = t.get("effects")) {
    if (!list->is_array()) wrong(*list, "'effects' must be a list");
    for (const toml::node& n : *list->as_array()) {
      const auto text = n.value_exact<std::string>();
      if (!text) wrong(n, "an effect is a string");
      e.effects.push_back(effect(n, e, *text));
    }
  }
  if (const toml::node* list = t.get("alt")) {
    if (!list->is_array()) wrong(*list, "'alt' must be a list");
    for (const toml::node& n : *list->as_array()) {
      if (!n.is_table()) wrong(n, "an entry of 'alt' is a table");
      only(*n.as_table(), {"when", "letter", "glyph", "role", "milestone", "log", "say"});
      e.alt.push_back(face(*n.as_table(), e, &e.face));
    }
  }
  return e;
}

void Reader::hot_first(const toml::table& root, Catalogue& c) const {
  const toml::node* hot = root.get("hot");
  if (!hot || !hot->is_array()) wrong(root, "'hot' must list kinds");
  std::size_t next = 0;
  for (const toml::node& n : *hot->as_array()) {
    const std::string kind = n.value_or(std::string());
    const auto found = std::find_if(c.events.begin(), c.events.end(),
                                    [&](const Event& e) { return e.kind == kind; });
    const auto place = c.events.begin() + static_cast<std::ptrdiff_t>(next);
    if (found == c.events.end() || found < place)
      wrong(n, "'" + kind + "' is no kind, or here twice");
    std::rotate(place, found, found + 1);
    next++;
  }
  if (c.events.size() > 110) wrong(*hot, "more kinds than codes");
}

// A letter stands for one glyph and a glyph for one letter; every sign has a meaning, and every
//   meaning is used.
void Reader::check_signs(const toml::table& root, const Catalogue& c) const {
  std::set<std::string> used, known;
  std::map<std::string, std::string> glyph_of, letter_of;
  for (const auto& [sign, meaning] : c.signs) known.insert(sign);
  const auto check = [&](const Face& f, const std::string& kind) {
    if (!known.contains(f.letter + f.glyph))
      wrong(root, kind + ": the sign " + f.letter + f.glyph + " has no meaning");
    used.insert(f.letter + f.glyph);
    if (!glyph_of.emplace(f.letter, f.glyph).second && glyph_of[f.letter] != f.glyph)
      wrong(root, kind + ": letter " + f.letter + " has two glyphs");
    if (!letter_of.emplace(f.glyph, f.letter).second && letter_of[f.glyph] != f.letter)
      wrong(root, kind + ": glyph " + f.glyph + " has two letters");
  };
  for (const Event& e : c.events) {
    check(e.face, e.kind);
    for (const Face& f : e.alt) check(f, e.kind);
  }
  for (const std::string& sign : known)
    if (!used.contains(sign)) wrong(root, "the sign " + sign + " is never used");
}

Catalogue Reader::read(std::string text) {
  Catalogue c;
  c.text = std::move(text);
  toml::table root;
  try {
    root = toml::parse(c.text, path_);
  } catch (const toml::parse_error& e) {
    const auto& begin = e.source().begin;
    throw Wrong(path_ + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) +
                ": " + std::string(e.description()));
  }
  only(root, {"schema", "hot", "types", "lists", "signs", "event"});
  c.schema = text_of(root, "schema", true);
  for (const char* part : {"types", "lists", "signs"})
    if (!root.get(part) || !root.get(part)->is_table())
      wrong(root, std::string("[") + part + "] is missing");
  for (const auto& [name, node] : *root["types"].as_table()) types_.insert(std::string(name.str()));
  for (const auto& [name, node] : ordered(*root["lists"].as_table())) {
    if (!node->is_table()) wrong(*node, "a list is a table of fields");
    c.lists.push_back({name, fields(*node->as_table(), true)});
  }
  for (const auto& [sign, node] : ordered(*root["signs"].as_table()))
    c.signs.emplace_back(sign, node->value_or(std::string()));
  if (!root.get("event") || !root.get("event")->is_array()) wrong(root, "there is no [[event]]");
  for (const toml::node& n : *root["event"].as_array()) {
    Event e = event(*n.as_table());
    for (const Event& other : c.events)
      if (other.kind == e.kind) wrong(n, "kind '" + e.kind + "' twice");
    c.events.push_back(std::move(e));
  }
  hot_first(root, c);
  check_signs(root, c);
  return c;
}

}  // namespace

int Event::index_of(const std::string& name) const {
  for (std::size_t i = 0; i < fields.size(); i++)
    if (fields[i].name == name) return static_cast<int>(i);
  return -1;
}

Catalogue read_catalogue(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) throw Wrong(path + ": cannot be read");
  return parse_catalogue(text.str(), path);
}

Catalogue parse_catalogue(std::string text, const std::string& name) {
  return Reader(name).read(std::move(text));
}

}  // namespace weir::gen
