#include "native/operations/metrics_text.h"

#include <array>
#include <charconv>

#include "core/base/check.h"

namespace countersign {
namespace {

std::string number_text(double value) {
  std::array<char, 64> digits;
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return std::string(digits.data(), end);
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char character : value) {
    if (character == '\\' || character == '"') out += '\\';
    if (character == '\n') out += "\\n";
    else out += character;
  }
}

}  // namespace

MetricsText& MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  out_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  return *this;
}

void MetricsText::line(std::string_view suffix, const MetricLabels& labels, double value) {
  out_.append(name_).append(suffix);
  char before = '{';
  for (const auto& [name, text] : labels) {
    out_ += before;
    out_.append(name).append("=\"");
    append_escaped(out_, text);
    out_ += '"';
    before = ',';
  }
  if (!labels.empty()) out_ += '}';
  out_.append(" ").append(number_text(value)).append("\n");
}

MetricsText& MetricsText::sample(double value, const MetricLabels& labels) {
  line("", labels, value);
  return *this;
}

MetricsText& MetricsText::classes(std::span<const double> bounds, std::span<const std::uint64_t> counts, double sum, const MetricLabels& labels) {
  check(counts.size() == bounds.size() + 1);
  std::uint64_t total = 0;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    total += counts[at];
    const std::string bound = at < bounds.size() ? number_text(bounds[at]) : "+Inf";
    MetricLabels with_bound = labels;
    with_bound.emplace_back("le", bound);
    line("_bucket", with_bound, static_cast<double>(total));
  }
  line("_sum", labels, sum);
  line("_count", labels, static_cast<double>(total));
  return *this;
}

std::string MetricsText::take() { return std::move(out_); }

}  // namespace countersign
