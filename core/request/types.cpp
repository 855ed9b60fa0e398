#include "core/request/types.h"

#include <string>

#include "core/base/canonical.h"

namespace countersign {
namespace {

void append_amount(std::string& out, const Amount& amount) {
  out += "{\"currency\":";
  canonical::append_string(out, amount.currency.text());
  out += ",\"minor\":";
  canonical::append_integer(out, amount.minor);
  out += '}';
}

void append_part(std::string& out, const Part& part) {
  out += "{\"id\":";
  canonical::append_string(out, part.id.text());
  out += ",\"media_type\":";
  canonical::append_string(out, part.media_type.text());
  if (part.must_open) out += ",\"must_open\":true";
  out += ",\"name\":";
  canonical::append_string(out, part.name.text());
  out += ",\"sha256\":";
  canonical::append_string(out, part.sha256.hex());
  out += ",\"size\":";
  canonical::append_integer(out, part.size_bytes);
  out += '}';
}

}  // namespace

Digest digest_of(const Content& content) {
  std::string bytes = "{";
  if (content.amount) {
    bytes += "\"amount\":";
    append_amount(bytes, *content.amount);
    bytes += ',';
  }
  bytes += "\"ask\":";
  canonical::append_string(bytes, content.ask.text());
  bytes += ",\"parts\":[";
  for (std::size_t i = 0; i < content.parts.size(); ++i) {
    if (i > 0) bytes += ',';
    append_part(bytes, content.parts[i]);
  }
  bytes += "],\"scope\":[";
  for (std::size_t i = 0; i < content.scope.size(); ++i) {
    if (i > 0) bytes += ',';
    canonical::append_string(bytes, content.scope[i].text());
  }
  bytes += "]}";
  return Digest::of(bytes);
}

}  // namespace countersign
