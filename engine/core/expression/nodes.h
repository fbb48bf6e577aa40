// The functions behind the nodes of an expression that typed_nodes.cc has nothing special for.
//   Each says which fields of its node and which children it reads; `v`, `t`, `i`, `r`: a child
//   that gives a Value, a truth, an integer, a real.
#pragma once
#include "engine/core/expression/node.h"

namespace weir::expression {

// ---- values
Value literal_value(const Node& n, const Value& row);  // literal
Value column_value(const Node& n, const Value& row);   // a
Value whole_value(const Node& n, const Value& row);
Value field_value(const Node& n, const Value& row);       // v; a: field of the row
Value map_field_value(const Node& n, const Value& row);   // v; literal: the key
Value element_value(const Node& n, const Value& row);     // v v
Value integer_value(const Node& n, const Value& row);     // i
Value real_value(const Node& n, const Value& row);        // r
Value truth_value(const Node& n, const Value& row);       // t
Value negated_value(const Node& n, const Value& row);     // v
Value calculated_value(const Node& n, const Value& row);  // v v; a: Operator
Value concat_value(const Node& n, const Value& row);      // v v
Value cast_value_node(const Node& n, const Value& row);   // v; a: Kind, b: tries
Value call_value(const Node& n, const Value& row);        // v…; function; b: its last parameter
Value if_value(const Node& n, const Value& row);          // t v v
Value coalesce_value(const Node& n, const Value& row);    // v…
Value nullif_value(const Node& n, const Value& row);      // v v
Value extreme_value(const Node& n, const Value& row);  // v…; function; b as above; a: 1: greatest
Value case_value(const Node& n, const Value& row);     // (t v)… [v]
Value case_of_value(const Node& n, const Value& row);  // v (v v)… [v]

// ---- truths
Truth literal_truth(const Node& n, const Value& row);   // literal: bool or null
Truth column_truth(const Node& n, const Value& row);    // a
Truth value_truth(const Node& n, const Value& row);     // v
Truth not_truth(const Node& n, const Value& row);       // t
Truth and_truth(const Node& n, const Value& row);       // t…
Truth and_test(const Node& n, const Value& row);        // t…; ends at the first that is not true
Truth or_truth(const Node& n, const Value& row);        // t…
Truth compared_truth(const Node& n, const Value& row);  // v v; a: Operator
Truth compared_column_truth(const Node& n, const Value& row);  // a: column, b: Operator; literal
Truth column_is_null_truth(const Node& n, const Value& row);   // a; b: 1 for is not null
Truth is_null_truth(const Node& n, const Value& row);          // v; b: 1 for is not null
Truth is_truth(const Node& n, const Value& row);               // t; a: which; b: 1 for is not
Truth in_truth(const Node& n, const Value& row);               // v v…
Truth column_in_truth(const Node& n, const Value& row);  // a: column; literal: a list of one kind
Truth between_truth(const Node& n, const Value& row);    // v v v
Truth like_truth(const Node& n, const Value& row);       // v v

// ---- integers and reals
Integer literal_integer(const Node& n, const Value& row);  // literal
Integer column_integer(const Node& n, const Value& row);   // a
Integer value_integer(const Node& n, const Value& row);    // v
Integer negated_integer(const Node& n, const Value& row);  // i
Real literal_real(const Node& n, const Value& row);        // literal
Real column_real(const Node& n, const Value& row);         // a
Real value_real(const Node& n, const Value& row);          // v
Real integer_real(const Node& n, const Value& row);        // i
Real negated_real(const Node& n, const Value& row);        // r

}  // namespace weir::expression
