#include "engine/core/expression/function_table.h"

#include "engine/core/expression/number_functions.h"
#include "engine/core/expression/text_functions.h"

namespace weir {

namespace {

using enum FunctionForm;
namespace fn = expression;

constexpr Parameter kCondition{"condition", Accepts::kBool};
constexpr Parameter kText{"text", Accepts::kString};
constexpr Parameter kPart{"part", Accepts::kString};
constexpr Parameter kNumber{"x", Accepts::kNumber};
constexpr Parameter kA{"a", Accepts::kAnything}, kB{"b", Accepts::kAnything};
constexpr Parameter kNumberA{"a", Accepts::kNumber}, kNumberB{"b", Accepts::kNumber};
constexpr Parameter kTextA{"a", Accepts::kString}, kTextB{"b", Accepts::kString};
constexpr Parameter kAny{"x", Accepts::kAnything}, kScalar{"x", Accepts::kScalar};
constexpr Parameter kInt{"x", Accepts::kInt}, kStep{"step", Accepts::kInt};
constexpr Parameter kList{"list", Accepts::kSequence};
constexpr Parameter kBoolA{"a", Accepts::kBool}, kBoolB{"b", Accepts::kBool};

constexpr FunctionInfo kFunctions[] = {
    // clang-format off
    {"or", "a or b", kOperator, Gives::kBool, {kBoolA, kBoolB}, 2, 2,
     "true if one of them is, though the other is null; else null if one is null", "OR"},
    {"and", "a and b", kOperator, Gives::kBool, {kBoolA, kBoolB}, 2, 2,
     "false if one of them is, though the other is null; else null if one is null", "AND"},
    {"not", "not a", kOperator, Gives::kBool, {kBoolA}, 1, 1,
     "the contrary; null stays null", "NOT"},
    {"=", "a = b", kOperator, Gives::kBool, {kA, kB}, 2, 2,
     "equal, of one kind; int64 and double are compared exactly; also written ==", "="},
    {"!=", "a != b", kOperator, Gives::kBool, {kA, kB}, 2, 2,
     "not equal; also written <>", "<>"},
    {"<", "a < b", kOperator, Gives::kBool, {kA, kB}, 2, 2,
     "less; texts by bytes, false below true", "<"},
    {"<=", "a <= b", kOperator, Gives::kBool, {kA, kB}, 2, 2, "less or equal", "<="},
    {">", "a > b", kOperator, Gives::kBool, {kA, kB}, 2, 2, "greater", ">"},
    {">=", "a >= b", kOperator, Gives::kBool, {kA, kB}, 2, 2, "greater or equal", ">="},
    {"between", "a [not] between b and c", kOperator, Gives::kBool, {kA, kB, {"c"}}, 3, 3,
     "a >= b and a <= c", "BETWEEN"},
    {"in", "a [not] in (b, c, …)", kOperator, Gives::kBool, {kA, kB}, 2, 255,
     "equal to one of them; null if it is to none and one of them is null", "IN"},
    {"like", "a [not] like b", kOperator, Gives::kBool, {kTextA, kTextB}, 2, 2,
     "the whole text fits a pattern: % stands for any characters, _ for one", "LIKE"},
    {"is null", "a is [not] null", kOperator, Gives::kBool, {kA}, 1, 1,
     "true or false, never null", "IS NULL"},
    {"is true", "a is [not] true", kOperator, Gives::kBool, {kBoolA}, 1, 1,
     "true or false, never null", "IS TRUE"},
    {"is false", "a is [not] false", kOperator, Gives::kBool, {kBoolA}, 1, 1,
     "true or false, never null", "IS FALSE"},
    {"+", "a + b", kOperator, Gives::kCommon, {kNumberA, kNumberB}, 2, 2,
     "the sum; int64 wraps, as for - and *", "+"},
    {"-", "a - b", kOperator, Gives::kCommon, {kNumberA, kNumberB}, 2, 2,
     "the difference; with one operand its negative", "-"},
    {"||", "a || b", kOperator, Gives::kString, {kTextA, kTextB}, 2, 2,
     "two texts put together", "||"},
    {"*", "a * b", kOperator, Gives::kCommon, {kNumberA, kNumberB}, 2, 2, "the product", "*"},
    {"/", "a / b", kOperator, Gives::kCommon, {kNumberA, kNumberB}, 2, 2,
     "the quotient; of two int64 without the fraction; an int64 divided by 0 is an error", "/"},
    {"%", "a % b", kOperator, Gives::kCommon, {kNumberA, kNumberB}, 2, 2,
     "what a / b leaves, with the sign of a", "%"},
    {".", "a.field", kOperator, Gives::kOwn, {kA}, 1, 1,
     "a field of a row, or of a map with texts as keys; null if the map has no such key", "."},
    {"[]", "a[index]", kOperator, Gives::kOwn, {kA, {"index"}}, 2, 2,
     "an element of a list, from 1, or the value of a key of a map; null if it is not there",
     "[]"},

    {"case", "case when a then b [when …] [else c] end", kForm, Gives::kCommon, {}, 2, 255,
     "the value behind the first condition that is true; without else null", "CASE"},
    {"case of", "case a when b then c [when …] [else d] end", kForm, Gives::kCommon, {}, 3, 255,
     "the value behind the first that a is equal to; without else null", "CASE"},
    {"if", "if(condition, then, else)", kForm, Gives::kCommon,
     {kCondition, {"then"}, {"else"}}, 3, 3,
     "the second where the condition is true, else the third", "IF"},
    {"coalesce", "coalesce(a, b, …)", kForm, Gives::kCommon, {kA, kB}, 1, kMostArguments,
     "the first that is not null", "COALESCE"},
    {"nullif", "nullif(a, b)", kForm, Gives::kFirst, {kA, kB}, 2, 2,
     "null if they are equal, else a", "NULLIF"},
    {"cast", "cast(a as kind)", kForm, Gives::kOwn, {kA}, 1, 1,
     "to int64, double, string or bool; a text that is none is an error, a double loses its "
     "fraction", "CAST; there a bool becomes 'TRUE', and '1.5' an int64"},
    {"try_cast", "try_cast(a as kind)", kForm, Gives::kOwn, {kA}, 1, 1,
     "the same, and null where cast is an error", "TRY_CAST"},

    {"length", "length(text)", kFunction, Gives::kInt, {kText}, 1, 1,
     "how many characters", "CHAR_LENGTH", fn::text_length},
    {"lower", "lower(text)", kFunction, Gives::kString, {kText}, 1, 1,
     "in small letters; only A to Z change", "LOWER, which changes all letters", fn::text_lower},
    {"upper", "upper(text)", kFunction, Gives::kString, {kText}, 1, 1,
     "in capital letters; only a to z change", "UPPER, which changes all letters", fn::text_upper},
    {"trim", "trim(text)", kFunction, Gives::kString, {kText}, 1, 1,
     "without blanks at both ends", "TRIM", fn::text_trim},
    {"ltrim", "ltrim(text)", kFunction, Gives::kString, {kText}, 1, 1,
     "without blanks in front", "LTRIM", fn::text_ltrim},
    {"rtrim", "rtrim(text)", kFunction, Gives::kString, {kText}, 1, 1,
     "without blanks behind", "RTRIM", fn::text_rtrim},
    {"substring", "substring(text, from[, length])", kFunction, Gives::kString,
     {kText, {"from", Accepts::kInt}, {"length", Accepts::kInt}}, 2, 3,
     "characters from the one numbered `from`, the first is 1; a negative one counts from the end",
     "SUBSTRING", fn::text_substring},
    {"replace", "replace(text, part, by)", kFunction, Gives::kString,
     {kText, kPart, {"by", Accepts::kString}}, 3, 3,
     "with `by` wherever `part` was; an empty part changes nothing", "REPLACE", fn::text_replace},
    {"starts_with", "starts_with(text, part)", kFunction, Gives::kBool, {kText, kPart}, 2, 2,
     "does it begin so", "STARTSWITH", fn::text_starts_with},
    {"ends_with", "ends_with(text, part)", kFunction, Gives::kBool, {kText, kPart}, 2, 2,
     "does it end so", "ENDSWITH", fn::text_ends_with},
    {"contains", "contains(text, part)", kFunction, Gives::kBool, {kText, kPart}, 2, 2,
     "is it somewhere in it", "INSTR(text, part) > 0", fn::text_contains},
    {"position", "position(text, part)", kFunction, Gives::kInt, {kText, kPart}, 2, 2,
     "the character at which the first `part` begins, from 1; 0: there is none", "INSTR",
     fn::text_position},
    {"concat", "concat(a, b, …)", kFunction, Gives::kString, {kTextA, kTextB}, 1, kMostArguments,
     "texts put together", "CONCAT", fn::text_concat},
    {"split", "split(text, separator)", kFunction, Gives::kStrings,
     {kText, {"separator", Accepts::kString}}, 2, 2,
     "the list of what is between the separators; an empty one separates the characters", "SPLIT",
     fn::text_split},
    {"size", "size(list)", kFunction, Gives::kInt, {kList}, 1, 1,
     "how many elements a list has, or entries a map", "CARDINALITY", fn::sequence_size},

    {"abs", "abs(x)", kFunction, Gives::kFirst, {kNumber}, 1, 1,
     "without its sign; that of the smallest int64 is itself", "ABS", fn::number_abs},
    {"sign", "sign(x)", kFunction, Gives::kFirst, {kNumber}, 1, 1,
     "-1, 0 or 1", "SIGN", fn::number_sign},
    {"floor", "floor(x)", kFunction, Gives::kFirst, {kNumber}, 1, 1,
     "the next whole number that is not above", "FLOOR", fn::number_floor},
    {"ceil", "ceil(x)", kFunction, Gives::kFirst, {kNumber}, 1, 1,
     "the next whole number that is not below", "CEIL", fn::number_ceil},
    {"round", "round(x[, digits])", kFunction, Gives::kFirst,
     {kNumber, {"digits", Accepts::kInt}}, 1, 2,
     "to so many digits behind the point (0), halves away from zero, as it is printed", "ROUND",
     fn::number_round},
    {"mod", "mod(a, b)", kFunction, Gives::kCommon, {kNumberA, kNumberB}, 2, 2,
     "a % b", "MOD", fn::number_mod},
    {"least", "least(a, b, …)", kForm, Gives::kCommon, {kScalar}, 1,
     kMostArguments, "the smallest; null if one is null; NaN is above all", "LEAST"},
    {"greatest", "greatest(a, b, …)", kForm, Gives::kCommon, {kScalar}, 1,
     kMostArguments, "the greatest; null if one is null; NaN is above all", "GREATEST"},
    {"floor_to", "floor_to(x, step)", kFunction, Gives::kInt,
     {kInt, kStep}, 2, 2,
     "the largest multiple of step that is not above x: floor_to(at, 5min)", "",
     fn::number_floor_to},

    {"count", "count([x])", kAggregate, Gives::kInt, {kAny}, 0, 1,
     "how many rows; with an argument: those where it is not null", "COUNT"},
    {"sum", "sum(x)", kAggregate, Gives::kFirst, {kNumber}, 1, 1,
     "of int64 it wraps; null if there is nothing but nulls, as for all that follow", "SUM"},
    {"min", "min(x)", kAggregate, Gives::kFirst, {kScalar}, 1, 1,
     "the smallest", "MIN"},
    {"max", "max(x)", kAggregate, Gives::kFirst, {kScalar}, 1, 1,
     "the greatest; NaN is above all", "MAX"},
    {"avg", "avg(x)", kAggregate, Gives::kDouble, {kNumber}, 1, 1,
     "sum / count as a double", "AVG, of a double"},
    {"first", "first(x)", kAggregate, Gives::kFirst, {kAny}, 1, 1,
     "the first to arrive that is not null", "FIRST_VALUE"},
    {"last", "last(x)", kAggregate, Gives::kFirst, {kAny}, 1, 1,
     "the last to arrive that is not null", "LAST_VALUE"},
    // clang-format on
};

}  // namespace

std::span<const FunctionInfo> all_functions() { return kFunctions; }

const FunctionInfo* find_function(std::string_view name) {
  for (const FunctionInfo& f : kFunctions)
    if (f.name == name && f.form != kOperator && !f.name.starts_with("case")) return &f;
  return nullptr;
}

std::string_view accepted_text(Accepts accepts) {
  switch (accepts) {
    case Accepts::kAnything: return "anything";
    case Accepts::kBool: return "a condition";
    case Accepts::kInt: return "an int64";
    case Accepts::kNumber: return "a number";
    case Accepts::kString: return "a string";
    case Accepts::kScalar: return "a number, a string or a bool";
    case Accepts::kSequence: return "a list or a map";
  }
  return {};
}

}  // namespace weir
