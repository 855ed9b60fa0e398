// Where in a document we are, as a chain of frames on the stack: it costs nothing until a refusal asks for the
// RFC 6901 pointer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace countersign {

struct Path {
  const Path* parent = nullptr;
  std::string_view key = {};
  std::size_t index = 0;
  bool is_index = false;

  Path child(std::string_view name) const { return {this, name, 0, false}; }
  Path item(std::size_t position) const { return {this, {}, position, true}; }
  std::string pointer() const;
};

}  // namespace countersign
