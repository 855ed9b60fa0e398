// The writer of the log, at a pipe that is read late, or never.
#include "native/operations/line_writer.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <sstream>

#include "tests/support/catch.h"

using namespace countersign;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kWaiting = 64 * 1024;

class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_.data()) == 0); }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  int writer() const { return ends_[1]; }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }
  // By another thread, up to the end.
  void start_reading() {
    reader_ = std::async(std::launch::async, [this] { return read_until("the end\n"); });
  }
  std::string finish_reading() { return reader_.get(); }
  // All up to there.
  std::string read_until(const std::string& end) {
    std::string text;
    std::array<char, 4096> piece;
    while (text.find(end) == std::string::npos) {
      const ssize_t count = ::read(ends_[0], piece.data(), piece.size());
      if (count <= 0) break;
      text.append(piece.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
  std::future<std::string> reader_;
};

std::string numbered(std::size_t number) { return "line " + std::to_string(number) + " " + std::string(80, '.') + "\n"; }

std::string told_of(std::uint64_t lines) { return "dropped " + std::to_string(lines) + "\n"; }

}  // namespace

TEST_CASE("line writer: what is read in time is written whole and in order", "[log]") {
  Pipe pipe;
  LineWriter writer(pipe.writer(), kWaiting);
  std::string all;
  for (std::size_t i = 0; i < 100; ++i) {
    all += numbered(i);
    writer.write(numbered(i));
  }
  const std::string longer = std::string(20000, 'x') + "\n";  // than what is written at once
  writer.write(longer);
  writer.write("the end\n");
  CHECK(pipe.read_until("the end\n") == all + longer + "the end\n");
  writer.flush(10s);
  CHECK_FALSE(writer.is_behind());
  CHECK(writer.dropped() == 0);
}

TEST_CASE("line writer: at a pipe that nobody reads nobody waits; what was dropped is counted and told of in its place", "[log]") {
  Pipe pipe;
  LineWriter writer(pipe.writer(), kWaiting);
  writer.tell_of_dropped(told_of);
  std::size_t count = 0;
  while (writer.dropped() < 500) writer.write(numbered(count++));  // it would never end if it waited
  CHECK(writer.is_behind());
  CHECK(count * numbered(0).size() > kWaiting);
  writer.flush(50ms);  // gives up
  CHECK(writer.is_behind());
  const std::uint64_t dropped = writer.dropped();

  pipe.start_reading();
  writer.flush(10s);
  CHECK_FALSE(writer.is_behind());
  writer.write("the end\n");
  std::istringstream lines(pipe.finish_reading());
  std::size_t next = 0;
  std::uint64_t told = 0;
  for (std::string line; std::getline(lines, line) && line != "the end";) {
    if (line.starts_with("dropped ")) {
      const std::uint64_t here = std::stoull(line.substr(8));
      told += here;
      next += here;
    } else {
      REQUIRE(line + "\n" == numbered(next));
      ++next;
    }
  }
  CHECK(next == count);
  CHECK(told == dropped);
  CHECK(writer.dropped() == dropped);
}

TEST_CASE("line writer: goes at once while a pipe is full", "[log]") {
  Pipe pipe;
  {
    LineWriter writer(pipe.writer(), kWaiting);
    while (writer.dropped() == 0) writer.write(numbered(1));
  }
  SUCCEED("its thread has ended");
}

TEST_CASE("line writer: lines for a reader who has gone are counted, and so is one that is too long for everybody", "[log]") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  LineWriter writer(pipe.writer(), kWaiting);
  writer.write(std::string(kWaiting + 1, 'x') + "\n");
  CHECK(writer.dropped() == 1);
  pipe.close_reader();
  for (std::size_t i = 0; i < 10; ++i) writer.write(numbered(i));
  writer.flush(10s);
  CHECK_FALSE(writer.is_behind());
  CHECK(writer.dropped() >= 11);
  std::signal(SIGPIPE, before);
}
