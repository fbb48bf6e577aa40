// Values in the JSON of a trace, both ways, without loss. Private to ndjson.cc and its tests.
//   Plain: null, bools, ints up to 2^53-1, texts, lists, maps with text keys, rows whose names are
//   known. Else an object with one member: d a double (Java's text), i a larger int, r a row, m a
//   map as pairs. A map that would look like one of these, or like a row of the place it stands in,
//   is written as m.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "engine/trace/plan.h"

namespace weir {

// As append_json_text, quickly for texts that need no escape.
void append_trace_text(std::string& out, std::string_view text);
void append_trace_value(std::string& out, const Value& v, const FieldNames* names);
// Errors: kBadData, without a place.
Result<Value> trace_value_of(const Value& json, const FieldNames* names);

// Fields by type, absent ones excluded.
void append_trace_field(std::string& out, FieldType type, std::string_view name, const Value& v,
                        const FieldNames* names);
Result<Value> trace_field_of(FieldType type, std::string_view name, const Value& json,
                             const FieldNames* names);

}  // namespace weir
