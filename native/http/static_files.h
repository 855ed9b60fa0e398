// Files of a folder, read-only: the pages of www/ and the built widget.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "native/http/message.h"

namespace countersign {

class StaticFiles {
 public:
  explicit StaticFiles(const std::filesystem::path& root);

  // `path` begins with '/', is decoded, and has no dot segments (parse_target sees to it). A folder is answered with
  // its index.html. Nothing outside the folder is ever answered, whatever links there are in it.
  HttpResponse answer(const HttpRequest& request, std::string_view path) const;

 private:
  std::filesystem::path root_;  // canonical
};

std::string_view media_type_of(std::string_view file_name);

}  // namespace countersign
