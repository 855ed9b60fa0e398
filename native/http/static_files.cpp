#include "native/http/static_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "native/http/preconditions.h"
#include "native/http/service_response.h"
#include "native/net/http_status.h"

namespace countersign {
namespace {

namespace files = std::filesystem;


// A name that begins with a dot is nobody's business (".git", ".env"), and two slashes in a row would make an absolute
// path of the rest.
bool is_servable(std::string_view path) {
  return path.starts_with('/') && path.find("/.") == std::string_view::npos &&
         path.find("//") == std::string_view::npos;
}

// What may stand in a Location header as it is.
bool is_plain(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 ||
           std::string_view("/-_.").find(character) != std::string_view::npos;
  });
}

bool is_inside(const files::path& root, const files::path& file) {
  const auto relative = file.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

std::optional<std::string> entity_tag(const files::path& file, std::uintmax_t size) {
  std::error_code error;
  const auto written = files::last_write_time(file, error);
  if (error) return std::nullopt;
  return "\"" + std::to_string(written.time_since_epoch().count()) + "-" + std::to_string(size) + "\"";
}

HttpBodySource file_source(const files::path& file, std::uintmax_t size) {
  auto stream = std::make_shared<std::ifstream>(file, std::ios::binary);
  return {static_cast<std::int64_t>(size), [stream](std::int64_t offset, std::int64_t limit) {
            std::string piece(static_cast<std::size_t>(limit), '\0');
            stream->seekg(offset);
            stream->read(piece.data(), limit);
            piece.resize(static_cast<std::size_t>(stream->gcount()));
            return piece;
          }};
}

}  // namespace

std::string_view media_type_of(std::string_view file_name) {
  static constexpr auto kTypes = std::to_array<std::pair<std::string_view, std::string_view>>({
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".wasm", "application/wasm"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".pdf", "application/pdf"},
      {".md", "text/markdown; charset=utf-8"},
      {".txt", "text/plain; charset=utf-8"},
      {".ts", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  });
  for (const auto& [ending, type] : kTypes) {
    if (file_name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

StaticFiles::StaticFiles(const files::path& root) {
  std::error_code error;
  root_ = files::canonical(root, error);
}

HttpResponse StaticFiles::answer(const HttpRequest& request, std::string_view path) const {
  const HttpResponse unknown = refusal_response(Error{ErrorCode::route_unknown});
  if (root_.empty() || !is_servable(path)) return unknown;
  std::error_code error;
  files::path file = files::canonical(root_ / path.substr(1), error);
  if (error || !is_inside(root_, file)) return unknown;
  if (files::is_directory(file, error)) {
    if (!path.ends_with('/')) {
      if (!is_plain(request.path)) return unknown;
      HttpResponse moved;
      moved.status = http_status::kMovedPermanently;
      return moved.set("location", request.path + "/");
    }
    file = files::canonical(file / "index.html", error);
    if (error) return unknown;
  }
  const auto size = files::file_size(file, error);
  if (error || !is_inside(root_, file) || !files::is_regular_file(file, error)) return unknown;
  const auto etag = entity_tag(file, size);
  if (!etag) return unknown;
  HttpResponse response;
  response.set("etag", *etag);
  if (if_none_match(request, *etag)) {
    response.status = http_status::kNotModified;
    return response;
  }
  response.set("content-type", std::string(media_type_of(file.filename().string())));
  response.source = file_source(file, size);
  if (size == 0) response.source.reset();
  return response;
}

}  // namespace countersign
