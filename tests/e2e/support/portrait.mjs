// A state of the widget as people meet it: checked by axe in light and dark, and put into pictures.
import assert from 'node:assert/strict';
import {mkdir, readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {root} from './server.mjs';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const screenshots = join(root, 'build/screenshots');
await mkdir(screenshots, {recursive: true});

const WIDTHS = [320, 768, 1280];
const HEIGHT = 900;
/** Where each theme is put into a picture. */
const pictures = {light: WIDTHS, dark: [768]};

/** What axe has against the page as it is, in sentences. */
export async function axe(page) {
  const present = await page.evaluate(() => Boolean(globalThis.axe));
  if (!present) await page.evaluate(axeSource);
  const violations = await page.evaluate(
    async () => (await globalThis.axe.run(document, {resultTypes: ['violations']})).violations,
  );
  const place = ({target, failureSummary}) => `${target.flat().join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`;
  return violations.map(({id, help, nodes}) => `${id}: ${help} – ${nodes.map(place).join('; ')}`);
}

/** What makes the page scroll sideways, if anything does. */
export const sideways = (page) =>
  page.evaluate(() => {
    const {scrollWidth, clientWidth} = document.documentElement;
    return scrollWidth > clientWidth ? `the page is ${scrollWidth} wide in ${clientWidth}` : undefined;
  });

/** Checks and pictures one state; `tab` may be anything with a `page`. */
export async function portrait(tab, name) {
  const {page} = tab;
  await tab.isClean?.();
  const found = [];
  for (const [theme, widths] of Object.entries(pictures)) {
    await page.emulateMedia({colorScheme: theme});
    for (const width of widths) {
      await page.setViewportSize({width, height: HEIGHT});
      await page.evaluate(() => scrollTo(0, 0)); // else what sticks to the window is in the middle of the picture
      const wide = await sideways(page);
      if (wide) found.push(`${theme} ${width}: ${wide}`);
      // A dialog covers what is in view, not the whole page.
      const fullPage = (await page.getByRole('dialog').count()) === 0;
      await page.screenshot({path: join(screenshots, `${name}-${theme}-${width}.png`), fullPage});
    }
    found.push(...(await axe(page)).map((violation) => `${theme}: ${violation}`));
  }
  assert.deepEqual(found, [], name);
}
