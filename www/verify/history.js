/** The moments of a record, which are its commands: what one command did belongs together. Pure. */

/** `{events, end}`: what happened at the moment, and how many events of the record it ends after. */
export function momentsOf(events) {
  const moments = [];
  let last;
  for (const [index, event] of events.entries()) {
    const command = `${event.actor.id}/${event.command_id}`;
    if (command !== last) moments.push({events: []});
    last = command;
    const moment = moments.at(-1);
    moment.events.push(event);
    moment.end = index + 1;
  }
  return moments;
}

/** How people know the stages, parts and effects of a request. `text` makes a stranger's text safe to look at. */
export function namesIn({stages, versions, effects = []}, text, moment) {
  const nameOf = (list, id, name) => `“${text(list.find((each) => each.id === id)?.[name] ?? id)}”`;
  return {
    text,
    moment,
    stage: (id) => nameOf(stages, id, 'name'),
    part: (id, version) => nameOf(versions.find(({number}) => number === version)?.parts ?? [], id, 'name'),
    effect: (id) => nameOf(effects, id, 'text'),
  };
}

/** What people wrote with an event. */
export const writtenIn = ({text, note, reason, rationale, evidence, work, conditions = [], objections = []}) =>
  [text, note, reason, rationale, evidence, work, ...conditions.map((each) => each.text), ...objections.map((each) => each.text)].filter(Boolean);

/** The parts that the record names, each with the versions that it is in. */
export function partsOf(versions) {
  const found = new Map();
  for (const {number, parts} of versions) {
    for (const part of parts) {
      const same = found.get(`${part.sha256} ${part.name}`);
      if (same) same.versions.push(number);
      else found.set(`${part.sha256} ${part.name}`, {...part, versions: [number]});
    }
  }
  return [...found.values()];
}
