// The core's business time against an independent oracle: Node's Intl knows the zones, and the oracle walks the clock
// minute by minute instead of calculating. CALENDAR_SEED=n repeats a run, CALENDAR_QUESTIONS=n makes it longer.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2029, 0, 1);
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

const countersign = process.env.COUNTERSIGN ?? new URL('../../build/release/native/countersign', import.meta.url).pathname;
const seed = Number(process.env.CALENDAR_SEED ?? 20_261_121);
const wanted = Number(process.env.CALENDAR_QUESTIONS ?? 10_000);
const PER_ZONE = 200;

// mulberry32
let state = seed;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const below = bound => Math.floor(random() * bound);
const oneOf = list => list[below(list.length)];

/** What a clock on the wall in this zone shows, as milliseconds of its own count. */
function wallClock(timeZone) {
  const format = new Intl.DateTimeFormat('en-GB', {timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric'});
  return utc => {
    const part = Object.fromEntries(format.formatToParts(utc).map(({type, value}) => [type, Number(value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) + (utc % 1000);
  };
}

/** The instants from which another offset holds, to the minute: looked for day by day, then by halves. */
function offsetChanges(wall) {
  const offset = utc => (wall(utc) - utc) / MINUTE;
  const changes = [];
  for (let day = FROM; day < TO; day += DAY) {
    if (offset(day) === offset(day + DAY)) continue;
    let [low, high] = [day, day + DAY];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(day)) low = middle;
      else high = middle;
    }
    changes.push({at: high, offset: offset(high)});
  }
  return {first: offset(FROM), changes};
}

/** A zone as the oracle sees it: local time by looking up, never by adding. */
function zoneOf(timeZone) {
  const wall = wallClock(timeZone);
  const {first, changes} = offsetChanges(wall);
  const local = utc => utc + (changes.findLast(({at}) => at <= utc)?.offset ?? first) * MINUTE;
  return {timeZone, wall, first, changes, local};
}

function randomHours() {
  const hours = [];
  for (const weekday of weekdays) {
    if (random() < 0.25) continue;
    const begin = below(20) * 60 + oneOf([0, 15, 30]);
    const end = Math.min(1440, begin + 60 + below(9) * 60);
    if (random() < 0.4 && end - begin > 120) hours.push({weekday, from: begin, to: begin + 60}, {weekday, from: begin + 90, to: end});
    else hours.push({weekday, from: begin, to: end});
  }
  return hours.length > 0 ? hours : [{weekday: 'monday', from: 540, to: 1020}];
}

const dateOf = local => new Date(local).toISOString().slice(0, 10);
const weekdayOf = local => weekdays[(new Date(local).getUTCDay() + 6) % 7];

class Oracle {
  constructor(zone, hours, holidays) {
    Object.assign(this, {zone, hours, holidays: new Set(holidays)});
  }
  worksAt(utc) {
    const local = this.zone.local(utc);
    if (this.holidays.has(dateOf(local))) return false;
    const minute = Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE);
    return this.hours.some(({weekday, from, to}) => weekday === weekdayOf(local) && minute >= from && minute < to);
  }
  isBusinessDay(local) {
    return !this.holidays.has(dateOf(local)) && this.hours.some(({weekday}) => weekday === weekdayOf(local));
  }
  /** Which instant a wall clock shows this at: asked of Intl for every offset that the zone ever has. */
  instant(local) {
    const offsets = [this.zone.first, ...this.zone.changes.map(({offset}) => offset)];
    const shown = [...new Set(offsets)].map(offset => local - offset * MINUTE).filter(utc => this.zone.wall(utc) === local);
    if (shown.length > 0) return Math.min(...shown);
    // Skipped: a clock that had not been changed would show it.
    const change = this.zone.changes.findLast(({at}) => this.zone.local(at) > local && this.zone.local(at - MINUTE) < local);
    return local - (this.zone.local(change.at - MINUTE) - (change.at - MINUTE));
  }
  add(start, {amount, unit}) {
    if (amount === 0) return start;
    if (unit === 'minutes') return start + amount * MINUTE;
    if (unit === 'hours') return start + amount * HOUR;
    if (unit === 'days') return this.instant(this.zone.local(start) + amount * DAY);
    if (unit === 'business-days') {
      let local = this.zone.local(start);
      for (let left = Math.abs(amount); left > 0; ) {
        local += Math.sign(amount) * DAY;
        if (this.isBusinessDay(local)) left -= 1;
      }
      return this.instant(local);
    }
    let at = start;
    for (let left = Math.abs(amount) * 60; left > 0; ) {
      if (amount < 0) at -= MINUTE;
      if (this.worksAt(at)) left -= 1;
      if (amount > 0) at += MINUTE;
    }
    return at;
  }
  workingMinutes(from, to) {
    let sum = 0;
    for (let at = Math.min(from, to); at < Math.max(from, to); at += MINUTE) sum += this.worksAt(at) ? 1 : 0;
    return from <= to ? sum : 0 - sum;
  }
}

const iso = utc => new Date(utc).toISOString();
const minuteIn = (from, days) => from + below(days * 24 * 60) * MINUTE;

/** A moment; half of them within two days of a clock change, where mistakes live. */
function moment({changes}) {
  const change = changes.length > 0 && random() < 0.5 ? oneOf(changes).at : undefined;
  return change === undefined ? minuteIn(Date.UTC(2025, 0, 1), 3 * 365) : minuteIn(change - 2 * DAY, 4);
}

/** Days that end within three hours of a clock change: on what it skips, and on what it repeats. */
function daysToAChange({changes}) {
  const days = below(20) - 5;
  return {start: iso(oneOf(changes).at - days * DAY + (below(361) - 180) * MINUTE), span: {amount: days, unit: oneOf(['days', 'business-days'])}};
}

function question(zone) {
  if (zone.changes.length > 0 && random() < 0.25) return daysToAChange(zone);
  const start = moment(zone);
  if (random() < 0.2) return {from: iso(start), to: iso(start + (below(40 * 24 * 60) - 10 * 24 * 60) * MINUTE)};
  const unit = oneOf(['minutes', 'hours', 'business-hours', 'days', 'business-days']);
  const most = {'minutes': 100_000, 'hours': 2_000, 'business-hours': 60, 'days': 60, 'business-days': 25}[unit];
  return {start: iso(start), span: {amount: below(most) - Math.floor(most / 4), unit}};
}

test(`${wanted} deadlines in random zones are those of the oracle, seed ${seed}`, {timeout: 900_000}, () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const seen = new Set();
  for (let done = 0; done < wanted; done += PER_ZONE) {
    let zone = zoneOf(oneOf(zones));
    for (let i = 0; zone.changes.length === 0 && i < 3; ++i) zone = zoneOf(oneOf(zones)); // mostly zones that change their clocks
    if (zone.changes.some(({at}, i) => i > 0 && at - zone.changes[i - 1].at < 2 * DAY)) continue;
    seen.add(zone.timeZone);
    const hours = randomHours();
    const holidays = [...new Set(Array.from({length: below(30)}, () => dateOf(minuteIn(FROM, 5 * 365))))].sort();
    const calendar = {hours, holidays, offset_minutes: zone.first, offset_changes: zone.changes.map(({at, offset}) => ({from: iso(at), offset_minutes: offset}))};
    const questions = Array.from({length: PER_ZONE}, () => question(zone));
    const {stdout, stderr, status} = spawnSync(countersign, ['deadline', '-'], {input: JSON.stringify({calendar, questions}), encoding: 'utf8', maxBuffer: 1 << 26});
    assert.equal(status, 0, stderr);
    const oracle = new Oracle(zone, hours, holidays);
    JSON.parse(stdout).forEach((answer, i) => {
      const {start, span, from, to} = questions[i];
      const expected = span ? {at: iso(oracle.add(Date.parse(start), span))} : {working_milliseconds: oracle.workingMinutes(Date.parse(from), Date.parse(to)) * MINUTE};
      assert.deepEqual(answer, expected, `${zone.timeZone} ${JSON.stringify({...questions[i], hours, holidays})}`);
    });
  }
  assert.ok(seen.size >= Math.min(20, wanted / PER_ZONE / 2), `only ${seen.size} zones`);
});
