#include "native/cli/serve_environment.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <numeric>
#include <regex>

#include "native/cli/text_io.h"

namespace countersign {
namespace {

// How many letters have to be put in, left out or changed to make one of the other; two that change places count as one.
std::size_t letters_between(std::string_view one, std::string_view other) {
  std::vector<std::size_t> before;
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t changed = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
      const bool is_swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (is_swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    std::swap(last, row);
  }
  return last.back();
}

}  // namespace

std::string variable_of(std::string_view option) {
  std::string name(kSettingPrefix);
  for (const char character : option) name += character == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
  return name;
}

bool is_service_variable(std::string_view name, std::string_view value) {
  static const std::regex kName("COUNTERSIGN_(.+_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
  static const std::regex kAddress("(tcp|udp|sctp)://.*");
  const auto matches = [](std::string_view text, const std::regex& pattern) { return std::regex_match(text.begin(), text.end(), pattern); };
  return matches(name, kName) || (name.ends_with("_PORT") && matches(value, kAddress));
}

std::optional<std::string> nearest_name(std::string_view wrong, const std::set<std::string>& names) {
  constexpr std::size_t kLongest = 100;  // whatever is longer is nobody's slip
  if (wrong.size() > kLongest) return std::nullopt;
  // A letter for every three of it: beyond that it is another word.
  std::size_t least = std::max<std::size_t>(wrong.size() / 3, 1) + 1;
  std::optional<std::string> nearest;
  for (const std::string& name : names) {
    const std::size_t distance = letters_between(wrong, name);
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

std::vector<std::string> unknown_settings(const std::vector<std::string>& environment, const std::set<std::string>& known) {
  std::set<std::string> words;  // without what they all begin with, which makes no two of them alike
  for (const std::string& name : known) words.insert(name.substr(kSettingPrefix.size()));
  std::vector<std::string> sentences;
  for (const std::string& variable : environment) {
    const std::size_t end = variable.find('=');
    if (end == std::string::npos || end + 1 == variable.size()) continue;  // what is empty is not set
    const std::string name = variable.substr(0, end);
    if (!name.starts_with(kSettingPrefix) || name.starts_with(kTestPrefix) || known.contains(name)) continue;
    if (is_service_variable(name, std::string_view(variable).substr(end + 1))) continue;
    std::string word = name.substr(kSettingPrefix.size());
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    const auto meant = nearest_name(word, words);
    sentences.push_back("the environment has " + printable(name) + ", and there is no such setting" +
                        (meant ? "; is " + std::string(kSettingPrefix) + *meant + " meant?" : "; `countersign serve --help` names them all"));
  }
  std::sort(sentences.begin(), sentences.end());
  return sentences;
}

std::vector<std::string> process_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

}  // namespace countersign
