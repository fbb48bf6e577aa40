#include "lessons/cli/reading.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/terminal.h"

namespace weir::cli {

namespace {

using book::Piece;

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

std::string next_of(const book::OpenLesson& lesson, const book::TextBlock& block) {
  return "weir predict " + book::name_of(lesson, block) + " ...";
}

}  // namespace

bool somebody_is_there() { return isatty(STDIN_FILENO) != 0 && is_terminal(stdout); }

std::optional<std::string> ask_line(const std::string& prompt) {
  std::fflush(stdout);
  std::fputs(prompt.c_str(), stderr);
  std::string line;
  for (int c = std::getchar(); c != '\n'; c = std::getchar()) {
    if (c == EOF) {
      std::fputc('\n', stderr);
      return std::nullopt;
    }
    line += static_cast<char>(c);
  }
  return line;
}

const book::KeptAnswer* Reading::kept(const book::TextBlock& block) const {
  return progress_.answer(lesson_.number(), block.name);
}

bool Reading::discussion_is_closed(const Piece& piece) const {
  if (wishes_.all || piece.page + 1 != lesson_.text.pages.size()) return false;
  return book::standing_of(lesson_, progress_).check != nullptr;
}

// Behind the last answer on the page that is to be read next.
std::size_t Reading::first_piece(const std::vector<Piece>& pieces) const {
  const std::size_t page = book::standing_of(lesson_, progress_).next_page;
  std::size_t first = pieces.size();
  for (std::size_t i = pieces.size(); i-- > 0;)
    if (pieces[i].page == page) first = i;
  for (std::size_t i = first; i < pieces.size() && pieces[i].page == page; i++)
    if (pieces[i].why == Piece::End::kQuestion && kept(*pieces[i].question) != nullptr)
      first = i + 1;
  return first;
}

Result<Reading::Then> Reading::ask(const book::TextBlock& block) {
  const book::QuestionSection& question = lesson_.question(block);
  const auto parts = question.parts();
  book::GivenAnswer answer;
  for (std::size_t i = 0; i < parts.size();) {
    const std::string number = parts.size() > 1 ? " (" + std::to_string(i + 1) + ")" : "";
    const auto kind = book::answer_kind(parts[i].kind->value);
    const auto line =
        ask_line(book::name_of(lesson_, block) + number + ", " + book::wanted_text(kind) + "> ");
    if (!line || *line == "q") return Then::kStop;
    if (line->empty() && block.kind == "check") {
      print("\nLeft for later:  " + next_of(lesson_, block) + "\n\n");
      return Then::kOn;
    }
    auto said = book::read_said(kind, *line);
    if (!said) {
      complain(said.error().text + " (q stops here)");
      continue;
    }
    answer.said.push_back(std::move(*said));
    i++;
  }
  if (const auto done = answering_.keep(block, answer); !done) return done.error();
  auto progress = file_.read();
  if (!progress) return progress.error();
  progress_ = std::move(*progress);
  if (block.kind == "predict") {
    print("\nKept: " + answer.text() + ". The reply comes after the run.\n\n");
    return Then::kOn;
  }
  const auto text = answering_.reply(block, answer, {});
  if (!text) return text.error();
  print('\n' + *text + '\n');
  return Then::kOn;
}

Result<Reading::Then> Reading::question(const book::TextBlock& block) {
  if (wishes_.all) return Then::kOn;
  if (const book::KeptAnswer* answer = kept(block)) {
    std::string text = "(You said " + answer->said + ".";
    if (block.kind == "check") text += answer->right ? " Right." : " Not right yet.";
    print(text + ")\n\n");
    return Then::kOn;
  }
  if (wishes_.asks) return ask(block);
  if (block.kind == "check") return Then::kOn;
  print("Answer first, then read on:  weir next\n");
  return Then::kStop;
}

Result<Reading::Then> Reading::reply(const book::TextBlock& block) {
  const book::KeptAnswer* answer = kept(block);
  if (wishes_.all || answer == nullptr) return Then::kOn;
  const auto given = book::read_kept(lesson_.question(block), answer->said);
  if (!given) return Then::kOn;  // it was answered when it was another question
  const auto text = answering_.reply(block, *given, {});
  if (!text) return text.error();
  print(book::name_of(lesson_, block) + "  " + *text + '\n');
  return Then::kOn;
}

Result<Reading::Then> Reading::page(const Piece& piece, bool last) {
  if (wishes_.all) return Then::kOn;
  const auto seen = static_cast<std::int64_t>(piece.page) + 1;
  if (!wishes_.page && progress_.pages(lesson_.number()) < seen) {
    const auto noted = file_.change([&](book::Progress& progress) {
      std::int64_t& pages = progress.lessons[lesson_.number()].pages;
      pages = std::max(pages, seen);
    });
    if (!noted)
      complain(noted.error().text + " (what you read is not noted)");
    else
      progress_.lessons[lesson_.number()].pages = seen;
  }
  if (last || !wishes_.asks || wishes_.page) return Then::kOn;
  const auto line = ask_line("-- Enter: read on   q: stop -- ");
  if (!line || *line == "q") return Then::kStop;
  print("\n");
  return Then::kOn;
}

// What is longer than the screen stops when it is full: nobody has to scroll back.
Reading::Then Reading::by_screens(const std::string& text) {
  const std::size_t rows = wishes_.asks ? screen_rows(stdout) : 0;
  constexpr std::size_t kFewest = 10, kPrompt = 2;
  std::size_t from = 0, lines = 0;
  for (std::size_t i = 0; rows >= kFewest && i < text.size(); i++) {
    if (text[i] != '\n' || ++lines < rows - kPrompt || i + 1 == text.size()) continue;
    print(text.substr(from, i + 1 - from));
    const auto line = ask_line("-- Enter: more   q: stop -- ");
    if (!line || *line == "q") return Then::kStop;
    from = i + 1;
    lines = 0;
  }
  print(text.substr(from));
  return Then::kOn;
}

Result<Reading::Then> Reading::piece(const Piece& piece, bool last) {
  if (discussion_is_closed(piece)) {
    const book::TextBlock* open = book::standing_of(lesson_, progress_).check;
    print("The discussion opens when the questions are answered right. Open is " +
          book::name_of(lesson_, *open) + ":\n  " + next_of(lesson_, *open) + '\n');
    return Then::kStop;
  }
  const auto shown = by_screens(book::plain_text(lesson_, piece, wishes_.screen));
  if (shown == Then::kStop) return shown;
  switch (piece.why) {
    case Piece::End::kQuestion: return question(*piece.question);
    case Piece::End::kReply: return reply(*piece.question);
    case Piece::End::kPage: return page(piece, last);
  }
  return Then::kOn;
}

int Reading::read(bool from_where_it_stopped) {
  auto progress = file_.read();
  if (!progress) {
    complain(progress.error().text);
    return kExitUsage;
  }
  progress_ = std::move(*progress);
  const std::vector<Piece> pieces = book::pieces_of(lesson_.text);
  const std::size_t first = from_where_it_stopped ? first_piece(pieces) : 0;
  const book::TextBlock* open = book::standing_of(lesson_, progress_).prediction;
  for (std::size_t i = first; i < pieces.size() && !stdout_is_broken(); i++) {
    if (wishes_.page && pieces[i].page < *wishes_.page) {
      if (wishes_.all || pieces[i].question == nullptr || pieces[i].question != open) continue;
      complain("That page shows what " + book::name_of(lesson_, *open) +
               " asks. Answer first: " + next_of(lesson_, *open));
      return kExitUsage;
    }
    if (wishes_.page && pieces[i].page > *wishes_.page) break;
    const auto then = piece(pieces[i], i + 1 == pieces.size());
    if (!then) {
      complain(then.error().text);
      return then.error().kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
    }
    if (*then == Then::kStop) break;
  }
  return kExitOk;
}

}  // namespace weir::cli
