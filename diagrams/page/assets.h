// The fixed parts of a page: what assets_gen.cc made of viewer/ when Weir was built.
#pragma once
#include <string_view>

namespace weir::diagrams {

struct PageAssets {
  std::string_view script;  // all modules as one
  std::string_view style;
  std::string_view shell;   // HTML with @NAME@ where something is filled in
  std::string_view policy;  // Content-Security-Policy: this script, this style, nothing else
};

const PageAssets& page_assets();

}  // namespace weir::diagrams
