// The catalogue: as tables, and as the host tool reads it.
#include "engine/trace/catalogue.h"

#include <cctype>
#include <map>
#include <set>

#include "engine/trace/catalogue_gen.h"
#include "engine/trace/generated/event_fields.h"
#include "tests/catch.h"

namespace weir {
namespace {

// Reads the catalogue with one change, and returns what the tool says.
std::string said_about(const std::string& from, const std::string& to) {
  std::string text(catalogue_text());
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  try {
    gen::parse_catalogue(text, "events.toml");
  } catch (const gen::Wrong& wrong) {
    return wrong.what();
  }
  return {};
}

}  // namespace

TEST_CASE("Codes, names and kinds belong together") {
  std::set<std::string_view> names;
  for (std::uint32_t code = 1; code <= all_kinds().size(); code++) {
    const auto kind = kind_of_code(code);
    REQUIRE(kind);
    CHECK(static_cast<std::uint32_t>(*kind) == code);
    CHECK(kind_info(*kind).kind == *kind);
    CHECK(kind_named(kind_info(*kind).name) == *kind);
    CHECK(names.insert(kind_info(*kind).name).second);
  }
  CHECK_FALSE(kind_of_code(0));
  CHECK_FALSE(kind_of_code(static_cast<std::uint32_t>(all_kinds().size()) + 1));
  CHECK_FALSE(kind_named("rec.fly"));
  CHECK(EventKind::kRecEmit == *kind_of_code(1));
  CHECK(catalogue_schema() == "events/1");
  CHECK(kind_info(EventKind::kRecSend).fields[field::kRecSend::ch].name == "ch");
}

TEST_CASE("A letter stands for one glyph, a glyph for one letter, and every sign has a meaning") {
  std::map<std::string, std::string> glyph_of, letter_of;
  std::set<std::string> used, known;
  const auto look = [&](const EventFace& f) {
    const std::string letter(f.letter), glyph(f.glyph);
    CHECK(glyph_of.emplace(letter, glyph).first->second == glyph);
    CHECK(letter_of.emplace(glyph, letter).first->second == letter);
    used.insert(letter + glyph);
  };
  for (const KindInfo& k : all_kinds()) {
    look(k.face);
    for (const EventFace& f : k.alt) look(f);
    CHECK_FALSE(k.face.say.empty());
  }
  for (const SignInfo& s : all_signs()) known.insert(std::string(s.sign));
  CHECK(used == known);
}

TEST_CASE("Effects name fields of their kind, and the closed list of physical kinds is this") {
  using What = EffectOperand::What;
  std::set<std::string_view> physical;
  for (const KindInfo& k : all_kinds()) {
    INFO(k.name);
    if (k.physical) physical.insert(k.name);
    const auto check = [&](const EffectOperand& o, bool in_list) {
      if (o.what == What::kField) CHECK(o.field < k.fields.size());
      if (o.what == What::kMember) CHECK(in_list);
    };
    for (const EventEffect& e : k.effects) {
      const bool in_list = e.each >= 0;
      if (in_list) CHECK(k.fields[static_cast<std::size_t>(e.each)].type == FieldType::kList);
      for (const EffectOperand& o : e.keys) check(o, in_list);
      for (const EffectOperand* o : {&e.table_of, &e.was, &e.now, &e.at, &e.element_of})
        check(*o, in_list);
      for (const EffectArgument& a : e.arguments) check(a.value, in_list);
    }
    std::size_t stored = 0;
    for (const FieldInfo& f : k.fields) stored += f.derived ? 0 : 1;
    CHECK(stored == k.stored);
  }
  CHECK(physical ==
        std::set<std::string_view>{"st.sweep", "file.use", "file.free", "db.flush", "db.compact"});
  CHECK(is_queue_table(table::kQueue));
  CHECK(is_queue_table(table::kOut));
  CHECK_FALSE(is_queue_table(table::kCell));
}

TEST_CASE("A mistake in events.toml is reported with its place") {
  const std::string place = "events.toml:";
  const auto about = [&](const std::string& from, const std::string& to, const std::string& text) {
    const std::string said = said_about(from, to);
    INFO(said);
    CHECK(said.find(place) == 0);
    CHECK(said.find(text) != std::string::npos);
    CHECK(std::isdigit(static_cast<unsigned char>(said[place.size()])) != 0);
  };
  CHECK(said_about("reads {r}", "takes {r}").empty());
  about("say = \"reads {r}", "say = \"reads {rr}", "the sentence names {rr}");
  about("pos[part]: was -> pos\", \"max", "pos[part]: was -> poz\", \"max",
        "the effect names 'poz'");
  about("role = \"record\"", "role = \"rekord\"", "unknown role 'rekord'");
  about("stored = { ch = \"ch\", due", "stored = { ch = \"chan\", due", "unknown type 'chan'");
  about("kind = \"rec.send\"", "kind = \"rec.recv\"", "twice");
  about("milestone = true", "mileston = true", "unknown key 'mileston'");
  about("opens_if = \"cp\"", "opens_if = \"cq\"", "'opens_if' names 'cq'");
  about("letter = \"J\"\nglyph = \"○\"", "letter = \"J\"\nglyph = \"●\"", "has no meaning");
  about("\"rec.emit\", \"rec.send\"", "\"rec.emit\", \"rec.sent\"", "'rec.sent' is no kind");
  about("schema = \"events/1\"", "schema = events/1", ":");
  CHECK(gen::read_catalogue("../../engine/trace/events.toml").text == catalogue_text());
  CHECK_THROWS_AS(gen::read_catalogue("nowhere.toml"), gen::Wrong);
}

}  // namespace weir
