// PageWatch: writes into the StatusPage what the learner's code is doing, so that somebody outside
// can say where it hung or died; has objects rebuilt where a schedule wants it; remembers the
// shapes of the states that were registered.
#pragma once
#include <map>
#include <string>

#include "engine/api/adapter.h"
#include "exercises/report/page.h"

namespace weir::exercises {

class PageWatch final : public api::CallWatch {
 public:
  explicit PageWatch(StatusPage& page) : page_(page) {}

  void begin_run(bool rebuild) {
    rebuild_ = rebuild;
    page_.record = 0;
    page_.inside = 0;
    threw_.clear();
  }
  // For code that is no function of a stream.
  void enter(std::string_view call, const std::string& what);
  void leave() { page_.inside = 0; }
  void begin_check(std::size_t number) { page_.check = static_cast<std::uint32_t>(number); }

  // Of the call that the learner's code is in, or was in when it threw.
  std::int64_t record() const { return page_.record; }
  std::string where() const;
  std::string call() const;  // "key_group(1, 128)"

  const std::map<std::string, const runtime::Schema*>& states() const { return states_; }

  // Records of these shapes are shown with names.
  void show_as(const runtime::Schema* raw, const runtime::Schema* in) {
    raw_ = raw;
    in_ = in;
  }

  void before(std::string_view call, const OperatorContext& context, const Value& element) override;
  void after() override { page_.inside = 0; }
  bool rebuild() override { return rebuild_; }
  void registered(const runtime::StateSpec& spec) override { states_[spec.name] = spec.schema; }

 private:
  StatusPage& page_;
  bool rebuild_ = false;
  std::string threw_;  // the call of this run that did not return
  const runtime::Schema* raw_ = nullptr;
  const runtime::Schema* in_ = nullptr;
  std::map<std::string, const runtime::Schema*> states_;
  std::string what_;  // kept, because it is written for every call
};

}  // namespace weir::exercises
