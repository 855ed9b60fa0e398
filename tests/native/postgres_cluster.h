// A PostgreSQL of this process's own (tests/support/postgres.sh), which goes when the process goes.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>

namespace countersign::test {

class PostgresCluster {
 public:
  // `setting` of the server, such as "fsync=off". Throws when there is no PostgreSQL.
  explicit PostgresCluster(const std::string& setting);
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  // The address of a new, empty database.
  std::string new_database();

 private:
  pid_t child_ = 0;
  int input_ = -1;
  std::string address_;
  std::atomic<int> databases_{0};
};

// In the one of this process's tests, which starts when it is first asked for. What a crash of the whole machine leaves is not
// what they test, so it does not wait for the disk. The address of a new, empty database. Throws when there is no PostgreSQL: then tests fail.
std::string new_postgres_database();

}  // namespace countersign::test
