/** A bundle at any of its moments: the core folds its events up to there. */
import {freshId, h, show} from '../shared/dom.js';
import {certificateOfRequest, moment as written} from './certificate.js';
import {paper} from './draw.js';
import {momentsOf, namesIn, writtenIn} from './history.js';
import {saidOf} from './words.js';

const LISTED = 100;

/**
 * @param events of the bundle, which holds
 * @param stateAfter folds so many of the events
 * @param say tells those who hear the page
 * @returns the slider, the paper of the moment, and what happened up to there
 */
export function replay({events, verification, stateAfter, format, witnesses, say}) {
  const moments = momentsOf(events);
  const list = h('ol.bare.events');
  const place = h('div');
  const count = h('summary');
  const latest = h('div.latest');
  const label = freshId('moment');
  const now = h('p.now');
  const slider = h('input', {id: label, type: 'range', min: 1, max: moments.length, step: 1, value: moments.length, input: soon});
  const step = (by, name, sign) => h('button', {type: 'button', 'aria-label': name, click: () => go(by)}, sign);
  const earlier = step(-1, 'The moment before', '‹');
  const later = step(1, 'The moment after', '›');
  const names = namesIn(verification.state, format.text, written);

  // A hand on the slider asks for more moments than there are frames.
  let frame;
  function soon() {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => draw());
  }

  function go(by) {
    slider.value = Number(slider.value) + by;
    draw();
    say(slider.getAttribute('aria-valuetext'));
  }

  function showAll() {
    draw(true);
    count.focus(); // the button is gone
  }

  function draw(all = false) {
    const number = Number(slider.value);
    const {events: happened, end} = moments[number - 1];
    const said = `Moment ${number} of ${moments.length}: ${written(happened[0].at)}`;
    slider.setAttribute('aria-valuetext', `${said}. ${deedOf(happened[0])}`);
    show(now, said);
    earlier.setAttribute('aria-disabled', String(number === 1));
    later.setAttribute('aria-disabled', String(number === moments.length));
    show(place, paper(certificateOfRequest(stateAfter(end), verification.checkpoint, format), verification, witnesses));
    show(count, `What happened up to then: ${end} of ${events.length} events`);
    const shown = moments.slice(0, number).reverse();
    const hidden = all ? 0 : Math.max(0, shown.length - LISTED);
    show(latest, partsOf(moments[number - 1]));
    show(list, shown.slice(0, shown.length - hidden).map(momentOf), hidden > 0 && h('li', h('button', {type: 'button', click: showAll}, `Show the ${hidden} before`)));
  }

  const deedOf = (event) => `${format.text(event.actor.name)} ${saidOf(event, names)}`;
  const partsOf = ({events: [first, ...rest]}) => [
    h('p', h('strong', h('bdi', format.text(first.actor.name))), ' ', saidOf(first, names)),
    writtenIn(first).map((text) => h('blockquote', h('bdi', format.text(text)))),
    rest.length > 0 && h('ul', rest.map((event) => h('li', saidOf(event, names)))),
  ];
  const momentOf = (moment) => h('li', h('time.small.muted', {datetime: moment.events[0].at}, written(moment.events[0].at)), partsOf(moment));

  draw();
  return [
    h('section.card.time', {'aria-label': 'Moments of the request'},
      h('label', {for: label}, 'The request as it stood at'),
      now,
      h('div.steps', earlier, slider, later),
      latest,
      h('details', count, list)),
    place,
  ];
}
