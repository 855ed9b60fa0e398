// Whole numbers in order, of which some come and go: how many there are below one, what these add up to, and which stands
// at a place, without looking at each. A list of sorted blocks: with n numbers a change moves at most one block, and a
// question looks at one block and the heads of the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace countersign {

// A sum of numbers that do not fit into one together: `high` counts steps of 2^20.
struct LongSum {
  std::int64_t high = 0;
  std::int64_t low = 0;

  void add(std::int64_t number);
  void add(const LongSum& other, std::int64_t times = 1);
  // Stops at the greatest number that a JSON reader keeps exactly (limits::kInteger). Precondition: the sum is not negative.
  std::int64_t stopped() const;
  // `times` a number, which may be negative.
  static LongSum product(std::int64_t number, std::int64_t times);
};

class OrderedNumbers {
 public:
  void insert(std::int64_t number);
  // Precondition: it is there. One of several that are the same goes.
  void erase(std::int64_t number);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Precondition of both: not empty.
  std::int64_t first() const { return blocks_.front().numbers.front(); }
  std::int64_t last() const { return blocks_.back().numbers.back(); }

  std::size_t count_below(std::int64_t limit) const;
  LongSum sum_below(std::int64_t limit) const;
  LongSum sum() const;

 private:
  struct Block {
    std::vector<std::int64_t> numbers;  // in order, not empty
    LongSum sum;
  };
  // The block in which a number stands, or belongs. Precondition: there are blocks.
  std::size_t block_of(std::int64_t number) const;
  void split(std::size_t place);

  std::vector<Block> blocks_;  // in order
  std::size_t size_ = 0;
};

}  // namespace countersign
