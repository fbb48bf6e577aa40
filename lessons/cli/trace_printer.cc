#include "lessons/cli/trace_printer.h"

#include "engine/core/check.h"
#include "lessons/cli/terminal.h"

namespace weir::cli {

TracePrinter::TracePrinter(std::FILE* to)
    : writer_([to, terminal = is_terminal(to)](std::string_view line) {
        const std::string shown = terminal ? visible_json(line) : std::string();
        if (terminal) line = shown;
        std::fwrite(line.data(), 1, line.size(), to);
      }) {}

void TracePrinter::header(const Value& header) {
  const auto ok = writer_.header(header);
  WEIR_CHECK(ok.has_value(), "the header of a trace is a map");
}

}  // namespace weir::cli
