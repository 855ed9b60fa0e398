// The panels, headless: they draw at every cursor and width, and the keyboard and the mouse do what they say.
#include "tests/shell/headless.h"
#include "tests/shell/sample_story.h"
#include "tests/support/catch.h"

namespace countersign::shell {
namespace {

constexpr float kWide = 1440;
constexpr float kMiddle = 900;
constexpr float kNarrow = 360;
constexpr float kHeight = 900;
constexpr int kSomething = 500;  // vertices: more than an empty window has

void open_sample(Headless& headless) {
  headless.inspector().open("sample-log.json", sample_log(tell_sample_story().events));
  REQUIRE(headless.inspector().has_log());
  headless.settle();
}

TEST_CASE("an empty inspector says how to open a log") {
  Headless headless(kWide, kHeight);
  CHECK(headless.settle() > 200);
  headless.press(ImGuiKey_LeftArrow);
  headless.type("a/1t");
  CHECK(headless.inspector().cursor() == 0);
}

TEST_CASE("a refused log is told, with and without one before it") {
  Headless headless(kWide, kHeight);
  const int empty = headless.settle();
  headless.inspector().open("broken.json", "{\"events\":[7]}");
  CHECK(headless.settle() > empty);
  open_sample(headless);
  const int fine = headless.settle();
  headless.inspector().open("broken.json", "{\"events\":[7]}");
  CHECK(headless.settle() != fine);
  headless.inspector().dismiss_failure();
  CHECK(headless.settle() == fine);
}

TEST_CASE("every panel draws at every cursor, for everybody, in every arrangement") {
  const auto width = GENERATE(kWide, kMiddle, kNarrow);
  const auto scale = GENERATE(1.0F, 2.0F);
  Headless headless(width * scale, kHeight, scale);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  for (std::size_t cursor = 0; cursor <= inspector.size(); ++cursor) {
    inspector.move_to(cursor);
    inspector.choose_person(cursor % inspector.people().size());
    for (const char* const tab : {"1", "2", "3", "4"}) {
      headless.type(tab);
      CHECK(headless.draw() > kSomething);
    }
  }
}

TEST_CASE("the panels draw in tiny windows") {
  for (const ImVec2 size : {ImVec2{40, 40}, ImVec2{320, 120}, ImVec2{1, 1}}) {
    Headless headless(size.x, size.y);
    open_sample(headless);
    headless.settle();
  }
}

TEST_CASE("keys step through the events") {
  Headless headless(kWide, kHeight);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  const std::size_t end = inspector.size();
  headless.press(ImGuiKey_LeftArrow);
  CHECK(inspector.cursor() == end - 1);
  headless.press(ImGuiKey_UpArrow);
  CHECK(inspector.cursor() == end - 2);
  headless.press(ImGuiKey_RightArrow);
  CHECK(inspector.cursor() == end - 1);
  headless.press(ImGuiKey_PageUp);
  CHECK(inspector.cursor() == end - 11);
  headless.press(ImGuiKey_Home);
  CHECK(inspector.cursor() == 0);
  headless.press(ImGuiKey_DownArrow);
  CHECK(inspector.cursor() == 1);
  headless.press(ImGuiKey_PageDown);
  CHECK(inspector.cursor() == 11);
  headless.press(ImGuiKey_End);
  CHECK(inspector.cursor() == end);
}

TEST_CASE("the slider goes where it is clicked and dragged") {
  Headless headless(kWide, kHeight);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  const Area track = headless.view().track;
  REQUIRE(track.max.x - track.min.x > 500);
  const float middle = track.center().y;
  headless.click(track.center());
  CHECK(inspector.cursor() == (inspector.size() + 1) / 2);
  headless.drag({track.center().x, middle}, {track.min.x - 100, middle});
  CHECK(inspector.cursor() == 0);
  headless.drag({track.center().x, middle}, {track.max.x + 100, middle});
  CHECK(inspector.cursor() == inspector.size());
}

TEST_CASE("a click on a row of the timeline goes to its event") {
  Headless headless(kWide, kHeight);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  headless.press(ImGuiKey_Home);
  headless.click(headless.view().first_row.center());
  CHECK(inspector.cursor() == 1);
}

TEST_CASE("the timeline follows the cursor") {
  Headless headless(kWide, 500);
  open_sample(headless);
  headless.press(ImGuiKey_Home);
  const float first = headless.view().first_row.min.y;
  headless.press(ImGuiKey_End);
  headless.settle();
  CHECK(headless.view().first_row.min.y < first);
}

TEST_CASE("choosing another person changes the permissions") {
  Headless headless(kWide, kHeight);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  inspector.move_to(8);
  const std::size_t first = inspector.person();
  headless.type("a");
  CHECK(inspector.person() == first + 1);
  headless.type("A");
  CHECK(inspector.person() == first);

  // The list below the field: its first entry stands right under it.
  headless.click(headless.view().people.center());
  const Area field = headless.view().people;
  const float line = field.max.y - field.min.y;
  headless.click({field.center().x, field.max.y + line * 0.8F});
  CHECK(inspector.person() == 0);
}

TEST_CASE("a search narrows the timeline, and Escape ends it") {
  Headless headless(kWide, kHeight);
  open_sample(headless);
  Inspector& inspector = headless.inspector();
  headless.type("/");
  headless.type("retract");
  CHECK(inspector.searched() == "retract");
  CHECK(inspector.matches().size() == 1);
  headless.press(ImGuiKey_LeftArrow);  // moves in the text, not in time
  CHECK(inspector.cursor() == inspector.size());
  headless.press(ImGuiKey_Escape);
  CHECK(inspector.searched().empty());
  headless.press(ImGuiKey_LeftArrow);
  CHECK(inspector.cursor() == inspector.size() - 1);
}

TEST_CASE("t changes between light and dark") {
  Headless headless(kWide, kHeight);
  headless.settle();
  const float light = ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x;
  headless.type("t");
  CHECK(headless.view().scheme == Scheme::dark);
  CHECK(ImGui::GetStyle().Colors[ImGuiCol_WindowBg].x < light);
}

}  // namespace
}  // namespace countersign::shell
