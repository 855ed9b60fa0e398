#include "core/request/diagram.h"

#include <string_view>
#include <vector>

#include "core/request/transitions.h"

namespace countersign {
namespace {

std::string node(RequestState state) {
  std::string name(word(state));
  for (char& c : name) {
    if (c == '-') c = '_';
  }
  return state == RequestState::none ? "[*]" : name;
}

std::string label(const Transition& transition) {
  std::string text(word(transition.verb));
  switch (transition.outcome) {
    case Outcome::none:
    case Outcome::any: break;
    case Outcome::pending: text += " (more to decide)"; break;
    case Outcome::approved: text += " (approve)"; break;
    case Outcome::approved_with_conditions: text += " (with conditions)"; break;
    case Outcome::changes_requested: text += " (request-changes)"; break;
    case Outcome::rejected: text += " (reject)"; break;
  }
  return text;
}

struct Arrow {
  RequestState from;
  RequestState to;
  std::string labels;
};

// One arrow for each pair of states, with everything that leads along it.
std::vector<Arrow> arrows() {
  std::vector<Arrow> all;
  for (const Transition& transition : transitions()) {
    Arrow* arrow = nullptr;
    for (Arrow& known : all) {
      if (known.from == transition.from && known.to == transition.to) arrow = &known;
    }
    if (arrow == nullptr) {
      all.push_back({transition.from, transition.to, label(transition)});
    } else {
      arrow->labels += ", " + label(transition);
    }
  }
  return all;
}

bool leads_anywhere(RequestState state) {
  for (const Transition& transition : transitions()) {
    if (transition.from == state) return true;
  }
  return false;
}

}  // namespace

std::string mermaid_state_diagram() {
  std::string out = "stateDiagram-v2\n";
  for (std::size_t i = 1; i < Words<RequestState>::list.size(); ++i) {
    const auto state = static_cast<RequestState>(i);
    out += "  state \"" + std::string(word(state)) + "\" as " + node(state) + "\n";
  }
  for (const Arrow& arrow : arrows()) out += "  " + node(arrow.from) + " --> " + node(arrow.to) + " : " + arrow.labels + "\n";
  for (std::size_t i = 1; i < Words<RequestState>::list.size(); ++i) {
    const auto state = static_cast<RequestState>(i);
    if (!leads_anywhere(state)) out += "  " + node(state) + " --> [*]\n";
  }
  return out;
}

}  // namespace countersign
