// Moment: what the evaluators of why.h look at: the events up to a place, the World there, and how
//   to speak of them. Made for one question; the Timeline outlives it.
//   Words know the World of the place, so a name is that of the place too.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "diagrams/why/phrases.h"
#include "diagrams/why/why.h"
#include "diagrams/words.h"
#include "engine/trace/timeline.h"

namespace weir::diagrams::whys {

Error mistake(std::string text);  // kBadArgument
bool is_text(const Value& v, std::string_view text);
// MIN where there is none.
Timestamp time_or_min(const Value& v);

class Moment {
 public:
  Moment(const Timeline& timeline, std::size_t place, Writing writing);

  std::size_t place() const { return cursor_.place(); }
  std::int64_t step() const { return cursor_.step(); }
  const Timeline& timeline() const { return cursor_.timeline(); }
  const World& world() const { return cursor_.world(); }
  const Plan& plan() const { return world().plan(); }
  const Words& words() const { return words_; }
  Writing writing() const { return writing_; }
  // Is nothing behind this place, nor ever will be?
  bool at_end() const;
  Timestamp now() const;  // processing time

  // The last event before a place that fits; nullptr: there is none.
  template <class Fits>
  const TraceEvent* last(std::size_t before, Fits fits) const {
    for (std::size_t i = before; i-- > 0;)
      if (fits(timeline().events()[i])) return &timeline().events()[i];
    return nullptr;
  }
  template <class Fits>
  const TraceEvent* last(Fits fits) const {
    return last(place(), fits);
  }
  std::size_t place_of(const TraceEvent& event) const { return timeline().place_of(event); }
  // The event that a member "by" or a cause names; nullptr: there is none.
  const TraceEvent* by(const Value& index) const;

  // The uid of the operator that an event is about.
  Value op_of(const TraceEvent& event) const;
  // A row of the World by the parts of its key; null: there is none.
  Value get(std::size_t table, std::initializer_list<Value> key) const;

  std::string say(std::string_view name, Fillings fillings = {}) const {
    return phrase(name, writing_, fillings);
  }
  std::string value(const Value& v, const FieldNames* names = nullptr) const {
    return value_words(v, names, writing_);
  }
  WhyLine line(std::string_view label, std::string text, Fillings label_fillings = {}) const {
    return {say(label, label_fillings), std::move(text)};
  }

 private:
  TimelineCursor cursor_;
  Writing writing_;
  Words words_;
};

inline std::string number(std::int64_t n) { return std::to_string(n); }

}  // namespace weir::diagrams::whys
