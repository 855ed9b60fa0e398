#include "native/net/aws_signature.h"

#include <sodium.h>

#include <array>
#include <ctime>

#include "core/base/digest.h"

namespace countersign {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string_view text, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c) || kept.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 0xfU];
  }
  return encoded;
}

// As bytes.
std::string hmac_sha256(std::string_view key, std::string_view text) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
  return mac;
}

std::string signed_names(const AwsCall& call) {
  std::string names;
  for (const auto& [name, value] : call.headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string canonical_request(const AwsCall& call) {
  std::string text = call.method + "\n" + call.path + "\n" + aws_query(call.query) + "\n";
  for (const auto& [name, value] : call.headers) text += name + ":" + value + "\n";
  return text + "\n" + signed_names(call) + "\n" + call.payload_sha256;
}

}  // namespace

std::string aws_encoded(std::string_view text) { return percent_encoded(text, ""); }

std::string aws_encoded_path(std::string_view path) { return percent_encoded(path, "/"); }

std::string aws_query(const std::map<std::string, std::string>& query) {
  std::map<std::string, std::string> encoded;  // the order is that of the encoded names
  for (const auto& [name, value] : query) encoded[aws_encoded(name)] = aws_encoded(value);
  std::string text;
  for (const auto& [name, value] : encoded) {
    if (!text.empty()) text += '&';
    text += name;
    text += '=';
    text += value;
  }
  return text;
}

std::string aws_timestamp(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

std::string aws_authorization(const AwsCall& call, const AwsScope& scope, const AwsCredentials& credentials, const std::string& timestamp) {
  const std::string date = timestamp.substr(0, 8);
  const std::string within = date + "/" + scope.region + "/" + scope.service + "/aws4_request";
  const std::string to_sign = std::string(kAlgorithm) + "\n" + timestamp + "\n" + within + "\n" + Digest::of(canonical_request(call)).hex();
  std::string key = "AWS4" + credentials.secret;
  for (const std::string& part : {date, scope.region, scope.service, std::string("aws4_request")}) key = hmac_sha256(key, part);
  const std::string mac = hmac_sha256(key, to_sign);
  std::string signature(2 * mac.size() + 1, '\0');
  sodium_bin2hex(signature.data(), signature.size(), reinterpret_cast<const unsigned char*>(mac.data()), mac.size());
  signature.pop_back();
  return std::string(kAlgorithm) + " Credential=" + credentials.key_id + "/" + within + ", SignedHeaders=" + signed_names(call) + ", Signature=" + signature;
}

}  // namespace countersign
