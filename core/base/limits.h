// The limits of the protocol. Each stands in core/schema and in the server's /v1/capabilities as well; a test compares them.
// Texts are counted in Unicode code points.
#pragma once

#include <cstddef>
#include <cstdint>

namespace countersign::limits {

inline constexpr std::size_t kId = 64;  // characters of an id
inline constexpr std::size_t kTitle = 200;
inline constexpr std::size_t kAsk = 2000;
inline constexpr std::size_t kScopeItem = 500;
inline constexpr std::size_t kScopeItems = 50;
inline constexpr std::size_t kText = 4000;  // notes, questions, answers, comments, rationales, reasons, conditions, objections
inline constexpr std::size_t kName = 200;
inline constexpr std::size_t kProject = 100;
inline constexpr std::size_t kPartName = 255;
inline constexpr std::size_t kMediaType = 127;
inline constexpr std::size_t kChallenge = 128;
inline constexpr std::size_t kEncoded = 5462;  // bytes in Base64: 4,096 of them
inline constexpr std::size_t kParts = 50;
inline constexpr std::size_t kStages = 20;
inline constexpr std::size_t kMembers = 50;  // per stage
inline constexpr std::size_t kReasons = 50;  // conditions, and objections, per decision
inline constexpr std::size_t kFacts = 50;
inline constexpr std::size_t kEffects = 20;
inline constexpr std::size_t kLinks = 50;
inline constexpr std::size_t kReminders = 10;   // per policy
inline constexpr std::size_t kDelegations = 200;  // per request
inline constexpr std::size_t kFindings = 100;   // per check
inline constexpr std::size_t kPointer = 200;    // bytes of a finding's pointer
inline constexpr std::size_t kPredicateDepth = 4;
inline constexpr std::size_t kPredicateItems = 20;  // of `all`, `any` and `in`
inline constexpr std::size_t kEvents = 10000;  // per request
inline constexpr std::size_t kEventsForDecisions = 2000;  // of these, the last: core/request/room.h says for what
inline constexpr std::size_t kRecordBytes = 16 * 1024 * 1024;  // of the canonical events of a request; then likewise
inline constexpr std::size_t kEntryBytes = 65535;  // of an event as an entry of the log, where its length travels in two bytes

inline constexpr std::size_t kDepth = 32;                       // of any JSON text
inline constexpr std::size_t kCommandBytes = 256 * 1024;        // a command from a client
inline constexpr std::size_t kDocumentBytes = 64 * 1024 * 1024;  // a state or a log given to the core by its host
inline constexpr std::int64_t kInteger = 9007199254740991;      // 2^53 - 1: what every JSON reader keeps exactly

}  // namespace countersign::limits
