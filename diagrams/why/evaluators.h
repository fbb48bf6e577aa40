// The answers of why.h, one function for each kind of question.
#pragma once
#include "diagrams/why/find.h"
#include "diagrams/why/moment.h"

namespace weir::diagrams::whys {

WhyAnswer why_record(const Moment& moment, const Value& id);
WhyAnswer why_window(const Moment& moment, const WindowId& id, bool negated);
WhyAnswer why_watermark(const Moment& moment, const Plan::Task& task);
Result<WhyAnswer> why_state(const Moment& moment, WordList words);
Result<WhyAnswer> why_timer(const Moment& moment, WordList words);
// Of an event of the past; of what followed from it, what had happened by the place `until`.
WhyAnswer why_event(const Moment& moment, const TraceEvent& event, std::size_t until);
// Of what a step did: of its milestone, else of its last event that is told.
Result<WhyAnswer> why_step(const Moment& moment, std::int64_t step);

}  // namespace weir::diagrams::whys
