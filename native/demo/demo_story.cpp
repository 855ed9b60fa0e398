#include "native/demo/demo_story.h"

#include <array>

namespace countersign {
namespace {

constexpr int kDayHours = 24;

constexpr std::array kScope{
    DemoStep{"dana", 31 * kDayHours, R"json({
      "command": "create", "kind": "scope-change", "title": "Scope of the new website",
      "ask": "This is what the website has and what it does not have. We plan, design and build to this list.",
      "scope": ["Homepage, frames, eye test, shops, about us", "German and English", "Online shop: not included"],
      "project": "Keller Optik website", "amount": {"minor": 1860000, "currency": "EUR"}, "due": "@days:-24",
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "all"}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"},
          {"id": "jonas", "name": "Jonas Weber", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]})json"},
    DemoStep{"dana", 31 * kDayHours - 1, R"json({"command": "add-version", "note": "As discussed at the kick-off.", "parts": [
      {"id": "scope", "name": "Scope.md", "text": "# Scope of the new website\n\n## Included\n\n- Homepage, frames, eye test, shops, about us\n- German and English\n- Appointment request by form\n- Hand-over with a half-day of training\n\n## Not included\n\n- Online shop\n- Photographs\n- Texts beyond one round of editing\n\nFixed price 18,600.00 EUR without VAT, in three parts.\n"}]})json"},
    DemoStep{"dana", 31 * kDayHours - 2, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 31 * kDayHours - 2, R"json({"command": "submit"})json"},
    DemoStep{"maria", 30 * kDayHours, R"json({"command": "open-part", "version": 1, "part": "scope"})json"},
    DemoStep{"maria", 30 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 1, "displayed_digest": "@digest",
      "decision": "approve", "challenge": "@challenge"})json"},
    DemoStep{"jonas", 29 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 1, "displayed_digest": "@digest",
      "decision": "approve", "challenge": "@challenge"})json"},
};

constexpr std::array kHomepage{
    DemoStep{"dana", 23 * kDayHours, R"json({
      "command": "create", "kind": "deliverable", "title": "Homepage design, first draft",
      "ask": "Please tell us whether this is the direction that you want for the homepage.",
      "scope": ["Desktop layout", "Colours and type"],
      "project": "Keller Optik website", "due": "@days:-16",
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "all"}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"}]},
        {"id": "legal", "name": "Legal", "order": 2, "rule": {"type": "all"}, "decisions": ["approve", "approve-with-conditions", "request-changes", "reject"], "members": [
          {"id": "jonas", "name": "Jonas Weber", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]})json"},
    DemoStep{"dana", 23 * kDayHours - 1, R"json({"command": "add-version", "note": "A first direction, for discussion.", "parts": [
      {"id": "homepage", "file": "Homepage-v1.pdf"}]})json"},
    DemoStep{"dana", 23 * kDayHours - 2, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 23 * kDayHours - 2, R"json({"command": "submit"})json"},
    DemoStep{"maria", 21 * kDayHours, R"json({"command": "open-part", "version": 1, "part": "homepage"})json"},
    DemoStep{"maria", 21 * kDayHours, R"json({"command": "ask", "text": "Can people see on the phone which shop is open right now?", "part": "homepage"})json"},
    DemoStep{"dana", 21 * kDayHours - 3, R"json({"command": "answer", "question": "q1",
      "text": "Not in this draft, it only lists the addresses. We will show live opening hours, nearest open shop first, in the next versions."})json"},
    DemoStep{"maria", 20 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 1, "displayed_digest": "@digest",
      "decision": "request-changes", "challenge": "@challenge", "objections": [
        {"text": "It looks like any optician. We want people to notice that we take an hour for each customer.", "part": "homepage"},
        {"text": "Show prices on the frames. Nobody should have to ask."}]})json"},
    DemoStep{"dana", 20 * kDayHours - 5, R"json({"command": "answer-objection", "objection": "o1", "class": "in-scope",
      "work": "A new opening with the hour for each customer.", "due": "@days:-12"})json"},
    DemoStep{"dana", 20 * kDayHours - 5, R"json({"command": "answer-objection", "objection": "o2", "class": "in-scope",
      "work": "Prices on every frame.", "due": "@days:-12"})json"},
    DemoStep{"dana", 19 * kDayHours, R"json({"command": "revise"})json"},
    DemoStep{"dana", 11 * kDayHours, R"json({"command": "edit", "title": "Homepage design, second draft", "due": "@days:-4",
      "ask": "Please tell us whether this direction, with phone layouts, is the one that we finish."})json"},
    DemoStep{"dana", 11 * kDayHours, R"json({"command": "add-version", "note": "New headline, prices shown, phone layouts added.", "parts": [
      {"id": "homepage", "file": "Homepage-v2.pdf"}, {"id": "phone", "file": "Phone-layouts-v2.png"}, {"id": "texts", "file": "Texts-v2.md"}]})json"},
    DemoStep{"dana", 11 * kDayHours - 1, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 11 * kDayHours - 1, R"json({"command": "submit"})json"},
    DemoStep{"maria", 10 * kDayHours, R"json({"command": "open-part", "version": 2, "part": "homepage"})json"},
    DemoStep{"maria", 10 * kDayHours, R"json({"command": "open-part", "version": 2, "part": "phone"})json"},
    DemoStep{"jonas", 9 * kDayHours + 4, R"json({"command": "comment", "text": "White text on Apricot is hard to read, and the accessibility act will apply to us. Please check the contrast."})json"},
    DemoStep{"maria", 9 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 2, "displayed_digest": "@digest",
      "decision": "request-changes", "challenge": "@challenge",
      "rationale": "The direction is right. These points, then it is final.", "objections": [
        {"text": "The headline is about us. Make it about the reader.", "part": "homepage"},
        {"text": "Running text is too small for customers who come because they do not see well.", "part": "homepage"},
        {"text": "The shop finder needs a map.", "part": "phone"}]})json"},
    DemoStep{"dana", 8 * kDayHours + 2, R"json({"command": "answer-objection", "objection": "o3", "class": "in-scope",
      "work": "A headline that speaks to the reader.", "due": "@days:-2"})json"},
    DemoStep{"dana", 8 * kDayHours + 2, R"json({"command": "answer-objection", "objection": "o4", "class": "in-scope",
      "work": "Running text two points larger.", "due": "@days:-2"})json"},
    DemoStep{"dana", 8 * kDayHours + 2, R"json({"command": "answer-objection", "objection": "o5", "class": "in-scope",
      "work": "The shop finder opens on a map.", "due": "@days:-2"})json"},
    DemoStep{"dana", 8 * kDayHours, R"json({"command": "revise"})json"},
    DemoStep{"dana", 1 * kDayHours + 4, R"json({"command": "edit", "title": "Homepage design, final delivery", "due": "@days:6",
      "ask": "The homepage design as shown in these three files is final. Development starts from it, and later changes to it are quoted separately.",
      "scope": ["Desktop and phone layouts, with all texts", "Colours and type as in the style sheet"],
      "amount": {"minor": 480000, "currency": "EUR"}})json"},
    DemoStep{"dana", 1 * kDayHours + 3, R"json({"command": "add-version", "note": "New headline, larger text, contrast of at least 7 to 1, shop finder with a map and live opening hours.", "parts": [
      {"id": "homepage", "file": "Homepage-v3.pdf"}, {"id": "phone", "file": "Phone-layouts-v3.png", "must_open": true}, {"id": "texts", "file": "Texts-v3.md"}]})json"},
    DemoStep{"intake", 1 * kDayHours + 3, R"json({"command": "comment", "text": "Checked: the three files open, their names carry the version, and every point of the last round is answered in the note."})json"},
    DemoStep{"dana", 1 * kDayHours + 2, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 1 * kDayHours + 2, R"json({"command": "submit"})json"},
};

constexpr std::array kChangeOrder{
    DemoStep{"dana", 6 * kDayHours, R"json({
      "command": "create", "kind": "change-order", "title": "Change order 014: reservation of frames",
      "ask": "Please approve the scope, the price of 3,744.00 EUR without VAT and the new launch date together. Work starts on the business day after your approval.",
      "scope": ["Customers reserve up to three frames and try them on in a shop", "A view for the shops in the booking system", "The launch moves by one week"],
      "project": "Keller Optik website", "amount": {"minor": 374400, "currency": "EUR"}, "due": "@days:-1",
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "any"}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"},
          {"id": "jonas", "name": "Jonas Weber", "organization": "Keller Optik GmbH", "obligation": "reviewer"}]}]})json"},
    DemoStep{"dana", 6 * kDayHours - 1, R"json({"command": "add-version", "parts": [{"id": "order", "file": "Change-order-014.md"}]})json"},
    DemoStep{"dana", 6 * kDayHours - 1, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 6 * kDayHours - 1, R"json({"command": "submit"})json"},
    DemoStep{"maria", 5 * kDayHours, R"json({"command": "open-part", "version": 1, "part": "order"})json"},
    DemoStep{"jonas", 4 * kDayHours + 2, R"json({"command": "comment", "text": "No objection, as long as nobody has to leave a telephone number to reserve a frame."})json"},
    DemoStep{"maria", 4 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 1, "displayed_digest": "@digest",
      "decision": "approve-with-conditions", "challenge": "@challenge", "conditions": [
        {"text": "Frames can be reserved without leaving a telephone number."},
        {"text": "The shops are trained before the launch, not after it.", "due": "@days:21"}]})json"},
};

constexpr std::array kCampaign{
    DemoStep{"dana", 4 * kDayHours, R"json({
      "command": "create", "kind": "deliverable", "title": "Key picture for the opening in Oldenburg",
      "ask": "This picture goes on the homepage and on the invitation to the opening.",
      "scope": ["One picture, 1440 by 900", "Rights of use for three years"],
      "project": "Oldenburg opening", "due": "@days:3",
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "all"}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]})json"},
    DemoStep{"dana", 4 * kDayHours - 1, R"json({"command": "add-version", "parts": [{"id": "picture", "file": "Desktop-hero-v3.png"}]})json"},
    DemoStep{"dana", 4 * kDayHours - 1, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 4 * kDayHours - 1, R"json({"command": "submit"})json"},
    DemoStep{"maria", 2 * kDayHours, R"json({"command": "open-part", "version": 1, "part": "picture"})json"},
    DemoStep{"maria", 2 * kDayHours, R"json({"command": "decide", "stage": "customer", "version": 1, "displayed_digest": "@digest",
      "decision": "request-changes", "challenge": "@challenge", "objections": [
        {"text": "The date of the opening has to be readable at the size of a stamp.", "part": "picture"},
        {"text": "Please leave out the review stars on the invitation."}]})json"},
};

constexpr std::array kProposal{
    DemoStep{"dana", 2 * kDayHours + 3, R"json({
      "command": "create", "kind": "proposal", "title": "Website care, proposal P-2026-031",
      "ask": "We look after the website from its launch on, as described in the proposal, for 689.00 EUR a month without VAT.",
      "scope": ["Updates, security fixes and backups", "Six hours of improvements a month", "Ended with one month's notice"],
      "project": "Website care", "amount": {"minor": 68900, "currency": "EUR"}, "due": "@days:12",
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "quorum", "count": 2}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"},
          {"id": "jonas", "name": "Jonas Weber", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]})json"},
    DemoStep{"dana", 2 * kDayHours + 2, R"json({"command": "add-version", "parts": [{"id": "proposal", "file": "Proposal-maintenance.pdf"}]})json"},
    DemoStep{"dana", 2 * kDayHours + 2, R"json({"command": "confirm-ready", "displayed_digest": "@digest"})json"},
    DemoStep{"dana", 2 * kDayHours + 1, R"json({"command": "submit"})json"},
    DemoStep{"jonas", kDayHours, R"json({"command": "open-part", "version": 1, "part": "proposal"})json"},
    DemoStep{"jonas", kDayHours, R"json({"command": "ask", "text": "Who holds the contract with the hosting company, you or we?", "part": "proposal"})json"},
};

constexpr std::array kMilestone{
    DemoStep{"intake", 5, R"json({
      "command": "create", "kind": "milestone", "title": "Milestone 2: pages built",
      "project": "Keller Optik website", "scope": ["All pages of the scope, filled", "Tested in four browsers and two screen readers"],
      "stages": [
        {"id": "customer", "name": "Keller Optik", "order": 1, "rule": {"type": "all"}, "members": [
          {"id": "maria", "name": "Maria Keller", "organization": "Keller Optik GmbH", "obligation": "approver"}]}]})json"},
    DemoStep{"intake", 5, R"json({"command": "comment", "text": "Drafted from the project plan. Still missing: what exactly is to be signed off, the files, and a due date."})json"},
};

constexpr std::array<std::span<const DemoStep>, 6> kStories{kScope, kHomepage, kChangeOrder, kCampaign, kProposal, kMilestone};

}  // namespace

std::span<const std::span<const DemoStep>> demo_stories() { return kStories; }

}  // namespace countersign
