// Draws the sample files of the demo with Chromium: `node www/demo/make-files.mjs`. The results are committed, so the demo
// itself needs neither Chromium nor fonts. To draw them again, install the fonts first (Debian: fonts-manrope
// fonts-ebgaramond fonts-lato) and run `npm ci` in tests/. The same fonts and Chromium give the same bytes.
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {northlightMark} from './design/art.mjs';
import {desktopHero, homepage, phoneBoard, proposal} from './design/boards.mjs';

const {chromium} = createRequire(new URL('../../tests/package.json', import.meta.url))('playwright-core');
const target = name => new URL(`files/${name}`, import.meta.url);

/** A PDF without the moment of its making. */
function timeless(pdf) {
  return Buffer.from(pdf.toString('latin1').replace(/(\/(?:Creation|Mod)Date \(D:)\d{14}/g, '$120261120090000'), 'latin1');
}

const pdfs = {'Homepage-v1.pdf': homepage(1), 'Homepage-v2.pdf': homepage(2), 'Homepage-v3.pdf': homepage(3), 'Proposal-maintenance.pdf': proposal()};
const pictures = {'Phone-layouts-v2.png': [phoneBoard(2), 1600, 1000], 'Phone-layouts-v3.png': [phoneBoard(3), 1600, 1000], 'Desktop-hero-v3.png': [desktopHero(3), 1440, 900]};

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--font-render-hinting=none']});
try {
  const tab = await browser.newPage();
  for (const [name, html] of Object.entries(pdfs)) {
    await tab.setContent(html);
    await tab.evaluate(() => document.fonts.ready);
    writeFileSync(target(name), timeless(await tab.pdf({preferCSSPageSize: true, printBackground: true})));
  }
  for (const [name, [html, width, height]] of Object.entries(pictures)) {
    await tab.setViewportSize({width, height});
    await tab.setContent(html);
    await tab.evaluate(() => document.fonts.ready);
    await tab.screenshot({path: target(name).pathname, clip: {x: 0, y: 0, width, height}});
  }
} finally {
  await browser.close();
}
writeFileSync(new URL('northlight.svg', import.meta.url), `${northlightMark(48)}\n`);
for (const name of [...Object.keys(pdfs), ...Object.keys(pictures)]) console.log(`${name}: ${Math.round(readFileSync(target(name)).length / 1000)} kB`);
