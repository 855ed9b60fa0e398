#include "shell/window/files.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace countersign::shell {
namespace {

constexpr std::array<const char*, 5> kFontFolders{"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/TTF",
                                                  "/usr/share/fonts/dejavu", "/usr/share/fonts/dejavu-sans-fonts",
                                                  "/usr/local/share/fonts/dejavu"};

// PNG is a signature and chunks; its pixels are a zlib stream, which may also hold them as they are.
class PngBytes {
 public:
  const std::string& bytes() const { return bytes_; }

  void chunk(std::string_view type, const std::string& content) {
    append_number(bytes_, static_cast<std::uint32_t>(content.size()));
    const std::string body = std::string(type) + content;
    bytes_ += body;
    append_number(bytes_, checksum(body));
  }

  static void append_number(std::string& out, std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((value >> shift) & 0xFFU);
  }

  // zlib: stored blocks, then Adler-32.
  static std::string stored(const std::string& content) {
    constexpr std::size_t kBlock = 65535;
    std::string out = "\x78\x01";
    for (std::size_t at = 0; at < content.size(); at += kBlock) {
      const std::string block = content.substr(at, kBlock);
      const auto size = static_cast<std::uint16_t>(block.size());
      out += at + kBlock >= content.size() ? '\x01' : '\x00';
      for (const unsigned value :
           {size & 0xFFU, unsigned{size} >> 8U, ~size & 0xFFU, (~unsigned{size} >> 8U) & 0xFFU}) {
        out += static_cast<char>(value);
      }
      out += block;
    }
    append_number(out, adler(content));
    return out;
  }

 private:
  static std::uint32_t checksum(const std::string& content) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char character : content) {
      crc ^= static_cast<std::uint8_t>(character);
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
  }

  static std::uint32_t adler(const std::string& content) {
    constexpr std::uint32_t kModulus = 65521;
    std::uint32_t low = 1;
    std::uint32_t high = 0;
    for (const char character : content) {
      low = (low + static_cast<std::uint8_t>(character)) % kModulus;
      high = (high + low) % kModulus;
    }
    return (high << 16U) | low;
  }

  std::string bytes_ = "\x89PNG\r\n\x1A\n";
};

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return std::nullopt;
  return std::move(text).str();
}

FontFiles find_fonts(const std::string& folder) {
  FontFiles files;
  for (const char* const usual : kFontFolders) {
    const std::string base = (folder.empty() ? std::string(usual) : folder) + "/";
    files.regular = read_file(base + "DejaVuSans.ttf").value_or("");
    files.bold = read_file(base + "DejaVuSans-Bold.ttf").value_or("");
    files.mono = read_file(base + "DejaVuSansMono.ttf").value_or("");
    if (!files.regular.empty() || !folder.empty()) break;
  }
  return files;
}

bool write_png(const std::string& path, const Picture& picture) {
  PngBytes png;
  std::string header;
  PngBytes::append_number(header, static_cast<std::uint32_t>(picture.width));
  PngBytes::append_number(header, static_cast<std::uint32_t>(picture.height));
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, red green blue, no interlacing
  png.chunk("IHDR", header);
  std::string rows;
  const std::size_t stride = 3 * picture.width;
  for (std::size_t y = 0; y < picture.height; ++y) {
    rows += '\x00';  // no filter
    rows.append(picture.rgb.begin() + static_cast<std::ptrdiff_t>(y * stride),
                picture.rgb.begin() + static_cast<std::ptrdiff_t>((y + 1) * stride));
  }
  png.chunk("IDAT", PngBytes::stored(rows));
  png.chunk("IEND", "");
  std::ofstream file(path, std::ios::binary);
  file.write(png.bytes().data(), static_cast<std::streamsize>(png.bytes().size()));
  return file.good();
}

}  // namespace countersign::shell
