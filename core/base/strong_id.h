// Ids: 1..64 characters of [A-Za-z0-9._:@+-]. Each kind of id is a type of its own, so that a part id cannot be passed
// where a stage id is meant. There is no "/" and no space in an id, so ids can be joined and put into addresses.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "core/base/canonical.h"
#include "core/base/limits.h"
#include "core/base/result.h"

namespace countersign {

bool is_id(std::string_view text);

template <class Tag>
class StrongId {
 public:
  StrongId() = default;  // "no id"; never written to the wire

  // Errors: invalid-format.
  static Result<StrongId> from(std::string_view text) {
    if (!is_id(text)) return make_error(ErrorCode::invalid_format);
    return StrongId(std::string(text));
  }
  // Ids inside a request are counters with a letter in front: d1, c1, o1, q1, m1, g1.
  static StrongId numbered(char letter, std::size_t number) {
    return StrongId(canonical::joined({{&letter, 1}, canonical::integer_text(number)}));
  }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const StrongId&) const = default;

 private:
  explicit StrongId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

using RequestId = StrongId<struct RequestTag>;
using ActorId = StrongId<struct ActorTag>;
using CommandId = StrongId<struct CommandTag>;
using StageId = StrongId<struct StageTag>;
using PartId = StrongId<struct PartTag>;
using DecisionId = StrongId<struct DecisionTag>;
using ConditionId = StrongId<struct ConditionTag>;
using ObjectionId = StrongId<struct ObjectionTag>;
using QuestionId = StrongId<struct QuestionTag>;
using CommentId = StrongId<struct CommentTag>;
using DelegationId = StrongId<struct DelegationTag>;
using EffectId = StrongId<struct EffectTag>;
using TemplateId = StrongId<struct TemplateTag>;
using RoleId = StrongId<struct RoleTag>;  // of a template
using FactId = StrongId<struct FactTag>;

}  // namespace countersign
