#include "lessons/book/lesson_file.h"

#include <algorithm>
#include <array>

#include "engine/core/config/bind.h"
#include "engine/core/suggest.h"

namespace weir::book {

namespace {

constexpr std::array<std::string_view, 7> kKinds{"number", "yes_no", "record", "records",
                                                 "step",   "text",   "parts"};

// A key that is read by a function of its own: what keys.h has no type for.
template <class Section>
Key<Section> own_key(KeySpec spec,
                     void (*read)(SectionReader&, const ConfigNode&, const KeySpec&, Section&)) {
  return {spec, read, [](SectionPrinter&, const KeySpec&, const Section&) {},
          [](KeyVisitor& visitor, const KeySpec& s) { visitor.key(s, true); },
          [](const Section&) { return true; }};
}

bool is_table(SectionReader& reader, const ConfigNode& node, const std::string& what) {
  if (node.kind == ConfigNode::Kind::kTable) return true;
  reader.mistake(node.place, what + " is a table, and this is " + describe(node.kind));
  return false;
}

// [run.NAME]: each table in `node` is one section.
template <class Section>
void read_named(SectionReader& reader, const ConfigNode& node, const std::string& noun,
                std::vector<Section>& into) {
  if (!is_table(reader, node, '[' + noun + ".NAME]")) return;
  for (const ConfigMember& member : node.members) {
    Section section;
    section.name = member.key;
    const std::string what = '[' + noun + '.' + member.key + ']';
    if (!is_table(reader, member.value, what)) continue;
    reader.section(member.value, what, section);
    section.origin.place = member.place;
    into.push_back(std::move(section));
  }
}

// [[question.NAME.wrong]]
template <class Section>
void read_each(SectionReader& reader, const ConfigNode& node, const std::string& noun,
               std::vector<Section>& into) {
  if (node.kind != ConfigNode::Kind::kArray) {
    reader.mistake(node.place, "there can be several of '" + noun + "': write [[…." + noun +
                                   "]] above the keys of each");
    return;
  }
  for (const ConfigNode& element : node.elements)
    if (is_table(reader, element, "[[…." + noun + "]]"))
      reader.section(element, "[[…." + noun + "]]", into.emplace_back());
}

// A text, or { vary, until }.
template <class Section>
void read_answer(SectionReader& reader, const ConfigNode& node, const KeySpec& spec,
                 Section& into) {
  if (node.kind == ConfigNode::Kind::kTable)
    reader.section(node, "answer", into.vary.emplace());
  else
    reader.read(node, spec, into.answer);
}

template <class Section>
void read_wrong(SectionReader& reader, const ConfigNode& node, const KeySpec& /*spec*/,
                Section& into) {
  read_each(reader, node, "wrong", into.wrong);
}

constexpr KeySpec kAnswer{.name = "answer", .help = "a query, a literal, or { vary, until }"};
constexpr KeySpec kWrong{.name = "wrong", .help = "a wrong answer and its reply"};

}  // namespace

std::span<const std::string_view> answer_kinds() { return kKinds; }

std::span<const Key<RunSection>> RunSection::keys() {
  static constexpr std::array kKeys{
      key<&RunSection::set>({.name = "set", .help = "overridden keys of the job, as for --set"}),
      key<&RunSection::kill>({.name = "kill", .help = "a task and a decision, as for --kill"}),
      key<&RunSection::flink>({.name = "flink", .help = "the recorded vector it equals"}),
      key<&RunSection::expect>(
          {.name = "expect", .type = KeyType::kQuery, .help = "what must be true"}),
  };
  return kKeys;
}

std::span<const Key<MilestoneSection>> MilestoneSection::keys() {
  static constexpr std::array kKeys{
      key<&MilestoneSection::run>(
          {.name = "run", .help = "the run it is a step of", .required = true}),
      key<&MilestoneSection::at>(
          {.name = "at", .type = KeyType::kQuery, .help = "finds the step", .required = true}),
      key<&MilestoneSection::say>({.name = "say", .help = "what is to be seen", .required = true}),
  };
  return kKeys;
}

std::span<const Key<Vary>> Vary::keys() {
  static constexpr std::array kKeys{
      key<&Vary::vary>({.name = "vary", .help = "a key of the job", .required = true}),
      key<&Vary::until>(
          {.name = "until", .type = KeyType::kQuery, .help = "what must hold", .required = true}),
      key<&Vary::unit>({.name = "unit", .fallback = "ms for lengths of time", .help = "unit"}),
      key<&Vary::from>(
          {.name = "from", .type = KeyType::kInteger, .fallback = "0", .help = "first value"}),
      key<&Vary::to>(
          {.name = "to", .type = KeyType::kInteger, .fallback = "100", .help = "last value"}),
  };
  return kKeys;
}

std::span<const Key<WrongSection>> WrongSection::keys() {
  static constexpr std::array kKeys{
      key<&WrongSection::when>(
          {.name = "when", .help = "the answer, or a query", .required = true}),
      key<&WrongSection::because>({.name = "because", .help = "misconception", .required = true}),
      key<&WrongSection::say>({.name = "say", .help = "the reply", .required = true}),
  };
  return kKeys;
}

std::span<const Key<PartSection>> PartSection::keys() {
  static const std::array kKeys{
      key<&PartSection::kind>({.name = "kind",
                               .type = KeyType::kChoice,
                               .help = "of the answer",
                               .choices = std::span(kKinds).first(kKinds.size() - 1),
                               .required = true}),
      own_key<PartSection>(kAnswer, read_answer<PartSection>),
      key<&PartSection::otherwise>(
          {.name = "otherwise", .help = "the reply to any other answer", .required = true}),
      own_key<PartSection>(kWrong, read_wrong<PartSection>),
  };
  return kKeys;
}

std::span<const Key<QuestionSection>> QuestionSection::keys() {
  static const std::array kKeys{
      key<&QuestionSection::run>({.name = "run", .help = "the run it is about", .required = true}),
      key<&QuestionSection::kind>({.name = "kind",
                                   .type = KeyType::kChoice,
                                   .help = "of the answer",
                                   .choices = kKinds,
                                   .required = true}),
      own_key<QuestionSection>(kAnswer, read_answer<QuestionSection>),
      key<&QuestionSection::right>(
          {.name = "right", .help = "the reply to the right answer", .required = true}),
      key<&QuestionSection::otherwise>(
          {.name = "otherwise", .help = "the reply to any other answer"}),
      key<&QuestionSection::spoiler>(
          {.name = "spoiler",
           .help = "a query: weir step asks before the first event that it finds"}),
      own_key<QuestionSection>(kWrong, read_wrong<QuestionSection>),
      own_key<QuestionSection>(
          {.name = "part", .help = "one of several answers"},
          [](SectionReader& reader, const ConfigNode& node, const KeySpec&, QuestionSection& into) {
            read_each(reader, node, "part", into.part);
          }),
  };
  return kKeys;
}

std::span<const Key<LessonFile>> LessonFile::keys() {
  static const std::array kKeys{
      key<&LessonFile::number>(
          {.name = "number", .type = KeyType::kInteger, .help = "of the lesson", .required = true}),
      key<&LessonFile::slug>({.name = "slug", .help = "its folder's name", .required = true}),
      key<&LessonFile::title>({.name = "title", .help = "its title", .required = true}),
      key<&LessonFile::goal>({.name = "goal", .help = "what one can do then", .required = true}),
      key<&LessonFile::minutes>({.name = "minutes",
                                 .type = KeyType::kInteger,
                                 .help = "that it takes",
                                 .min = 1,
                                 .max = 120,
                                 .required = true}),
      key<&LessonFile::needs>({.name = "needs", .help = "ideas of earlier lessons"}),
      key<&LessonFile::teaches>({.name = "teaches", .help = "ideas that it introduces"}),
      key<&LessonFile::exercise>({.name = "exercise", .help = "its exercise"}),
      key<&LessonFile::numerals>(
          {.name = "numerals", .help = "numbers of the prose that no run shows"}),
      own_key<LessonFile>(
          {.name = "covers", .help = "rows of the coverage table"},
          [](SectionReader& reader, const ConfigNode& node, const KeySpec& spec, LessonFile& into) {
            if (!is_table(reader, node, "[covers]")) return;
            for (const ConfigMember& m : node.members) {
              CoverSection& cover = into.covers.emplace_back();
              cover.page = {m.key, m.place};
              reader.read(m.value, spec, cover.rows);
            }
          }),
      own_key<LessonFile>({.name = "run", .help = "a run of the job"},
                          [](SectionReader& reader, const ConfigNode& node, const KeySpec&,
                             LessonFile& into) { read_named(reader, node, "run", into.runs); }),
      own_key<LessonFile>(
          {.name = "milestone", .help = "a named step"},
          [](SectionReader& reader, const ConfigNode& node, const KeySpec&, LessonFile& into) {
            read_named(reader, node, "milestone", into.milestones);
          }),
      own_key<LessonFile>(
          {.name = "question", .help = "what is asked"},
          [](SectionReader& reader, const ConfigNode& node, const KeySpec&, LessonFile& into) {
            read_named(reader, node, "question", into.questions);
          }),
  };
  return kKeys;
}

namespace {

std::vector<std::string> plain(const Texts& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(text.value);
  return out;
}

template <class Section>
const Section* find(const std::vector<Section>& in, std::string_view name) {
  const auto at =
      std::find_if(in.begin(), in.end(), [&](const Section& s) { return s.name == name; });
  return at == in.end() ? nullptr : &*at;
}

// What one key of a table cannot say alone.
class Rules {
 public:
  Rules(const LessonFile& file, Diagnostics& into) : file_(file), into_(into) {}

  void check() {
    for (const RunSection& run : file_.runs)
      if (run.expect.empty() && !run.origin.damaged)
        mistake(run.origin.place, "[run." + run.name +
                                      "] expects nothing: a run says what must be true of it, "
                                      "expect = [\"QUERY\", …]");
    for (const MilestoneSection& milestone : file_.milestones) known_run(milestone.run);
    for (const QuestionSection& question : file_.questions) {
      known_run(question.run);
      check(question);
    }
  }

 private:
  void mistake(const TextRef& at, std::string what) {
    into_.push_back(file_.diagnose(at, std::move(what)));
  }

  void known_run(const Text& run) {
    if (!run || file_.run(run->value) != nullptr) return;
    std::vector<std::string> names;
    for (const RunSection& r : file_.runs) names.push_back(r.name);
    mistake(run->place, "there is no [run." + run->value + "]." + did_you_mean(run->value, names));
  }

  void check(const QuestionSection& question) {
    if (!question.kind || question.origin.damaged) return;
    const bool parts = question.kind->value == "parts";
    const std::string name = "[question." + question.name + ']';
    if (parts != !question.part.empty())
      mistake(question.kind->place, name + (parts ? " has no [[question.NAME.part]]"
                                                  : " has parts, so its kind is \"parts\""));
    if (parts &&
        (question.answer || question.vary || question.otherwise || !question.wrong.empty()))
      mistake(question.origin.place,
              name + " has parts: answer, otherwise and wrong belong to each of them");
    if (!parts && !question.otherwise)
      mistake(question.origin.place,
              name + " has no 'otherwise': the reply to a wrong answer that nobody foresaw");
    for (const PartSection& part : question.parts())
      if (!part.answer && !part.vary && !part.origin.damaged)
        mistake(part.origin.place,
                "the key 'answer' is missing: a query, a literal, or "
                "{ vary = \"KEY\", until = \"QUERY\" }");
  }

  const LessonFile& file_;
  Diagnostics& into_;
};

}  // namespace

std::vector<std::string> RunSection::sets() const { return plain(set); }
std::vector<std::string> RunSection::kills() const { return plain(kill); }

std::vector<PartSection> QuestionSection::parts() const {
  if (!part.empty() || !kind || kind->value == "parts") return part;
  return {{origin, kind, answer, otherwise, vary, wrong}};
}

const RunSection* LessonFile::run(std::string_view name) const { return find(runs, name); }
const MilestoneSection* LessonFile::milestone(std::string_view name) const {
  return find(milestones, name);
}
const QuestionSection* LessonFile::question(std::string_view name) const {
  return find(questions, name);
}

ReadLessonFile read_lesson_file(const std::string& path, std::string text) {
  ReadLessonFile out;
  Document::Parsed parsed = Document::parse(path, std::move(text));
  out.mistakes = std::move(parsed.diagnostics);
  if (!parsed.document) return out;
  out.file.document = std::move(parsed.document);
  const Document& document = *out.file.document;
  SectionReader(document, out.mistakes).section(document.root(), "the lesson", out.file);
  Rules(out.file, out.mistakes).check();
  return out;
}

}  // namespace weir::book
