#include "tests/native/postgres_cluster.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "native/store/postgres.h"

namespace countersign::test {

PostgresCluster::PostgresCluster(const std::string& setting) {
  int to_it[2];
  int from_it[2];
  if (::pipe2(to_it, O_CLOEXEC) != 0 || ::pipe2(from_it, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  child_ = ::fork();
  if (child_ == 0) {
    ::dup2(to_it[0], STDIN_FILENO);
    ::dup2(from_it[1], STDOUT_FILENO);
    ::execl("/bin/sh", "sh", COUNTERSIGN_SOURCE_DIR "/tests/support/postgres.sh", setting.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(to_it[0]);
  ::close(from_it[1]);
  input_ = to_it[1];
  std::string said;
  char byte = 0;
  while (::read(from_it[0], &byte, 1) == 1 && byte != '\n') said += byte;
  ::close(from_it[0]);
  if (!said.starts_with("ready ")) throw std::runtime_error("PostgreSQL for tests did not start");
  address_ = said.substr(6);
}

PostgresCluster::~PostgresCluster() {
  ::close(input_);
  ::waitpid(child_, nullptr, 0);
}

std::string PostgresCluster::new_database() {
  const std::string name = "test" + std::to_string(++databases_);
  PostgresConnection(address_ + "&dbname=postgres").execute("CREATE DATABASE " + name);
  return address_ + "&dbname=" + name;
}

std::string new_postgres_database() {
  static PostgresCluster cluster("fsync=off");
  return cluster.new_database();
}

}  // namespace countersign::test
