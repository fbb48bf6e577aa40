// nmae is no field.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Order {
  std::int64_t id = 0;
  std::string name;
  WEIR_FIELDS(id, nmae)
};
