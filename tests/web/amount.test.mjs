// Amounts as the team's page understands them.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {amountText, minorOf} from '../../www/team/amount.js';

const understood = {
  '4800': 480000, '4800.5': 480050, '4800,50': 480050, '0,05': 5, '0': 0,
  '4,800': 480000, '4.800': 480000, '4,800.00': 480000, '4.800,00': 480000,
  '1,234,567.89': 123456789, '1.234.567,89': 123456789, '1.234.567': 123456700,
  '4 800,50': 480050, '4\u202f800,50': 480050, '4\u00a0800': 480000, "4'800.50": 480050, '4’800.–': undefined, '12,345': 1234500,
};
const refused = ['', '12x', '1.2.3', '4,80,0', '4800,000', '1,234.567', '1.23456', '.50', '5.', '-5', '1e3', '1,2345', '1234567890123', '1.234,567,89', '4,8.00'];

for (const [text, minor] of Object.entries(understood)) test(`“${text}” is ${minor ?? 'no amount'}`, () => assert.equal(minorOf(text, 2), minor));
for (const text of refused) test(`“${text}” is no amount`, () => assert.equal(minorOf(text, 2), undefined));

test('a currency without cents has no fraction, one with three figures has all of them', () => {
  assert.deepEqual([minorOf('4,800', 0), minorOf('4800.5', 0), minorOf('4800', 0)], [4800, undefined, 4800]);
  assert.deepEqual([minorOf('4.800', 3), minorOf('4,800.125', 3)], [4800, 4800125]);
});

test('what is shown for editing is understood again', () => {
  for (const [minor, digits] of [[0, 2], [5, 2], [480050, 2], [4800, 0], [1, 3]]) assert.equal(minorOf(amountText(minor, digits), digits), minor);
});
