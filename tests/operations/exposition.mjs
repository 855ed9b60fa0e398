// A strict reader of Prometheus's text format, version 0.0.4. Throws at whatever the format does not allow, and at what the
// servers of Prometheus take but should not see: families in pieces, the same series twice, histograms that do not add up.
import assert from 'node:assert/strict';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?!\}))?)+)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"/g;

function numberOf(text) {
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i, `a value: ${text}`);
  return Number(text);
}

function labelsOf(text = '') {
  const labels = {};
  for (const [, name, value] of text.matchAll(LABEL)) {
    assert.ok(!(name in labels), `the label ${name} twice`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

const seriesOf = (name, labels) => `${name}{${Object.entries(labels).sort().map(pair => pair.join('=')).join()}}`;

function checkHistogram({name, samples}) {
  const rows = new Map();
  for (const sample of samples) {
    const {le, ...others} = sample.labels;
    const key = seriesOf('', others);
    if (!rows.has(key)) rows.set(key, {buckets: []});
    const row = rows.get(key);
    if (sample.name === `${name}_bucket`) row.buckets.push([numberOf(le), sample.value]);
    else if (sample.name === `${name}_sum`) row.sum = sample.value;
    else if (sample.name === `${name}_count`) row.count = sample.value;
    else assert.fail(`${sample.name} in the histogram ${name}`);
  }
  for (const {buckets, sum, count} of rows.values()) {
    assert.ok(sum >= 0 && count >= 0, `${name} has no sum or count`);
    assert.equal(buckets.at(-1)?.[0], Infinity, `${name} does not end with +Inf`);
    assert.equal(buckets.at(-1)[1], count, `${name}: its last bucket is not its count`);
    for (let at = 1; at < buckets.length; ++at) assert.ok(buckets[at][0] > buckets[at - 1][0] && buckets[at][1] >= buckets[at - 1][1], `${name} does not grow`);
  }
}

/** The families by name: {type, help, samples: [{name, labels, value}]}. */
export function parse(text) {
  assert.ok(text.endsWith('\n'), 'the last line does not end');
  const families = new Map();
  const series = new Set();
  let family;
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('# HELP ')) {
      const [, name, help] = /^# HELP (\S+) (.+)$/.exec(line) ?? assert.fail(line);
      assert.match(name, NAME);
      assert.ok(!families.has(name), `${name} stands in two places`);
      family = {name, help, samples: []};
      families.set(name, family);
      continue;
    }
    if (line.startsWith('# TYPE ')) {
      const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? assert.fail(line);
      assert.ok(family?.name === name && !family.type && family.samples.length === 0, `the type of ${name} in the wrong place`);
      family.type = type;
      if (type === 'counter') assert.match(name, /_total$/);
      continue;
    }
    const [, name, labelText, value] = SAMPLE.exec(line) ?? assert.fail(`not a line of the format: ${JSON.stringify(line)}`);
    assert.ok(family?.type, `${name} before its type`);
    const isOfFamily = name === family.name || (family.type === 'histogram' && name.startsWith(`${family.name}_`));
    assert.ok(isOfFamily, `${name} among the samples of ${family.name}`);
    const labels = labelsOf(labelText);
    assert.ok(!series.has(seriesOf(name, labels)), `twice: ${line}`);
    series.add(seriesOf(name, labels));
    const number = numberOf(value);
    if (family.type === 'counter') assert.ok(number >= 0, line);
    family.samples.push({name, labels, value: number});
  }
  for (const each of families.values()) if (each.type === 'histogram') checkHistogram(each);
  return families;
}

/** The sum of the samples that have these labels. */
export function total(families, name, labels = {}) {
  const family = [...families.values()].find(each => name === each.name || (each.type === 'histogram' && name.startsWith(`${each.name}_`)));
  assert.ok(family, `no family of ${name}`);
  const isMeant = sample => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
  return family.samples.filter(isMeant).reduce((sum, sample) => sum + sample.value, 0);
}
