// What Northlight Studio hands over: boards that show the design, a phone board, a proposal. HTML pages for Chromium.
import {glassesPicture, northlightMark, portrait} from './art.mjs';
import {button, DESIGNS, firstScreen, logo, people, screens, sections} from './site.mjs';

const STYLE = `*{box-sizing:border-box;margin:0}body{-webkit-print-color-adjust:exact;print-color-adjust:exact;font-family:Manrope;color:#14201b}p{margin:0}i{font-style:italic}
.board{width:1600px;height:1000px;position:relative;overflow:hidden;background:#f5f4ef;page-break-after:always;break-after:page}
.board:last-child{page-break-after:auto;break-after:auto}
.head{position:absolute;left:72px;right:72px;top:46px;display:flex;justify-content:space-between;align-items:baseline;font:600 17px Manrope;color:#5b665f}.head b{font:700 30px Manrope;color:#14201b;letter-spacing:-.02em}
.foot{position:absolute;left:72px;right:72px;bottom:34px;display:flex;justify-content:space-between;align-items:center;font:600 14px Manrope;color:#7a857e}.foot span{display:flex;gap:12px;align-items:center}
.window{position:absolute;background:#fff;border-radius:14px;overflow:hidden;border:1px solid #d5d6cf}
.window .bar{height:38px;background:#e9e9e3;display:flex;align-items:center;gap:8px;padding:0 16px}.window .bar i{width:11px;height:11px;border-radius:50%;background:#c9cac2}.window .bar u{flex:1;margin:0 190px;text-decoration:none;background:#f8f8f5;border-radius:7px;text-align:center;font:600 13px/24px Manrope;color:#6b756f}
.note{position:absolute;width:390px;font:500 18px/1.5 Manrope;color:#3f4a44}.note b{display:block;font:700 20px Manrope;color:#14201b;margin-bottom:4px}.dot{position:absolute;width:34px;height:34px;border-radius:50%;background:#f2b84b;color:#14201b;display:grid;place-items:center;font:800 16px Manrope}`;

const page = (body, size) => `<!doctype html><meta charset="utf-8"><title>Northlight Studio</title><style>@page{size:${size};margin:0}${STYLE}</style><body>${body}</body>`;
const zoomed = (html, width, scale, extra = '') => `<div style="width:${width}px;zoom:${scale};${extra}">${html}</div>`;
const browserWindow = (html, {x, y, width, height}) =>
  `<div class="window" style="left:${x}px;top:${y}px;width:${width}px;height:${height}px"><div class="bar"><i></i><i></i><i></i><u>keller-optik.example</u></div>${zoomed(html, 1440, width / 1440)}</div>`;
const note = (n, x, y, title, text, dot) => `<div class="note" style="left:${x}px;top:${y}px"><b>${n}&ensp;${title}</b>${text}</div>${dot ? `<div class="dot" style="left:${dot[0]}px;top:${dot[1]}px">${n}</div>` : ''}`;

function board(d, title, subtitle, body, number, count) {
  return `<div class="board"><div class="head"><b>${title}</b>${subtitle}</div>${body}<div class="foot"><span>${northlightMark(26)}Northlight Studio for Keller Optik GmbH</span><span>Homepage, version ${d.version} · ${d.date} · ${number} of ${count}</span></div></div>`;
}

function cover(d, count) {
  const art = d.version === 1 ? `<div style="position:absolute;right:80px;top:230px;width:760px">${glassesPicture({shape: 'square', frame: d.dark, lens: '#fff'})}</div>`
    : `<div style="position:absolute;right:96px;top:96px;width:600px;height:${d.version === 3 ? 904 : 808}px;border-radius:${d.version === 3 ? '300px 300px 0 0' : '28px'};overflow:hidden">${portrait(people(d))}</div>`;
  const status = {1: 'First design, for discussion', 2: 'Second design, after the workshop of 4 November', 3: 'Final delivery'}[d.version];
  return `<div class="board" style="background:${d.version === 3 ? d.accent : d.version === 2 ? d.soft : d.soft};color:${d.version === 3 ? '#fff' : d.ink}">${art}<div style="position:absolute;left:96px;top:96px;bottom:96px;width:760px;display:flex;flex-direction:column;justify-content:space-between"><div>${logo(d, d.version === 3 ? '#fff' : d.ink, 44)}</div><div><div style="font:${d.displayWeight} 118px/1 ${d.display};letter-spacing:-.03em">Homepage<br>design</div><p style="font:500 25px/1.5 Manrope;margin-top:34px;opacity:.85">${status}<br>Version ${d.version}, ${d.date}</p></div><div style="display:flex;align-items:center;gap:16px;font:600 18px/1.4 Manrope">${northlightMark(44)}<span>Northlight Studio<br><span style="opacity:.7">Dana Ruiz, project manager</span></span></div></div></div>`;
}

/** The whole page in two columns, cut between sections. */
const whole = d => {
  const width = d.version === 3 ? 592 : 712;
  const left = (1600 - 2 * width - 32) / 2;
  const column = (names, n) => `<div style="position:absolute;left:${left + n * (width + 32)}px;top:112px;width:${width}px;border-radius:14px;overflow:hidden;border:1px solid #d5d6cf">${zoomed(names.map(name => sections[name](d)).join(''), 1440, (width - 2) / 1440)}</div>`;
  return [['header', 'hero', 'range'], ['eyeTest', 'shops', 'closing']].map(column).join('');
};

function typeAndColour(d) {
  const swatches = [['Paper', d.paper, d.ink], ['Sand', d.soft, d.ink], ['Ink', d.ink, '#fff'], [{1: 'Teal', 2: 'Cobalt', 3: 'Midnight'}[d.version], d.accent, '#fff'], [{1: 'Mist', 2: 'Apricot', 3: 'Ember'}[d.version], d.warm, d.ink]]
    .map(([name, value, on]) => `<div style="flex:1;height:250px;border-radius:18px;background:${value};color:${on};padding:22px;display:flex;flex-direction:column;justify-content:end;border:1px solid #0000000f"><b style="font:700 20px Manrope">${name}</b><span style="font:500 16px Manrope;opacity:.8">${value.toUpperCase()}</span></div>`).join('');
  const sizes = {1: [['Headline', 68], ['Section', 40], ['Text', 20]], 2: [['Headline', 108], ['Section', 62], ['Text', 20]], 3: [['Headline', 142], ['Section', 66], ['Text', 23]]}[d.version];
  const samples = sizes.map(([name, size]) => `<div style="display:grid;grid-template-columns:190px 1fr;align-items:baseline;border-top:1px solid #d5d6cf;padding:14px 0"><span style="font:600 16px Manrope;color:#5b665f">${name} ${size}/${Math.round(size * (name === 'Text' ? 1.5 : 1.04))}</span><span style="font:${name === 'Text' ? 500 : d.displayWeight} ${Math.min(size, 104)}px/1.1 ${name === 'Text' ? d.sans : d.display};letter-spacing:${name === 'Text' ? 0 : '-.02em'};white-space:nowrap">${name === 'Text' ? 'We take an hour for your eyes. The rest follows from that.' : name === 'Section' ? 'Frames with a maker' : 'See well'}</span></div>`).join('');
  return `<div style="position:absolute;left:72px;right:72px;top:130px;display:flex;gap:18px">${swatches}</div><div style="position:absolute;left:72px;top:430px;width:900px">${samples}<div style="display:flex;gap:18px;align-items:center;border-top:1px solid #d5d6cf;padding-top:24px;padding-left:190px">${button(d, d.cta)}${button(d, 'Find your shop', {ghost: true})}</div></div>
    <div style="position:absolute;right:72px;top:430px;width:480px;background:#fff;border-radius:18px;padding:34px;height:440px"><div style="font:${d.displayWeight} 150px/1 ${d.display}">Aa</div><p style="font:700 19px Manrope;margin-top:16px">${d.display}${d.display === d.sans ? '' : ` and ${d.sans}`}</p><p style="font:500 16px/1.6 Manrope;color:#5b665f;margin-top:6px">${d.display === d.sans ? 'One family for everything. Headlines in bold.' : 'Headlines in the serif, with one word in italics. Everything that is used rather than read in the sans.'} All text reaches a contrast of at least ${d.version === 3 ? '7' : '4.5'} to 1 on its ground.</p></div>`;
}

const detail = {
  2: d => browserWindow(sections.range(d), {x: 72, y: 126, width: 1040, height: 404}) + browserWindow(sections.eyeTest(d), {x: 72, y: 552, width: 1040, height: 362}) +
    note(1, 1150, 150, 'Frames', 'Four at a time, drawn on white so that the frame is what one sees.', [1085, 196]) + note(2, 1150, 300, 'Prices', 'Always shown. Nobody has to ask.', [55, 482]) + note(3, 1150, 580, 'The eye test', 'Three steps, in the order in which they happen.', [1085, 622]),
  3: d => browserWindow(sections.shops(d), {x: 72, y: 108, width: 860, height: 487}) + browserWindow(sections.eyeTest(d), {x: 72, y: 609, width: 860, height: 324}) +
    note(1, 1010, 128, 'Shop finder', 'Search by postcode or town, or pick a shop on the map. The nearest open shop comes first.', [55, 232]) + note(2, 1010, 268, 'Opening hours', 'Live: what counts is whether the shop is open now. Closed shops say when they open.', [55, 316]) + note(3, 1010, 408, 'The map', 'Drawn by us, without tracking. Tapping a shop opens the reader’s own map app.', [905, 200]) + note(4, 1010, 640, 'The eye test', 'The most important button of the page returns here, in Ember.', [905, 660]) + note(5, 1010, 760, 'Three steps', 'In the order in which they happen, so that nobody has to ask what an eye test is like.', [55, 800]),
};

const changes = d => `<div style="position:absolute;left:72px;right:72px;top:132px;display:grid;grid-template-columns:1fr 1fr;gap:22px 48px">${[
  ['Headline', '“Glasses, chosen with you” is now “See well. Be seen.”', 'Asked for by Maria Keller, 12 November'],
  ['Colours', 'Cobalt became Midnight, Apricot became Ember. Contrast is now at least 7 to 1.', 'Asked for by Jonas Weber, 12 November'],
  ['First screen', 'Two portraits and the next free appointment instead of one picture.', 'Agreed in the call of 17 November'],
  ['Shop finder', 'A map with search and live opening hours instead of three cards.', 'Agreed in the call of 17 November'],
  ['Notice bar', 'One line above the header, for news such as the shop in Oldenburg.', 'New'],
  ['Text size', 'Running text grew from 20 to 23 pixels on the desktop.', 'Asked for by Maria Keller, 12 November'],
].map(([what, text, why]) => `<div style="background:#fff;border-radius:18px;padding:32px 36px;height:240px"><b style="font:700 28px Manrope;letter-spacing:-.02em">${what}</b><p style="font:500 22px/1.5 Manrope;color:#3f4a44;margin-top:12px">${text}</p><p style="font:600 16px Manrope;color:#8a6414;margin-top:16px">${why}</p></div>`).join('')}</div>`;

/** The delivery of one version, 1600 by 1000 per page. */
export function homepage(version) {
  const d = DESIGNS[version];
  const pages = [
    ['Desktop, first screen', 'What people see before they scroll, at 1440 pixels', `${browserWindow(firstScreen(d) + sections.range(d), {x: 180, y: 112, width: 1240, height: 812})}`],
    ['Desktop, the whole page', 'From top to bottom, left to right', whole(d)],
    ...(detail[version] ? [[{2: 'Frames and eye test', 3: 'Shop finder and eye test'}[version], 'Sections in detail', detail[version](d)]] : []),
    ['Type and colour', 'The style sheet that development starts from', typeAndColour(d)],
    ...(version === 3 ? [['What changed since version 2', 'Each change and who asked for it', changes(d)]] : []),
  ];
  const count = pages.length + 1;
  return page(cover(d, count) + pages.map(([title, subtitle, body], n) => board(d, title, subtitle, body, n + 2, count)).join(''), '1600px 1000px');
}

const phone = (d, screen, x, y, width) => `<div style="position:absolute;left:${x}px;top:${y}px;width:${width}px;border-radius:${width * 0.16}px;background:#11151d;padding:${width * 0.032}px;box-shadow:0 18px 30px -16px #0b142640"><div style="border-radius:${width * 0.13}px;overflow:hidden;position:relative;background:${d.paper}">${zoomed(`<div style="position:absolute;z-index:2;left:0;right:0;top:0;display:flex;justify-content:space-between;padding:18px 30px;font:700 16px Manrope;color:${screen === 'menu' ? '#fff' : d.ink}"><span>9:41</span><span style="position:absolute;left:138px;top:12px;width:114px;height:32px;border-radius:20px;background:#11151d"></span><span style="letter-spacing:.06em">5G</span></div>${screens[screen](d)}`, 390, (width * 0.936) / 390, `height:844px;position:relative;overflow:hidden;color:${d.ink}`)}</div></div>`;

/** The phone layouts of one version on one picture, 1600 by 1000. */
export function phoneBoard(version) {
  const d = DESIGNS[version];
  const shown = version === 3 ? [['home', 'Home'], ['glasses', 'Frames'], ['booking', 'Booking'], ['shops', 'Shop finder'], ['menu', 'Menu']] : [['home', 'Home'], ['glasses', 'Frames'], ['booking', 'Booking'], ['menu', 'Menu']];
  const width = 284, gap = version === 3 ? 18 : 76, drop = version === 3 ? 60 : 0;
  const left = (1600 - shown.length * width - (shown.length - 1) * gap) / 2;
  const phones = shown.map(([screen, name], n) => `${phone(d, screen, left + n * (width + gap), 208 + (n % 2) * drop, width)}<div style="position:absolute;left:${left + n * (width + gap)}px;width:${width}px;top:${168 + (n % 2) * drop}px;text-align:center;font:700 17px Manrope;color:${d.ink}">${name}</div>`).join('');
  return page(`<div class="board" style="background:${version === 3 ? '#f2d5b4' : '#e6ddce'}"><div class="head" style="color:${d.ink}b0"><b style="color:${d.ink}">Phone layouts</b>390 by 844 points</div>${phones}<div class="foot" style="color:${d.ink}b0"><span>${northlightMark(26)}Northlight Studio for Keller Optik GmbH</span><span>Version ${version} · ${d.date}</span></div></div>`, '1600px 1000px');
}

/** The first screen alone, as a reader meets it, 1440 by 900. */
export const desktopHero = version => page(`<div style="width:1440px;height:900px;overflow:hidden;background:${DESIGNS[version].paper}">${firstScreen(DESIGNS[version])}</div>`, '1440px 900px');

/** A proposal on A4: three pages. */
export function proposal() {
  const sheet = (body, n) => `<div style="width:794px;height:1123px;position:relative;overflow:hidden;padding:84px 84px 0;background:#fff;page-break-after:${n === 3 ? 'auto' : 'always'};font:500 15px/1.62 Manrope;color:#26302b">${body}<div style="position:absolute;left:84px;right:84px;bottom:44px;display:flex;justify-content:space-between;font:600 12px Manrope;color:#7a857e"><span>Northlight Studio · Proposal P-2026-031</span><span>${n} of 3</span></div></div>`;
  const h = text => `<h2 style="font:700 24px Manrope;letter-spacing:-.02em;color:#14201b;margin:30px 0 10px">${text}</h2>`;
  const table = rows => `<table style="width:100%;border-collapse:collapse;margin:14px 0;font:500 14px/1.5 Manrope">${rows.map((cells, n) => `<tr>${cells.map((cell, c) => `<t${n ? 'd' : 'h'} style="text-align:${c && c === cells.length - 1 ? 'right' : 'left'};padding:10px 12px 10px 0;border-bottom:1px solid #dfe4df;vertical-align:top;font-weight:${n ? 500 : 700}">${cell}</t${n ? 'd' : 'h'}>`).join('')}</tr>`).join('')}</table>`;
  return page(sheet(`<div style="display:flex;justify-content:space-between;align-items:center">${northlightMark(52)}<span style="font:600 13px/1.5 Manrope;color:#5b665f;text-align:right">Northlight Studio<br>Bremen</span></div><div style="margin-top:190px"><p style="font:700 15px Manrope;color:#12382e">Proposal P-2026-031</p><h1 style="font:700 50px/1.08 Manrope;letter-spacing:-.035em;color:#14201b;margin:12px 0 20px">Care for<br>keller-optik.example</h1><p style="font-size:18px;max-width:480px">Maintenance and small improvements for twelve months from the launch of the new website.</p></div><div style="margin-top:120px;display:grid;grid-template-columns:1fr 1fr;gap:26px;border-top:1px solid #dfe4df;padding-top:24px"><div><b>For</b><br>Maria Keller<br>Keller Optik GmbH, Bremen</div><div><b>From</b><br>Dana Ruiz<br>20 November 2026, valid until 31 December 2026</div></div>`, 1) +
    sheet(`${h('What you get')}<p>The website stays fast, safe and up to date, and somebody answers when something is wrong. Each month there is time for improvements, and you decide what it is used for.</p>${table([['Service', 'What it means', 'How often'], ['Updates', 'System and extensions, tested on a copy first', 'Monthly'], ['Security fixes', 'Within one business day of their release', 'As needed'], ['Backups', 'Encrypted, kept for 90 days, restored as a test', 'Daily'], ['Monitoring', 'Availability, speed and expiring certificates', 'Every minute'], ['Improvements', 'Six hours of design or development', 'Monthly'], ['Report', 'What was done, what it changed, what we advise', 'Monthly']])}${h('How fast we answer')}${table([['If', 'We answer within', 'It works again within'], ['The website is down', '1 hour', '4 hours'], ['Booking does not work', '2 business hours', '1 business day'], ['Something looks wrong', '1 business day', '5 business days']])}<p>Business hours are Monday to Friday, 9:00 to 17:30, without the public holidays of Bremen.</p>`, 2) +
    sheet(`${h('What it costs')}${table([['Item', 'Per month'], ['Care, as described', '€ 640.00'], ['Hosting in Germany, with certificates', '€ 49.00'], ['<b>Total, without VAT</b>', '<b>€ 689.00</b>']])}<p>Invoiced at the end of each month, payable within 14 days. Work beyond the six hours is quoted first and costs € 104.00 per hour.</p>${h('What is not included')}<ul style="padding-left:20px"><li>New sections or a new design: these are quoted as change orders.</li><li>Texts, translations and photographs.</li><li>The shop system and the till, which other firms look after.</li></ul>${h('Term')}<p>Twelve months from launch, then month by month with four weeks’ notice. If we miss an answering time twice in a month, that month’s care costs half.</p>${h('What we ask of you')}<p>Please approve this proposal as a whole. With your approval the care plan starts on the day of the launch, and the first invoice is sent at the end of that month.</p>`, 3), 'A4');
}
