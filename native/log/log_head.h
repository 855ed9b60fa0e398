// The newest checkpoint that a key has signed, in a file beside the key (KEY.head) and not in the store. It is written
// before the checkpoint reaches the store, so before anybody can have seen it. A store that has been put back to an
// earlier copy of itself is noticed by it: that store would go on to a second history, signed like the first.
//
// The file is at most one checkpoint ahead of the store, and the entries under it were durable before it was signed. So
// a crash between the two writes is no matter: the entries still lead to what the file says.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/record/checkpoint.h"
#include "core/record/tile.h"
#include "native/store/store.h"

namespace countersign {

class LogHead {
 public:
  // An empty path: nothing is kept, and nothing is noticed.
  explicit LogHead(std::string path) : path_(std::move(path)) {}

  // Whether something is kept. (Nothing is to be kept: it is.)
  bool is_there() const;

  // Whether the store, whose signed tree has this edge, still holds what was signed. The first time, when there is no
  // file, it is taken at its word. Errors: store-unavailable, with a detail that says what to do.
  Refusal check(Store& store, const TileEdge& edge, const std::string& origin) const;

  // Errors: store-unavailable, when the file cannot be written.
  Refusal keep(const std::string& note) const;

 private:
  Refusal check_that_it_leads(Store& store, TileEdge edge, const TreeHead& head) const;
  Error wrong(const std::string& what) const;

  std::string path_;
};

// Where it is when the key is in this file.
inline std::string log_head_beside(const std::string& key_file) { return key_file + ".head"; }

}  // namespace countersign
