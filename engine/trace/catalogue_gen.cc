// Host tool: events.toml -> event_kind.h, event_fields.h, recorder_calls.h, record_any.h,
//   catalogue_tables.cc. catalogue_gen events.toml OUTPUT_FOLDER
#include "engine/trace/catalogue_gen.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace weir::gen {
namespace {

std::string camel(const std::string& kind) {
  std::string out = "k";
  bool up = true;
  for (const char c : kind) {
    if (c == '.') {
      up = true;
      continue;
    }
    out += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = false;
  }
  return out;
}

std::string snake(std::string kind) {
  std::replace(kind.begin(), kind.end(), '.', '_');
  return kind;
}

std::string parameter(const std::string& field) {
  return field == "new" ? "is_new" : field;  // the only field that is a word of C++
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n\"\n    \"";
      continue;
    }
    out += c;
  }
  return out + "\"";
}

// Where the encoder keeps the last number or value of a name. Numbers and values are counted apart.
class Slots {
 public:
  int of(const Field& f) {
    if (is_value(f)) return slot(values_, f.type == "key" ? "key" : f.name, 16);
    if (f.name == "due") return 0;
    if (f.type == "int" || f.type == "ms" || f.type == "time" || f.type == "cp" || f.type == "ns")
      return slot(numbers_, f.type == "cp" || f.type == "ns" ? f.type : f.type + " " + f.name, 64);
    return 0;
  }
  static bool is_value(const Field& f) {
    return f.type == "val" || f.type == "key" || f.type == "list";
  }

 private:
  static int slot(std::map<std::string, int>& of, const std::string& name, std::size_t limit) {
    const auto next = static_cast<int>(of.size());
    const int s = of.emplace(name, next).first->second;
    if (of.size() > limit)
      throw Wrong("more than " + std::to_string(limit) +
                  " names of stored fields: raise TraceContext");
    return s;
  }
  std::map<std::string, int> numbers_, values_;
};

// ---- recorder_calls.h ---------------------------------------------------------------------------

std::string cpp_type(const Field& f) {
  static const std::map<std::string, std::string> plain = {{"int", "std::int64_t"},
                                                           {"ms", "Timestamp"},
                                                           {"time", "Timestamp"},
                                                           {"str", "std::string_view"},
                                                           {"tx", "std::string_view"},
                                                           {"name", "NameId"},
                                                           {"part", "NameId"},
                                                           {"ch", "ChannelRef"},
                                                           {"task", "TaskId"},
                                                           {"cp", "CheckpointId"},
                                                           {"bool", "bool"}};
  if (f.type == "key") return "const Value*";
  if (f.type == "val" || f.type == "list") return f.optional ? "const Value*" : "const Value&";
  if (f.type == "ns") return "const Namespace&";
  const auto found = plain.find(f.type);
  if (found == plain.end()) throw Wrong("a field of type '" + f.type + "' cannot be stored");
  return f.optional && f.type != "bool" ? "std::optional<" + found->second + ">" : found->second;
}

std::string default_of(const Field& f) {
  if (!f.optional) return {};
  if (f.type == "bool") return " = false";
  if (f.type == "ns") return " = {}";
  return Slots::is_value(f) ? " = nullptr" : " = std::nullopt";
}

bool has_flag(const Field& f) { return f.optional || f.type == "bool"; }

std::string present(const Field& f) {
  const std::string p = parameter(f.name);
  if (f.type == "bool") return p;
  if (f.type == "ns") return "!" + p + ".is_void()";
  return Slots::is_value(f) ? p + " != nullptr" : p + ".has_value()";
}

std::string put(const Field& f, int slot) {
  const std::string p = parameter(f.name), s = std::to_string(slot);
  const bool optional_object = f.optional && !Slots::is_value(f) && f.type != "ns";
  const std::string v = optional_object ? "*" + p : p;
  if (f.type == "int" || f.type == "ms" || f.type == "cp")
    return "q = put_number(q, " + s + ", " + v + ");";
  if (f.type == "time")
    return f.name == "due" ? "q = put_due(q, " + v + ");"
                           : "q = put_time(q, " + s + ", " + v + ");";
  if (f.type == "str" || f.type == "tx") return "q = room(put_text(q, " + v + "));";
  if (f.type == "name" || f.type == "part" || f.type == "task")
    return "q = put_varint(q, " + v + ");";
  if (f.type == "ch") return "q = put_channel(q, " + v + ");";
  if (f.type == "ns") return "q = put_namespace(q, " + s + ", " + v + ");";
  const bool pointer = f.type == "key" || f.optional;
  return "q = room(put_value(q, " + s + ", " + (pointer ? "*" : "") + p + "));";
}

std::string flags_of(const Event& e) {
  std::string out;
  int bit = 0;
  for (std::size_t i = 0; i < e.stored; i++) {
    if (!has_flag(e.fields[i])) continue;
    if (bit == 8) throw Wrong(e.kind + ": more than 8 optional fields");
    out += (out.empty() ? "" : " | ") + std::string("(") + present(e.fields[i]) + " ? " +
           std::to_string(1 << bit) + " : 0)";
    bit++;
  }
  return out;
}

void write_call(std::ostream& out, const Event& e, std::size_t code, Slots& slots) {
  std::size_t plain_from = e.stored;  // optional fields at the end may be left out
  while (plain_from > 0 && e.fields[plain_from - 1].optional) plain_from--;
  std::string parameters;
  for (std::size_t i = 0; i < e.stored; i++) {
    const Field& f = e.fields[i];
    parameters += (i ? ", " : "") + cpp_type(f) + " " + parameter(f.name) +
                  (i >= plain_from ? default_of(f) : "");
  }
  out << "  // " << e.kind << "\n  void " << snake(e.kind) << "(" << parameters << ") {\n"
      << "    char* q = begin_event(" << code << ");\n";
  if (const std::string flags = flags_of(e); !flags.empty())
    out << "    *q++ = static_cast<char>(" << flags << ");\n";
  for (std::size_t i = 0; i < e.stored; i++) {
    const Field& f = e.fields[i];
    if (f.type == "bool") continue;
    out << "    " << (f.optional ? "if (" + present(f) + ") " : "") << put(f, slots.of(f)) << "\n";
  }
  out << "    end_event(q);\n  }\n";
}

std::string recorder_calls(const Catalogue& c, Slots& slots) {
  std::ostringstream out;
  out << "// Generated from events.toml. The typed calls of TraceRecorder: see "
         "engine/trace/recorder.h.\n"
         "#pragma once\n#include \"engine/trace/encoder.h\"\n\nnamespace weir {\n\n"
         "class RecorderCalls : public Encoder {\n public:\n  using Encoder::Encoder;\n\n";
  for (std::size_t i = 0; i < c.events.size(); i++) write_call(out, c.events[i], i + 1, slots);
  out << "};\n\n}  // namespace weir\n";
  return out.str();
}

// ---- record_any.h -------------------------------------------------------------------------------

std::string from_value(const Field& f, const std::string& v) {
  if (f.type == "int" || f.type == "ms" || f.type == "time" || f.type == "cp")
    return f.optional ? "any::optional_int(" + v + ")" : v + ".as_int()";
  if (f.type == "str" || f.type == "tx")
    return f.optional ? "any::optional_text(" + v + ")" : v + ".as_text()";
  if (f.type == "name" || f.type == "part")
    return f.optional ? "any::optional_name(r, " + v + ")" : "r.name(" + v + ".as_text())";
  if (f.type == "ch" || f.type == "task") return "static_cast<std::uint32_t>(" + v + ".as_int())";
  if (f.type == "bool") return "!" + v + ".is_null()";
  if (f.type == "ns") return "any::namespace_of(" + v + ")";
  if (f.type == "key" && !f.optional) return "&" + v;
  return f.optional ? v + ".is_null() ? nullptr : &" + v : "";
}

std::string record_any(const Catalogue& c) {
  std::ostringstream out;
  out << "// Generated from events.toml. The call of a kind with its stored fields as Values, as "
         "StoredEvent holds them: for\n"
         "// storing what was read from text, and for tests. Channels and tasks must be numbers.\n"
         "#pragma once\n#include <vector>\n\n#include \"engine/trace/any.h\"\n#include "
         "\"engine/trace/event.h\"\n"
         "#include \"engine/trace/recorder.h\"\n\nnamespace weir {\n\n"
         "inline void record_any(TraceRecorder& r, EventKind kind, const std::vector<Value>& f) "
         "{\n  switch (kind) {\n";
  for (const Event& e : c.events) {
    out << "    case EventKind::" << camel(e.kind) << ": {\n";
    std::string arguments;
    for (std::size_t i = 0; i < e.stored; i++) {
      const std::string n = std::to_string(i), made = from_value(e.fields[i], "f[" + n + "]");
      if (made.empty()) {
        arguments += (i ? ", f[" : "f[") + n + "]";
        continue;
      }
      const bool pointer = Slots::is_value(e.fields[i]);
      out << "      const " << (pointer ? "Value* const" : "auto") << " a" << n << " = " << made
          << ";\n";
      arguments += (i ? ", a" : "a") + n;
    }
    out << "      r." << snake(e.kind) << "(" << arguments << ");\n      return;\n    }\n";
  }
  out << "  }\n}\n\n}  // namespace weir\n";
  return out.str();
}

// ---- event_kind.h, event_fields.h ---------------------------------------------------------------

std::string event_kind(const Catalogue& c) {
  std::ostringstream out;
  out << "// Generated from events.toml. The numbers are the codes of the stored form.\n#pragma "
         "once\n#include <cstdint>\n\n"
         "namespace weir {\n\nenum class EventKind : std::uint8_t {\n";
  for (std::size_t i = 0; i < c.events.size(); i++)
    out << "  " << camel(c.events[i].kind) << " = " << i + 1 << ",  // " << c.events[i].kind
        << "\n";
  out << "};\n\n}  // namespace weir\n";
  return out.str();
}

// The tables that effects name, in alphabetical order.
std::map<std::string, int> table_numbers(const Catalogue& c) {
  std::map<std::string, int> out;
  for (const Event& e : c.events)
    for (const Effect& x : e.effects)
      if (!x.table.empty()) out.emplace(x.table, 0);
  int next = 0;
  for (auto& [name, index] : out) index = next++;
  return out;
}

std::string event_fields(const Catalogue& c) {
  std::ostringstream out;
  out << "// Generated from events.toml. field::kRecEmit::part is the place of that field in "
         "TraceEvent::fields.\n"
         "#pragma once\n#include <cstddef>\n\nnamespace weir::field {\n\n";
  for (const Event& e : c.events) {
    out << "struct " << camel(e.kind) << " {\n";
    for (std::size_t i = 0; i < e.fields.size(); i++)
      out << "  static constexpr std::size_t "
          << (e.fields[i].name == "new" ? "new_" : e.fields[i].name) << " = " << i << ";\n";
    out << "};\n";
  }
  out << "\n}  // namespace weir::field\n\n// The tables of the World, by their place in "
         "table_names().\nnamespace weir::table {\n\n";
  for (const auto& [name, index] : table_numbers(c))
    out << "inline constexpr std::size_t " << camel(name) << " = " << index << ";\n";
  out << "\n}  // namespace weir::table\n";
  return out.str();
}

// ---- catalogue_tables.cc ------------------------------------------------------------------------

class Tables {
 public:
  Tables(const Catalogue& c, Slots& slots) : c_(c), slots_(slots) {}
  std::string text();

 private:
  void fields(const std::string& name, const std::vector<Field>& fields, std::size_t stored);
  std::string operand(const Operand& o) const;
  std::string face(const Face& f) const;
  void effects(const Event& e);
  void kind(const Event& e, std::ostringstream& rows);

  const Catalogue& c_;
  Slots& slots_;
  std::ostringstream out_;
  std::map<std::string, int> tables_;
  std::set<std::string> queues_;
};

void Tables::fields(const std::string& name, const std::vector<Field>& list, std::size_t stored) {
  if (list.empty()) return;
  out_ << "constexpr FieldInfo " << name << "[] = {\n";
  for (std::size_t i = 0; i < list.size(); i++) {
    const Field& f = list[i];
    std::string type = camel(f.type);
    out_ << "    {\"" << f.name << "\", FieldType::" << type << ", "
         << (f.optional ? "true" : "false") << ", " << (f.derived ? "true" : "false") << ", "
         << (i < stored ? slots_.of(f) : 0) << "},\n";
  }
  out_ << "};\n";
}

std::string Tables::operand(const Operand& o) const {
  static const std::array<const char*, 6> names = {"kNone",    "kAt",    "kOp",
                                                   "kLiteral", "kField", "kMember"};
  return std::string("{What::") + names[static_cast<std::size_t>(o.what)] + ", " +
         std::to_string(std::max(o.field, 0)) + ", " + quoted(o.text) + "}";
}

std::string Tables::face(const Face& f) const {
  return "{" + quoted(f.when) + ", " + quoted(f.letter) + ", " + quoted(f.glyph) + ", " +
         quoted(f.role) + ", " + quoted(f.say) + ", " + quoted(f.log) + ", " +
         (f.milestone ? "true" : "false") + "}";
}

void Tables::effects(const Event& e) {
  const std::string id = snake(e.kind);
  for (std::size_t i = 0; i < e.effects.size(); i++) {
    const Effect& x = e.effects[i];
    const std::string own = id + "_" + std::to_string(i);
    if (!x.keys.empty()) {
      out_ << "constexpr EffectOperand keys_" << own << "[] = {";
      for (const Operand& o : x.keys) out_ << operand(o) << ", ";
      out_ << "};\n";
    }
    if (x.arguments.empty()) continue;
    out_ << "constexpr EffectArgument arguments_" << own << "[] = {";
    for (const Argument& a : x.arguments)
      out_ << "{\"" << a.name << "\", " << operand(a.value) << "}, ";
    out_ << "};\n";
  }
  if (e.effects.empty()) return;
  out_ << "constexpr EventEffect effects_" << id << "[] = {\n";
  for (std::size_t i = 0; i < e.effects.size(); i++) {
    const Effect& x = e.effects[i];
    const std::string own = id + "_" + std::to_string(i);
    const std::string keys = x.keys.empty() ? "{}" : "keys_" + own;
    out_ << "    {EffectVerb::" << camel(x.verb) << ", " << x.each << ", "
         << (x.table.empty() ? -1 : tables_.at(x.table)) << ", " << operand(x.table_of) << ", "
         << keys << ", " << operand(x.was) << ", " << operand(x.now) << ", " << quoted(x.element)
         << ", " << operand(x.element_of) << ", "
         << (x.arguments.empty() ? "{}" : "arguments_" + own) << ", " << operand(x.at) << "},\n";
  }
  out_ << "};\n";
}

void Tables::kind(const Event& e, std::ostringstream& rows) {
  const std::string id = snake(e.kind);
  fields("fields_" + id, e.fields, e.stored);
  effects(e);
  if (!e.alt.empty()) {
    out_ << "constexpr EventFace alt_" << id << "[] = {\n";
    for (const Face& f : e.alt) out_ << "    " << face(f) << ",\n";
    out_ << "};\n";
  }
  rows << "    {EventKind::" << camel(e.kind) << ", \"" << e.kind << "\", "
       << (e.fields.empty() ? "{}" : "fields_" + id) << ", " << e.stored << ", "
       << (flags_of(e).empty() ? "false" : "true") << ", " << face(e.face) << ", "
       << (e.alt.empty() ? "{}" : "alt_" + id) << ", " << quoted(e.tail) << ", " << quoted(e.join)
       << ", " << quoted(e.opens) << ", " << quoted(e.opens_if) << ", "
       << (e.physical ? "true" : "false") << ", " << (e.effects.empty() ? "{}" : "effects_" + id)
       << "},\n";
}

std::string Tables::text() {
  tables_ = table_numbers(c_);
  for (const Event& e : c_.events)
    for (const Effect& x : e.effects)
      if (x.verb != "set") queues_.insert(x.table);
  out_ << "// Generated from events.toml.\n#include \"engine/trace/catalogue.h\"\n\nnamespace weir "
          "{\nnamespace {\n\n"
          "using What = EffectOperand::What;\n\n";
  std::ostringstream rows, shapes;
  for (const Event& e : c_.events) kind(e, rows);
  for (const ListShape& l : c_.lists) {
    fields("shape_" + l.name, l.fields, 0);
    shapes << "    {\"" << l.name << "\", shape_" << l.name << "},\n";
  }
  out_ << "constexpr KindInfo kKinds[] = {\n" << rows.str() << "};\n";
  out_ << "constexpr ListShape kShapes[] = {\n" << shapes.str() << "};\n";
  out_ << "constexpr SignInfo kSigns[] = {\n";
  for (const auto& [sign, meaning] : c_.signs)
    out_ << "    {" << quoted(sign) << ", " << quoted(meaning) << "},\n";
  out_ << "};\nconstexpr std::string_view kTables[] = {\n";
  for (const auto& [name, index] : tables_) out_ << "    \"" << name << "\",\n";
  out_ << "};\nconstexpr bool kQueues[] = {\n";
  for (const auto& [name, index] : tables_)
    out_ << "    " << (queues_.contains(name) ? "true" : "false") << ",\n";
  out_ << "};\nconstexpr char kText[] =\n    " << quoted(c_.text) << ";\n\n}  // namespace\n\n"
       << "std::span<const KindInfo> all_kinds() { return kKinds; }\n"
          "std::span<const ListShape> all_shapes();\n"
          "std::span<const ListShape> all_shapes() { return kShapes; }\n"
          "std::span<const SignInfo> all_signs() { return kSigns; }\n"
          "std::span<const std::string_view> table_names() { return kTables; }\n"
          "bool is_queue_table(std::size_t table) { return kQueues[table]; }\n"
       << "std::string_view catalogue_schema() { return " << quoted(c_.schema) << "; }\n"
       << "std::string_view catalogue_text() { return {kText, sizeof kText - 1}; }\n\n}  // "
          "namespace weir\n";
  return out_.str();
}

// A file that is as it should be is left alone, so that nothing is compiled again.
void write_file(const std::string& path, const std::string& text) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream old;
  old << in.rdbuf();
  if (in && old.str() == text) return;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.flush();
  if (!out) throw Wrong(path + ": cannot be written");
}

}  // namespace
}  // namespace weir::gen

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: catalogue_gen events.toml OUTPUT_FOLDER\n";
    return 2;
  }
  try {
    const std::string folder = std::string(argv[2]) + "/";
    const weir::gen::Catalogue c = weir::gen::read_catalogue(argv[1]);
    weir::gen::Slots slots;
    weir::gen::write_file(folder + "event_kind.h", weir::gen::event_kind(c));
    weir::gen::write_file(folder + "event_fields.h", weir::gen::event_fields(c));
    weir::gen::write_file(folder + "recorder_calls.h", weir::gen::recorder_calls(c, slots));
    weir::gen::write_file(folder + "record_any.h", weir::gen::record_any(c));
    weir::gen::write_file(folder + "catalogue_tables.cc", weir::gen::Tables(c, slots).text());
  } catch (const weir::gen::Wrong& wrong) {
    std::cerr << wrong.what() << "\n";
    return 1;
  }
  return 0;
}
