// key<&Section::member>(spec): one row of a table of keys (keys.h), from the member that holds it.
#pragma once
#include "engine/core/config/keys.h"
#include "engine/core/config/section_printer.h"
#include "engine/core/config/section_reader.h"

namespace weir {

template <class T>
struct MemberOf;
template <class Section, class T>
struct MemberOf<T Section::*> {
  using SectionType = Section;
  using Type = T;
};

template <class T>
inline constexpr bool kIsList = false;
template <class T>
inline constexpr bool kIsList<std::vector<T>> = true;

template <class T>
concept HasKeys = requires {
  T::keys();
};

template <class T>
void visit_key(KeyVisitor& visitor, const KeySpec& spec) {
  if constexpr (requires { requires HasKeys<typename T::value_type>; }) {
    visitor.enter(spec);
    for (const auto& k : T::value_type::keys()) k.visit(visitor, k.spec);
    visitor.leave();
  } else {
    visitor.key(spec, kIsList<T>);
  }
}

template <class T>
bool is_there(const T& member) {
  if constexpr (kIsList<T>)
    return !member.empty();
  else
    return member.has_value();
}

template <auto kMember>
constexpr auto key(KeySpec spec) {
  using Section = typename MemberOf<decltype(kMember)>::SectionType;
  using Type = typename MemberOf<decltype(kMember)>::Type;
  return Key<Section>{
      spec,
      [](SectionReader& r, const ConfigNode& n, const KeySpec& s, Section& into) {
        r.read(n, s, into.*kMember);
      },
      [](SectionPrinter& p, const KeySpec& s, const Section& from) { p.print(s, from.*kMember); },
      &visit_key<Type>, [](const Section& section) { return is_there(section.*kMember); }};
}

}  // namespace weir
