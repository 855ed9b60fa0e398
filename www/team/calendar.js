// Business time for the requests that are made here: Monday to Friday, nine to five, by the clock of this computer.
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 730;
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];
const offset = (time) => 0 - new Date(time).getTimezoneOffset();

/** Between `low` and a day later the clock is changed; when, to the minute. */
function changeWithin(low) {
  const before = offset(low);
  let high = low + DAY;
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
    if (offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** The core has no time-zone data: it is told the offsets of the next two years. */
export function officeCalendar() {
  const first = Math.floor(Date.now() / DAY) * DAY;
  const days = Array.from({length: DAYS}, (_, day) => first + day * DAY);
  const changes = days.filter((day) => offset(day) !== offset(day + DAY)).map(changeWithin);
  return {
    hours: weekdays.map((weekday) => ({weekday, from: 9 * 60, to: 17 * 60})),
    holidays: [],
    offset_minutes: offset(first),
    offset_changes: changes.map((at) => ({from: new Date(at).toISOString(), offset_minutes: offset(at)})),
  };
}
