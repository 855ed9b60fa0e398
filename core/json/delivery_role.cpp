// The role of an actor of the delivery side, as it travels in a context.
#include "core/json/type_shapes.h"

namespace countersign {

void KindOf<std::optional<Role>>::read(const Json& json, void* value, const Path& path, Reading& reading) {
  read_value(json, kKindOf<Role>, &static_cast<std::optional<Role>*>(value)->emplace(), path, reading);
}

void KindOf<std::optional<Role>>::write(std::string& out, const void* value) {
  write_value(out, kKindOf<Role>, &**static_cast<const std::optional<Role>*>(value));
}

bool KindOf<std::optional<Role>>::says_nothing(const void* value) { return !*static_cast<const std::optional<Role>*>(value); }

}  // namespace countersign
