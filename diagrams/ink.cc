#include "diagrams/ink.h"

#include <array>

namespace weir::diagrams {

namespace {

struct Color {
  std::string_view role, code;
};
constexpr std::array kColors{
    Color{"watermark", "36"}, Color{"barrier", "33"}, Color{"timer", "1;34"},
    Color{"window", "1;34"},  Color{"state", "35"},   Color{"commit", "32"},
    Color{"alarm", "31"},     Color{"idle", "2"},     Color{"quiet", "2"},
};

}  // namespace

std::string Ink::colored(std::string_view text, std::string_view role) const {
  if (screen_.color)
    for (const Color& c : kColors)
      if (c.role == role)
        return "\x1b[" + std::string(c.code) + "m" + std::string(text) + "\x1b[0m";
  return std::string(text);
}

}  // namespace weir::diagrams
