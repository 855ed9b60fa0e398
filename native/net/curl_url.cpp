#include "native/net/curl_url.h"

namespace countersign {

std::string curl_url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool is_loopback_host(const std::string& host) {
  const bool is_number = host.find_first_not_of("0123456789.") == std::string::npos;  // "127.example" is a name
  return host == "localhost" || host == "[::1]" || (is_number && host.starts_with("127."));
}

}  // namespace countersign
