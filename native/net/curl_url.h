// Addresses as libcurl reads them, so that what is checked is what will be called. Only for .cpp files of native/net.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>

namespace countersign {

struct CurlUrlGone {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, CurlUrlGone>;

// "" when the address has none.
std::string curl_url_part(CURLU* url, CURLUPart part);

// By its name alone; what a name means is found out when it is called.
bool is_loopback_host(const std::string& host);

}  // namespace countersign
