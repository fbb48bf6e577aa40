// Kind `file_sink` (vectors/FORMAT_runtime.md §9): one open file for each bucket, so that a
// checkpoint brings several committables. What the committer does with the answers is
// engine/operators/committer.h.
#include <map>
#include <set>
#include <string>

#include "engine/operators/committer.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

enum class Scripted { kNormal, kRetry, kUpdate, kKnown, kUnknown, kThrows };

// The folder: what is pending in it, and what can be seen. An updated name has a ' and is the same
// file.
class Folder {
 public:
  void stage(const std::string& file, std::vector<Value> values) {
    order_.push_back(file);
    values_[file] = std::move(values);
  }
  bool visible(const std::string& file) const { return visible_.contains(plain(file)); }
  void show(const std::string& file) { visible_.insert(plain(file)); }
  void script(const std::string& file, Scripted answer, std::int64_t times) {
    scripts_[file] = {answer, times};
  }
  // The next answer for that file.
  Scripted take(const std::string& file) {
    const auto it = scripts_.find(plain(file));
    if (it == scripts_.end()) return Scripted::kNormal;
    const Scripted answer = it->second.first;
    if (answer == Scripted::kRetry || answer == Scripted::kUpdate)
      if (--it->second.second == 0) scripts_.erase(it);
    return answer;
  }
  Value state() const {
    std::vector<Value> seen, files;
    for (const std::string& file : order_) {
      const bool is_visible = visible_.contains(file);
      if (is_visible)
        seen.push_back(object({{"file", text(file)}, {"values", Value::list(values_.at(file))}}));
      files.push_back(text(file));
      files.push_back(text(is_visible ? "visible" : "pending"));
    }
    return object({{"visible", Value::list(seen)}, {"files", Value::map(files)}});
  }

 private:
  static std::string plain(std::string file) {
    while (file.ends_with('\'')) file.pop_back();
    return file;
  }
  std::vector<std::string> order_;
  std::map<std::string, std::vector<Value>> values_;
  std::set<std::string> visible_;
  std::map<std::string, std::pair<Scripted, std::int64_t>> scripts_;
};

class FileSinkPlayer : public Player {
 public:
  Value play(const Step& step) override {
    out_.clear();
    if (step.verb.starts_with("answer_"))
      script(step);
    else
      act(step);
    return object({{"out", Value::list(out_)}});
  }
  std::optional<Value> final_state() override { return folder_.state(); }

 private:
  void act(const Step& step) {
    if (step.verb == "start") {
      committer_.emplace();
    } else if (step.verb == "write") {
      open_[std::string(text_member(step.argument, "bucket"))].push_back(
          member(step.argument, "value"));
    } else if (step.verb == "snapshot") {
      const CheckpointId id = step.argument.as_int();
      for (const std::string& file : finished_) committer_->add(id, text(file));
      finished_.clear();
      for (const std::string& file : roll()) committer_->add(id, text(file));
      states_[id] = committer_->state();
    } else if (step.verb == "finish") {
      finished_ = roll();
    } else if (step.verb == "notify_complete") {
      committer_->complete(step.argument.as_int());
      commit();
    } else if (step.verb == "crash") {
      committer_.reset();
      open_.clear();
      finished_.clear();
    } else if (step.verb == "restore") {
      committer_.emplace();
      committer_->restore(states_.at(step.argument.as_int()));
      commit();
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
  }

  void script(const Step& step) {
    if (step.verb == "answer_retry_later") {
      folder_.script(std::string(text_member(step.argument, "file")), Scripted::kRetry,
                     int_member(step.argument, "times"));
      return;
    }
    static const std::map<std::string_view, Scripted> kAnswers{
        {"answer_update_and_retry_later", Scripted::kUpdate},
        {"answer_failed_known_reason", Scripted::kKnown},
        {"answer_failed_unknown_reason", Scripted::kUnknown},
        {"answer_throws", Scripted::kThrows},
        {"answer_normally", Scripted::kNormal}};
    const auto answer = kAnswers.find(step.verb);
    if (answer == kAnswers.end()) throw NotCovered{"verb " + std::string(step.verb)};
    folder_.script(std::string(step.argument.as_text()), answer->second, 1);
  }

  // Closes what is open, by bucket.
  std::vector<std::string> roll() {
    std::vector<std::string> out;
    for (auto& [bucket, values] : open_) {
      const std::string file = bucket + '-' + std::to_string(++files_);
      out_.push_back(object({{"pending", text(file)}, {"values", Value::list(values)}}));
      folder_.stage(file, std::move(values));
      out.push_back(file);
    }
    open_.clear();
    return out;
  }

  void commit() {
    while (const Committer::Request* request = committer_->next()) {
      if (committer_->begins_call())
        out_.push_back(object({{"commit_call", Value::list(committer_->call())}}));
      if (!answered(*request)) {
        out_.push_back(object({{"task_fails", Value::boolean(true)}}));
        return;
      }
    }
  }

  void say(const char* what, const std::string& file, std::uint32_t retries) {
    out_.push_back(object({{what, text(file)}, {"retries_so_far", integer(retries)}}));
  }

  // Tries the request as the folder wants it; false: the task fails.
  bool answered(const Committer::Request& request) {
    const std::string file(request.committable.as_text());
    const std::uint32_t retries = request.retries;
    if (folder_.visible(file)) {
      say("already_committed", file, retries);
      return committer_->answer(CommitAnswer::kAlreadyCommitted).has_value();
    }
    switch (folder_.take(file)) {
      case Scripted::kNormal:
        folder_.show(file);
        say("committed", file, retries);
        return committer_->answer(CommitAnswer::kCommitted).has_value();
      case Scripted::kRetry:
        say("retry_later", file, retries);
        return committer_->answer(CommitAnswer::kRetryLater).has_value();
      case Scripted::kUpdate:
        out_.push_back(object({{"update_and_retry_later", text(file)},
                               {"retries_so_far", integer(retries)},
                               {"to", text(file + '\'')}}));
        return committer_->answer(CommitAnswer::kRetryLater, text(file + '\'')).has_value();
      case Scripted::kKnown:
        say("failed_known_reason", file, retries);
        return committer_->answer(CommitAnswer::kFailedKnownReason).has_value();
      case Scripted::kUnknown:
        say("failed_unknown_reason", file, retries);
        return committer_->answer(CommitAnswer::kFailedUnknownReason).has_value();
      case Scripted::kThrows:
        out_.push_back(object({{"throws", text(file)}}));
        return committer_->answer(CommitAnswer::kFailedUnknownReason).has_value();
    }
    return false;
  }

  std::optional<Committer> committer_;
  Folder folder_;
  std::map<std::string, std::vector<Value>> open_;  // by bucket
  std::vector<std::string> finished_;               // at the end of input: of the next checkpoint
  std::map<CheckpointId, std::vector<Value>> states_;
  std::int64_t files_ = 0;
  std::vector<Value> out_;
};

}  // namespace

Outcome run_file_sink(const Case& c) {
  FileSinkPlayer player;
  return replay(c, player);
}

}  // namespace weir::conformance
