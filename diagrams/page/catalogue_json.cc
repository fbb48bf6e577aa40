#include "diagrams/page/catalogue_json.h"

#include <array>
#include <set>
#include <span>

#include "diagrams/page/json_writer.h"
#include "diagrams/why/phrases.h"
#include "engine/trace/catalogue.h"

namespace weir::diagrams {

namespace {

std::string operand(const KindInfo& kind, const EffectOperand& o) {
  using What = EffectOperand::What;
  switch (o.what) {
    case What::kNone: return "-";
    case What::kAt: return "at";
    case What::kOp: return "op";
    case What::kLiteral: return "'" + std::string(o.text) + "'";
    case What::kField: return std::string(kind.fields[o.field].name);
    case What::kMember: return "x." + std::string(o.text);
  }
  return {};
}

const char* verb_name(EffectVerb verb) {
  switch (verb) {
    case EffectVerb::kSet: return "set";
    case EffectVerb::kPush: return "push";
    case EffectVerb::kTake: return "take";
    case EffectVerb::kPut: return "put";
  }
  return "";
}

const char* type_name(FieldType type) {
  switch (type) {
    case FieldType::kInt: return "int";
    case FieldType::kMs: return "ms";
    case FieldType::kTime: return "time";
    case FieldType::kStr: return "str";
    case FieldType::kName: return "name";
    case FieldType::kBool: return "bool";
    case FieldType::kVal: return "val";
    case FieldType::kRec: return "rec";
    case FieldType::kCh: return "ch";
    case FieldType::kTask: return "task";
    case FieldType::kPart: return "part";
    case FieldType::kCp: return "cp";
    case FieldType::kTx: return "tx";
    case FieldType::kKey: return "key";
    case FieldType::kNs: return "ns";
    case FieldType::kList: return "list";
  }
  return "";
}

void effect(JsonWriter& json, const KindInfo& kind, const EventEffect& e) {
  json.begin_object();
  json.member("verb", verb_name(e.verb));
  if (e.each >= 0) json.member("each", kind.fields[static_cast<std::size_t>(e.each)].name);
  json.member("table", e.table >= 0 ? std::string(table_names()[static_cast<std::size_t>(e.table)])
                                    : "*" + operand(kind, e.table_of));
  json.begin_list("keys");
  for (const EffectOperand& key : e.keys) json.text(operand(kind, key));
  json.end_list();
  if (e.verb == EffectVerb::kSet) {
    json.member("was", operand(kind, e.was));
    json.member("now", operand(kind, e.now));
  } else {
    json.member("elem",
                e.element.empty() ? "*" + operand(kind, e.element_of) : std::string(e.element));
    json.begin_list("args");
    for (const EffectArgument& a : e.arguments) {
      json.begin_list();
      json.text(a.name);
      json.text(operand(kind, a.value));
      json.end_list();
    }
    json.end_list();
    json.member("at", operand(kind, e.at));
  }
  json.end_object();
}

void face(JsonWriter& json, const EventFace& f) {
  const std::array<std::pair<const char*, std::string_view>, 6> texts{{{"when", f.when},
                                                                       {"letter", f.letter},
                                                                       {"glyph", f.glyph},
                                                                       {"role", f.role},
                                                                       {"say", f.say},
                                                                       {"log", f.log}}};
  for (const auto& [name, text] : texts)
    if (!text.empty()) json.member(name, text);
  if (f.milestone) json.member("milestone", true);
}

void fields(JsonWriter& json, std::string_view name, std::span<const FieldInfo> all) {
  json.begin_list(name);
  for (const FieldInfo& f : all) {
    json.begin_object();
    json.member("name", f.name);
    json.member("type", type_name(f.type));
    if (f.optional) json.member("optional", true);
    json.end_object();
  }
  json.end_list();
}

// What the entries of lists hold, by the names of the fields.
void lists(JsonWriter& json) {
  std::set<std::string_view> names{"slots"};
  for (const KindInfo& k : all_kinds())
    for (const FieldInfo& f : k.fields)
      if (f.type == FieldType::kList) names.insert(f.name);
  json.begin_object("lists");
  for (const std::string_view name : names)
    if (const ListShape* shape = list_shape(name)) fields(json, name, shape->fields);
  json.end_object();
}

void kind(JsonWriter& json, const KindInfo& k) {
  json.begin_object();
  json.member("kind", k.name);
  face(json, k.face);
  if (!k.tail.empty()) json.member("tail", k.tail);
  if (!k.join.empty()) json.member("join", k.join);
  if (!k.opens.empty()) json.member("opens", k.opens);
  if (!k.opens_if.empty()) json.member("opens_if", k.opens_if);
  if (k.physical) json.member("physical", true);
  fields(json, "fields", k.fields);
  if (!k.alt.empty()) {
    json.begin_list("alt");
    for (const EventFace& f : k.alt) {
      json.begin_object();
      face(json, f);
      json.end_object();
    }
    json.end_list();
  }
  if (!k.effects.empty()) {
    json.begin_list("effects");
    for (const EventEffect& e : k.effects) effect(json, k, e);
    json.end_list();
  }
  json.end_object();
}

}  // namespace

std::string catalogue_json() {
  JsonWriter json;
  json.begin_object();
  json.member("schema", catalogue_schema());
  json.begin_list("event");
  for (const KindInfo& k : all_kinds()) kind(json, k);
  json.end_list();
  lists(json);
  json.begin_list("queues");
  for (std::size_t t = 0; t < table_names().size(); t++)
    if (is_queue_table(t)) json.text(table_names()[t]);
  json.end_list();
  json.begin_object("signs");
  for (const SignInfo& sign : all_signs()) json.member(sign.sign, sign.meaning);
  json.end_object();
  json.begin_object("phrases");
  for (const whys::Phrase& p : whys::all_phrases()) json.member(p.name, p.text);
  json.end_object();
  json.end_object();
  return json.take();
}

}  // namespace weir::diagrams
