#include <charconv>
#include <cstdio>

#include "lessons/cli/arguments.h"
#include "lessons/cli/lesson_command.h"
#include "lessons/cli/own_program.h"
#include "lessons/cli/reading.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir predict 11.1 3              what you expect; kept before you see the run
weir predict 11.2 eel perch      several records; or: none
weir predict 11.3 7 no yes trout 1     one answer for each part
weir predict 11.1 2 --set camera.watermarks.out_of_orderness=1ms
                                 the same question about a run of your own

Answers a question of a lesson. The reply to a prediction comes after its run,
to a closing question at once. Exit code 1: a closing question, answered wrong.
)";

struct Options {
  std::string question;
  std::vector<std::string> words, sets;
};

int usage(const Error& error) {
  complain(error.text);
  return error.kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

Error wrong(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

// Which question of which lesson: "11.2".
struct Which {
  std::string lesson;
  std::size_t number = 0;
};
Result<Which> which_of(const std::string& typed) {
  const std::size_t dot = typed.find('.');
  Which out;
  out.lesson = typed.substr(0, dot);
  const char* const end = typed.data() + typed.size();
  if (dot != std::string::npos) {
    const auto read = std::from_chars(typed.data() + dot + 1, end, out.number);
    if (read.ec == std::errc() && read.ptr == end && out.number > 0 && !out.lesson.empty())
      return out;
  }
  return wrong("'" + typed +
               "' is no question. It wants the lesson and the number of the "
               "question: weir predict 11.2 ANSWER");
}

// A minus sign in front of a number is no option.
std::vector<std::string> with_minus_signs(std::span<const std::string> arguments) {
  std::vector<std::string> out(arguments.begin(), arguments.end());
  for (std::string& word : out)
    if (word.size() > 1 && word[0] == '-' && word[1] >= '0' && word[1] <= '9')
      word = "\u2212" + word.substr(1);
  return out;
}

std::string typed_again(const book::RunSpec& spec, const book::OpenLesson& lesson) {
  std::string out = "$ weir run " + std::to_string(lesson.number());
  for (const std::string& set : spec.sets)
    out += " \\\n      --set " +
           (set.find_first_of(" '\"{}#") == std::string::npos ? set : '\'' + set + '\'');
  for (const std::string& kill : spec.kills) out += " \\\n      --kill '" + kill + '\'';
  return out + '\n';
}

void show_run(const book::OpenLesson& lesson, const book::RunSpec& spec) {
  std::vector<std::string> words{"run", std::to_string(lesson.number())};
  for (const std::string& set : spec.sets) words.insert(words.end(), {"--set", set});
  for (const std::string& kill : spec.kills) words.insert(words.end(), {"--kill", kill});
  const auto ran = run_weir(words);
  if (!ran) return complain(ran.error().text);
  std::printf("\n%s%s%s\n", typed_again(spec, lesson).c_str(), ran->out.c_str(), ran->err.c_str());
}

int answer(const book::OpenLesson& lesson, const book::TextBlock& block, const Options& options,
           const book::ProgressFile& file) {
  const auto progress = file.read();
  if (!progress) return usage(progress.error());
  const book::KeptAnswer* before = progress->answer(lesson.number(), block.name);
  const std::string name = book::name_of(lesson, block);
  const book::QuestionSection& question = lesson.question(block);
  const auto given = book::read_answer(question, options.words);
  if (!given) return usage(wrong(name + ": " + given.error().text));
  if (!options.sets.empty() && before == nullptr)
    return usage(wrong("Answer " + name + " as the lesson asks it first, without --set."));
  book::Answering answering(lesson, file);
  const book::Asked asked{&lesson.file, &question, options.sets};
  if (options.sets.empty()) {
    if (const auto kept = answering.keep(block, *given); !kept) return usage(kept.error());
    const bool stays = before != nullptr && block.kind == "predict";
    if (stays)
      std::printf("You said %s before, and that stays.\n", before->said.c_str());
    else if (block.kind == "predict")
      std::printf("Kept: %s.\n", given->text().c_str());
  }
  bool right = false;
  const auto reply = answering.reply(block, *given, options.sets, &right);
  if (!reply) return usage(reply.error());
  if (block.kind == "predict") show_run(lesson, asked.spec());
  std::fputs(reply->c_str(), stdout);
  if (block.kind == "predict" && options.sets.empty()) std::puts("\nread on:  weir next");
  return block.kind == "check" && !right ? kExitFail : kExitOk;
}

// Each part in a line of its own.
std::optional<std::vector<std::string>> ask_all(const book::OpenLesson& lesson,
                                                const book::TextBlock& block) {
  std::vector<std::string> out;
  for (const std::string& line : block.lines) std::printf("%s\n", line.c_str());
  for (const book::PartSection& part : lesson.question(block).parts()) {
    const auto line =
        ask_line(std::string(book::wanted_text(book::answer_kind(part.kind->value))) + "> ");
    if (!line || *line == "q" || line->empty()) return std::nullopt;
    out.push_back(*line);
  }
  return out;
}

}  // namespace

int predict_command(std::span<const std::string> arguments) {
  Options options;
  Arguments a("weir predict", kHead);
  a.positional("QUESTION", options.question, "lesson and question: 11.2");
  a.positionals("ANSWER", options.words, "a number, yes or no, names of records, a step");
  a.options("--set", "KEY=VALUE", options.sets, "another value for any key of the job file");
  const auto wish = a.parse(with_minus_signs(arguments));
  if (!wish) return usage(wish.error());
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  const auto which = which_of(options.question);
  if (!which) return usage(which.error());
  const auto lesson = book::open_lesson(which->lesson);
  if (!lesson) return usage(lesson.error());
  const auto questions = lesson->text.questions();
  if (which->number > questions.size())
    return usage(wrong("There is no question " + options.question + "; lesson " + which->lesson +
                       " asks " + std::to_string(questions.size()) + '.'));
  const book::TextBlock& block = *questions[which->number - 1];
  if (options.words.empty() && somebody_is_there()) {
    auto words = ask_all(*lesson, block);
    if (!words) return kExitOk;
    options.words = std::move(*words);
  }
  const auto file = book::ProgressFile::here();
  if (!file) return usage(file.error());
  return answer(*lesson, block, options, *file);
}

}  // namespace weir::cli
