#include "core/metrics/ordered_numbers.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/limits.h"

namespace countersign {
namespace {

constexpr std::size_t kLongestBlock = 1024;
constexpr std::int64_t kStep = 1 << 20;

}  // namespace

void LongSum::add(std::int64_t number) { add(product(number, 1)); }

void LongSum::add(const LongSum& other, std::int64_t times) {
  high += other.high * times;
  low += other.low * times;
}

LongSum LongSum::product(std::int64_t number, std::int64_t times) { return {number / kStep * times, number % kStep * times}; }

std::int64_t LongSum::stopped() const {
  // Both parts can be of either sign; their sum is not negative.
  const std::int64_t rest = (low % kStep + kStep) % kStep;
  const std::int64_t steps = high + (low - rest) / kStep;
  if (steps > limits::kInteger / kStep) return limits::kInteger;
  return std::min(steps * kStep + rest, limits::kInteger);
}

std::size_t OrderedNumbers::block_of(std::int64_t number) const {
  const auto after = std::partition_point(blocks_.begin(), blocks_.end(), [&](const Block& block) { return block.numbers.back() < number; });
  const auto place = static_cast<std::size_t>(after - blocks_.begin());
  return std::min(place, blocks_.size() - 1);
}

void OrderedNumbers::insert(std::int64_t number) {
  if (blocks_.empty()) blocks_.push_back({});
  const std::size_t place = size_ == 0 ? 0 : block_of(number);
  Block& block = blocks_[place];
  block.numbers.insert(std::upper_bound(block.numbers.begin(), block.numbers.end(), number), number);
  block.sum.add(number);
  ++size_;
  if (block.numbers.size() > kLongestBlock) split(place);
}

void OrderedNumbers::split(std::size_t place) {
  Block upper;
  std::vector<std::int64_t>& lower = blocks_[place].numbers;
  const auto middle = lower.begin() + static_cast<std::ptrdiff_t>(lower.size() / 2);
  upper.numbers.assign(middle, lower.end());
  lower.erase(middle, lower.end());
  for (const std::int64_t number : upper.numbers) upper.sum.add(number);
  blocks_[place].sum.add(upper.sum, -1);
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(place) + 1, std::move(upper));
}

void OrderedNumbers::erase(std::int64_t number) {
  check(!empty());
  const std::size_t place = block_of(number);
  Block& block = blocks_[place];
  const auto found = std::lower_bound(block.numbers.begin(), block.numbers.end(), number);
  check(found != block.numbers.end() && *found == number);
  block.numbers.erase(found);
  block.sum.add(LongSum::product(number, -1));
  --size_;
  if (block.numbers.empty()) blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(place));
}

std::size_t OrderedNumbers::count_below(std::int64_t limit) const {
  if (empty()) return 0;
  const std::size_t last = block_of(limit);
  std::size_t count = 0;
  for (std::size_t i = 0; i < last; ++i) count += blocks_[i].numbers.size();
  const std::vector<std::int64_t>& numbers = blocks_[last].numbers;
  return count + static_cast<std::size_t>(std::lower_bound(numbers.begin(), numbers.end(), limit) - numbers.begin());
}

LongSum OrderedNumbers::sum_below(std::int64_t limit) const {
  LongSum total;
  if (empty()) return total;
  const std::size_t last = block_of(limit);
  for (std::size_t i = 0; i < last; ++i) total.add(blocks_[i].sum);
  for (const std::int64_t number : blocks_[last].numbers) {
    if (number < limit) total.add(number);
  }
  return total;
}

LongSum OrderedNumbers::sum() const {
  LongSum total;
  for (const Block& block : blocks_) total.add(block.sum);
  return total;
}

}  // namespace countersign
