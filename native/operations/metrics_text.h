// Figures in Prometheus's text format, version 0.0.4: one family after the other, each with its help, its type and its samples.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign {

using MetricLabels = std::vector<std::pair<std::string_view, std::string_view>>;

class MetricsText {
 public:
  static constexpr const char* kMediaType = "text/plain; version=0.0.4; charset=utf-8";

  // What follows are samples of this family, until the next. A family has one place in the text.
  MetricsText& counter(std::string_view name, std::string_view help) { return family(name, "counter", help); }
  MetricsText& gauge(std::string_view name, std::string_view help) { return family(name, "gauge", help); }
  MetricsText& histogram(std::string_view name, std::string_view help) { return family(name, "histogram", help); }

  MetricsText& sample(double value, const MetricLabels& labels = {});
  // Of a histogram. `counts` are those of each class by itself, one more than there are upper bounds; `sum` is that of the values.
  MetricsText& classes(std::span<const double> bounds, std::span<const std::uint64_t> counts, double sum, const MetricLabels& labels = {});

  std::string take();  // once

 private:
  MetricsText& family(std::string_view name, std::string_view type, std::string_view help);
  void line(std::string_view suffix, const MetricLabels& labels, double value);

  std::string out_;
  std::string name_;
};

}  // namespace countersign
