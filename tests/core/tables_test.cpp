// The closed tables: codes of refusals, words of enumerations.
#include <set>

#include "core/base/error_code.h"
#include "core/base/result.h"
#include "core/request/words.h"
#include "tests/support/catch.h"

namespace countersign {
namespace {

bool is_kebab(std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i) {
    const bool letter = (word[i] >= 'a' && word[i] <= 'z') || (word[i] >= '0' && word[i] <= '9');
    const bool hyphen = word[i] == '-' && i > 0 && i + 1 < word.size() && word[i - 1] != '-';
    if (!letter && !hyphen) return false;
  }
  return !word.empty();
}

TEST_CASE("every code has one word, one status and one sentence") {
  std::set<std::string_view> words;
  for (const ErrorRow& row : error_table()) {
    INFO(row.word);
    CHECK(is_kebab(row.word));
    CHECK(words.insert(row.word).second);
    CHECK(row.status >= 400);
    CHECK(row.status <= 599);
    CHECK(row.title.back() == '.');
    const std::optional<ErrorCode> code = error_from_word(row.word);
    REQUIRE(code.has_value());
    CHECK(error_row(*code).word == row.word);
  }
  CHECK(words.size() == static_cast<std::size_t>(ErrorCode::internal) + 1);
  CHECK(error_from_word("") == std::nullopt);
  CHECK(error_from_word("wrong_state") == std::nullopt);
}

template <class E>
void check_words(std::size_t first) {
  std::set<std::string_view> words;
  for (std::size_t i = first; i < Words<E>::list.size(); ++i) {
    const std::string_view text = Words<E>::list[i];
    INFO(text);
    CHECK(is_kebab(text));
    CHECK(words.insert(text).second);
    CHECK(from_word<E>(text) == static_cast<E>(i));
    CHECK(word(static_cast<E>(i)) == text);
  }
  CHECK(from_word<E>("") == std::nullopt);
  CHECK(from_word<E>("rejct") == std::nullopt);
}

TEST_CASE("every enumerator has one word, and only its word gives it back") {
  check_words<RequestState>(1);
  check_words<Verb>(0);
  check_words<DecisionKind>(0);
  check_words<SubjectKind>(0);
  check_words<ActorKind>(0);
  check_words<Party>(0);
  check_words<Obligation>(0);
  check_words<RuleType>(0);
  check_words<StageStatus>(0);
  check_words<VersionStatus>(0);
  check_words<Standing>(0);
  check_words<QuestionState>(0);
  check_words<ConditionState>(0);
  check_words<ObjectionState>(0);
  check_words<ChangeClass>(0);
  check_words<Relation>(0);
  check_words<DelegationType>(0);
  check_words<DelegationState>(0);
  check_words<Demand>(0);
  check_words<ReleaseAfter>(0);
  check_words<PolicyEnd>(0);
  check_words<Severity>(0);
  check_words<SubjectField>(0);
}

TEST_CASE("the wire has no word for a request that does not exist") {
  CHECK(from_word<RequestState>("none") == std::nullopt);
  CHECK(word(RequestState::none) == "none");
}

TEST_CASE("a result holds a value or the refusal") {
  Result<int> value = 7;
  CHECK(value.ok());
  CHECK(value.value() == 7);
  value.value() = 8;
  CHECK(std::move(value).value() == 8);
  const Result<int> refusal = Error{ErrorCode::due_past, "/due"};
  CHECK(!refusal);
  CHECK(refusal.error() == Error{ErrorCode::due_past, "/due"});
}

}  // namespace
}  // namespace countersign
