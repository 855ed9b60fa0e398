// The website of Keller Optik as designed in each version: desktop and phone. HTML that is only ever photographed.
import {glassesPicture, kellerMark, map, portrait} from './art.mjs';

export const DESIGNS = {
  1: {
    version: 1, date: '30 October 2026', sans: 'Lato', display: 'Lato', displayWeight: 700, tracking: '-.02em',
    paper: '#ffffff', soft: '#eef2f3', ink: '#1f2a30', muted: '#66757d', accent: '#1b7f86', onAccent: '#ffffff', warm: '#bfd9db', dark: '#233840', radius: 6,
    headline: 'Your optician in the north', lead: 'Glasses, contact lenses and eye tests. Three shops, thirty years of experience.', cta: 'Make an appointment',
  },
  2: {
    version: 2, date: '11 November 2026', sans: 'Manrope', display: 'EB Garamond', displayWeight: 400, tracking: '-.02em',
    paper: '#f8f3ea', soft: '#eee5d5', ink: '#232634', muted: '#6f6a62', accent: '#3a5bd0', onAccent: '#ffffff', warm: '#f0b98a', dark: '#2b3352', radius: 14,
    headline: 'Glasses,<br>chosen <i>with</i> you', lead: 'We take an hour for your eyes. Then we look for the frame that looks like you.', cta: 'Book an eye test',
  },
  3: {
    version: 3, date: '20 November 2026', sans: 'Manrope', display: 'EB Garamond', displayWeight: 400, tracking: '-.025em',
    paper: '#faf5ec', soft: '#f0e6d5', ink: '#1a2036', muted: '#5f5c5a', accent: '#1f3272', onAccent: '#ffffff', warm: '#e9834f', dark: '#1a2036', radius: 22,
    headline: 'See well.<br><i>Be seen.</i>', lead: 'An eye test that takes its time, frames from eleven small makers, and someone who tells you the truth in the mirror.', cta: 'Book an eye test',
  },
};

const FRAMES = [
  {name: 'Lund', maker: 'Atelier Holm', price: '289', shape: 'panto', frame: '#6b3f2a', lens: '#f3d9b8'},
  {name: 'Alma', maker: 'Brill & Sohn', price: '345', shape: 'round', frame: '#b08a3e', lens: '#ffffff'},
  {name: 'Ines', maker: 'Studio Vento', price: '310', shape: 'cat', frame: '#7a2438', lens: '#f6dfe0'},
  {name: 'Otto', maker: 'Werft 9', price: '259', shape: 'square', frame: '#1d2433', lens: '#dfe6ee'},
];
const SHOPS = [['Bremen', 'Ostertorsteinweg 41', 'Open until 18:30'], ['Oldenburg', 'Lange Straße 12', 'Open until 18:00'], ['Hamburg', 'Eppendorfer Weg 77', 'Closed, opens at 9:30']];
const STEPS = [['Talk', 'What you do all day decides which glasses you need.'], ['Measure', 'Eleven measurements, both eyes, no puff of air.'], ['Try on', 'Frames that fit your face, with an honest second opinion.']];

export const people = design => ({
  1: {sky: '#dfe7e9', sun: '#bfd9db', coat: '#1b7f86', hair: '#5b4636', cut: 'short', shape: 'square'},
  2: {sky: '#ecdcc4', sun: '#f0b98a', coat: '#3a5bd0', hair: '#4a2f22', cut: 'bun', shape: 'round', frame: '#6b3f2a'},
  3: {sky: '#f0dfc4', sun: '#e9834f', coat: '#1f3272', hair: '#2c2320', cut: 'bob', shape: 'panto', frame: '#14182a'},
})[design.version];
const second = {sky: '#c9d5dd', sun: '#f3c98f', coat: '#8a3d2a', skin: '#8d5a3f', shade: '#74472f', hair: '#1c1513', lips: '#6d2f28', cut: 'short', shape: 'round', frame: '#c79a45'};

export const logo = (d, color = d.ink, size = 40) => `<span style="display:inline-flex;align-items:center;gap:${size / 3.2}px;color:${color};font:${d.version === 1 ? 900 : 500} ${size * 0.66}px ${d.display};letter-spacing:-.01em;white-space:nowrap">${kellerMark(d.version === 1 ? d.accent : color, size)}Keller Optik</span>`;
const heading = (d, size, text, color = d.ink) => `<h2 style="font:${d.displayWeight} ${size}px/1.04 ${d.display};letter-spacing:${d.tracking};color:${color};margin:0">${text}</h2>`;
export const button = (d, text, {ghost = false, color = d.accent, on = d.onAccent, size = 18} = {}) =>
  `<span style="display:inline-block;white-space:nowrap;padding:${size}px ${size * 1.7}px;border-radius:${d.version === 1 ? 4 : 99}px;font:700 ${size}px ${d.sans};${ghost ? `border:2px solid ${color};color:${color}` : `background:${color};color:${on};border:2px solid ${color}`}">${text}</span>`;
const small = (d, text, color = d.muted, size = 17) => `<span style="font:500 ${size}px/1.5 ${d.sans};color:${color}">${text}</span>`;

function header(d) {
  const items = ['Glasses', 'Contact lenses', 'Eye test', 'Shops', 'About us'].map(item => `<span>${item}</span>`).join('');
  const nav = `<nav style="display:flex;gap:38px;font:600 17px ${d.sans};color:${d.ink};white-space:nowrap">${items}</nav>`;
  const bar = d.version === 3 ? `<div style="background:${d.ink};color:#f6e6d2;text-align:center;padding:11px;font:600 15px ${d.sans}">New in Oldenburg: our third shop is open&ensp;→</div>` : '';
  if (d.version === 1) return `<header style="text-align:center;padding:28px 72px 0;background:${d.paper}">${logo(d)}<div style="display:flex;justify-content:center;margin-top:24px;padding:18px;border-top:1px solid #dde3e5;border-bottom:1px solid #dde3e5">${nav}</div></header>`;
  return `${bar}<header style="display:flex;align-items:center;justify-content:space-between;padding:24px 72px;background:${d.paper}">${logo(d)}${nav}${button(d, d.cta, {ghost: d.version === 2, size: 15})}</header>`;
}

function hero(d) {
  if (d.version === 1) return `<section style="background:${d.soft};display:grid;grid-template-columns:1fr 1fr;align-items:center;padding:40px 72px;gap:40px"><div>${heading(d, 68, d.headline)}<p style="margin:22px 0 34px">${small(d, d.lead, d.muted, 22)}</p>${button(d, d.cta)}</div><div>${glassesPicture({shape: 'square', frame: d.dark, lens: '#ffffff'})}</div></section>`;
  if (d.version === 2) return `<section style="display:grid;grid-template-columns:1fr 600px;gap:60px;padding:30px 72px 80px;align-items:center;background:${d.paper}"><div>${heading(d, 108, d.headline)}<p style="margin:30px 0 40px;max-width:520px">${small(d, d.lead, d.muted, 23)}</p>${button(d, d.cta)}</div><div style="height:620px;border-radius:24px;overflow:hidden">${portrait({...people(d)})}</div></section>`;
  return `<section style="position:relative;display:grid;grid-template-columns:1fr 660px;gap:40px;padding:20px 72px 90px;align-items:center;background:${d.paper}"><div>${heading(d, 142, d.headline)}<p style="margin:34px 0 42px;max-width:540px">${small(d, d.lead, d.muted, 23)}</p><div style="display:flex;gap:18px">${button(d, d.cta)}${button(d, 'Find your shop', {ghost: true})}</div>
    <div style="display:flex;gap:44px;margin-top:56px">${[['4.9', 'of 5, from 1,204 people'], ['60 min', 'for every eye test'], ['11', 'small frame makers']].map(([n, t]) => `<div><div style="font:400 42px ${d.display};color:${d.ink}">${n}</div>${small(d, t, d.muted, 16)}</div>`).join('')}</div></div>
    <div style="display:grid;grid-template-columns:1.42fr 1fr;gap:22px;align-items:end"><div style="height:660px;border-radius:300px 300px 28px 28px;overflow:hidden">${portrait({...people(d)})}</div><div><div style="height:330px;border-radius:28px;overflow:hidden;margin-bottom:22px">${portrait({...second})}</div><div style="background:${d.warm};border-radius:28px;padding:26px;color:${d.ink}"><div style="font:400 30px/1.15 ${d.display}">Next free<br>appointment</div><div style="font:700 17px ${d.sans};margin-top:12px">Tomorrow, 10:30</div></div></div></div></section>`;
}

function range(d) {
  const cards = FRAMES.map(item => `<div><div style="background:${d.version === 1 ? d.soft : d.version === 2 ? '#fff' : d.soft};border-radius:${d.radius}px;padding:26px 8px">${glassesPicture({...item})}</div>
    <div style="display:flex;justify-content:space-between;margin-top:16px;font:700 19px ${d.sans};color:${d.ink}"><span>${item.name}</span><span>€ ${item.price}</span></div>${small(d, item.maker)}</div>`).join('');
  const title = {1: 'Our glasses', 2: 'New frames this autumn', 3: 'Frames with a <i>maker</i>'}[d.version];
  return `<section style="padding:${d.version === 1 ? 64 : 90}px 72px;background:${d.version === 3 ? '#fffdf8' : d.paper}"><div style="display:flex;justify-content:space-between;align-items:end;margin-bottom:40px">${heading(d, d.version === 1 ? 40 : 62, title)}<span style="font:700 17px ${d.sans};color:${d.accent}">All frames →</span></div><div style="display:grid;grid-template-columns:repeat(4,1fr);gap:28px">${cards}</div></section>`;
}

function eyeTest(d) {
  const steps = STEPS.map(([name, text], n) => `<div style="border-top:2px solid ${d.version === 1 ? d.warm : '#ffffff40'};padding-top:22px"><div style="font:400 26px ${d.display};color:${d.version === 1 ? d.warm : d.warm}">${n + 1}</div><div style="font:700 24px ${d.sans};margin:8px 0 10px">${name}</div><span style="font:500 18px/1.5 ${d.sans};opacity:.8">${text}</span></div>`).join('');
  return `<section style="padding:${d.version === 1 ? 60 : 96}px 72px;background:${d.dark};color:#fff"><div style="display:flex;justify-content:space-between;align-items:end;margin-bottom:52px">${heading(d, d.version === 1 ? 40 : 66, d.version === 3 ? 'One hour,<br>only for <i>your</i> eyes' : 'The eye test', '#fff')}${button(d, d.cta, {color: d.version === 1 ? d.accent : d.warm, on: d.version === 1 ? '#fff' : d.ink})}</div><div style="display:grid;grid-template-columns:repeat(3,1fr);gap:40px">${steps}</div></section>`;
}

function shops(d) {
  const rows = SHOPS.map(([city, street, open], n) => `<div style="padding:22px 26px;border-radius:${d.radius}px;background:${d.version === 3 ? (n ? 'transparent' : '#fff') : '#fff'};${d.version === 3 && n ? `border-bottom:1px solid #ddd0b8;border-radius:0` : ''}"><div style="font:${d.version === 1 ? 700 : 400} ${d.version === 1 ? 24 : 32}px ${d.display};color:${d.ink}">${city}</div><div style="display:flex;justify-content:space-between;margin-top:4px">${small(d, street)}${small(d, open, n === 2 ? '#a3432a' : '#2d6b45')}</div></div>`);
  if (d.version < 3) return `<section style="padding:80px 72px;background:${d.soft}"><div style="margin-bottom:34px">${heading(d, d.version === 1 ? 40 : 62, 'Our shops')}</div><div style="display:grid;grid-template-columns:repeat(3,1fr);gap:24px">${rows.join('')}</div></section>`;
  return `<section style="padding:96px 72px;background:${d.soft};display:grid;grid-template-columns:480px 1fr;gap:56px"><div>${heading(d, 66, 'Where we <i>are</i>')}<div style="display:flex;justify-content:space-between;background:#fff;border-radius:99px;padding:8px 8px 8px 26px;align-items:center;margin:30px 0 22px">${small(d, 'Postcode or town', '#8b857c')}${button(d, 'Find', {size: 13})}</div>${rows.join('')}</div><div style="border-radius:28px;overflow:hidden;height:560px">${map({pin: d.accent, active: d.warm})}</div></section>`;
}

function closing(d) {
  const quote = d.version === 3 ? `<section style="padding:100px 160px;text-align:center;background:${d.paper}"><div style="font:italic 400 52px/1.25 ${d.display};color:${d.ink};letter-spacing:-.01em">“Three opticians told me I was fine.<br>Mrs Keller found out why I had headaches.”</div><p>${small(d, 'Jule, teacher, Bremen', d.muted, 18)}</p></section>` : '';
  const columns = [['Visit', 'Bremen', 'Oldenburg', 'Hamburg'], ['Look', 'Glasses', 'Sunglasses', 'Contact lenses'], ['Know', 'Eye test', 'Prices', 'Jobs']].map(([head, ...items]) => `<div><div style="font:700 17px ${d.sans};margin-bottom:14px">${head}</div>${items.map(item => `<div style="font:500 17px/1.9 ${d.sans};opacity:.75">${item}</div>`).join('')}</div>`).join('');
  return `${quote}<footer style="background:${d.version === 1 ? d.dark : d.version === 2 ? d.ink : d.accent};color:#fff;padding:64px 72px;display:grid;grid-template-columns:1.6fr 1fr 1fr 1fr">${`<div>${logo(d, '#fff')}<p style="margin-top:22px;opacity:.75;font:500 16px ${d.sans}">© 2026 Keller Optik GmbH</p></div>`}${columns}</footer>`;
}

export const firstScreen = d => header(d) + hero(d);
export const sections = {header, hero, range, eyeTest, shops, closing};

// ---- phone: 390 wide

const phoneHeader = (d, open = false) => `<div style="display:flex;justify-content:space-between;align-items:center;padding:58px 22px 14px">${logo(d, open ? '#fff' : d.ink, 27)}<svg width="26" height="20" stroke="${open ? '#fff' : d.ink}" stroke-width="2.4" stroke-linecap="round">${open ? '<path d="M4 1 L22 19 M22 1 L4 19"/>' : '<path d="M1 5H25M1 15H25"/>'}</svg></div>`;
const bottomBar = d => `<div style="position:absolute;left:0;right:0;bottom:0;padding:14px 20px 32px;background:${d.paper}f2;border-top:1px solid #0000000f"><div style="background:${d.accent};color:#fff;border-radius:99px;text-align:center;padding:17px;font:700 17px ${d.sans}">${d.cta}</div></div>`;

export const screens = {
  home: d => `${phoneHeader(d)}<div style="padding:8px 22px 0">${heading(d, d.version === 3 ? 66 : 54, d.headline)}<p style="margin:14px 0 20px">${small(d, d.version === 3 ? 'An eye test that takes its time, and frames from eleven small makers.' : d.lead, d.muted, 17)}</p></div><div style="margin:0 22px;height:440px;border-radius:${d.version === 3 ? '180px 180px 22px 22px' : '18px'};overflow:hidden">${portrait({...people(d)})}</div>${bottomBar(d)}`,
  glasses: d => `${phoneHeader(d)}<div style="padding:8px 22px">${heading(d, 44, d.version === 3 ? 'Frames with<br>a <i>maker</i>' : 'New frames')}<div style="display:flex;gap:8px;margin:18px 0;white-space:nowrap;overflow:hidden">${['All', 'Round', 'Panto', 'Square', 'Titanium'].map((name, n) => `<span style="padding:9px 16px;border-radius:99px;font:700 14px ${d.sans};${n ? `border:1.5px solid #0000001f;color:${d.ink}` : `background:${d.ink};color:#fff;border:1.5px solid ${d.ink}`}">${name}</span>`).join('')}</div><div style="display:grid;grid-template-columns:1fr 1fr;gap:14px">${[...FRAMES, FRAMES[1], FRAMES[0]].map(item => `<div><div style="background:${d.version === 3 ? d.soft : '#fff'};border-radius:16px;padding:10px 0">${glassesPicture(item)}</div><div style="display:flex;justify-content:space-between;margin-top:8px;font:700 15px ${d.sans};color:${d.ink}"><span>${item.name}</span><span>€ ${item.price}</span></div>${small(d, item.maker, d.muted, 13)}</div>`).join('')}</div></div>${bottomBar(d)}`,
  booking: d => `${phoneHeader(d)}<div style="padding:8px 22px">${heading(d, 44, 'When suits <i>you?</i>')}<p style="margin:10px 0 18px">${small(d, 'Bremen, Ostertorsteinweg 41', d.muted, 15)}</p><div style="background:#fff;border-radius:20px;padding:18px"><div style="display:flex;justify-content:space-between;font:700 16px ${d.sans};margin-bottom:14px"><span>November 2026</span><span style="color:${d.muted}">‹&ensp;›</span></div><div style="display:grid;grid-template-columns:repeat(7,1fr);gap:4px;text-align:center;font:600 14px ${d.sans}">${'MTWTFSS'.split('').map(day => `<span style="color:${d.muted};padding:4px">${day}</span>`).join('')}${Array.from({length: 14}, (_, n) => n + 16).map(day => `<span style="padding:9px 0;border-radius:50%;${day === 24 ? `background:${d.accent};color:#fff` : day % 7 === 1 || day < 23 ? 'color:#b9b1a5' : ''}">${day}</span>`).join('')}</div></div><div style="display:grid;grid-template-columns:repeat(3,1fr);gap:10px;margin-top:18px">${['9:30', '10:30', '11:45', '14:00', '15:15', '16:30'].map((time, n) => `<span style="text-align:center;padding:14px 0;border-radius:14px;font:700 16px ${d.sans};${n === 1 ? `background:${d.warm};color:${d.ink}` : 'background:#fff'}">${time}</span>`).join('')}</div><p style="margin-top:20px">${small(d, 'It takes an hour and costs nothing if you buy glasses here. Otherwise 49 euros.', d.muted, 14)}</p></div>${bottomBar({...d, cta: 'Book Tuesday, 10:30'})}`,
  shops: d => `${phoneHeader(d)}<div style="padding:8px 22px 16px">${heading(d, 44, 'Where we <i>are</i>')}</div><div style="height:330px;overflow:hidden">${map({pin: d.accent, active: d.warm, labels: false})}</div><div style="padding:6px 22px">${SHOPS.map(([city, street, open], n) => `<div style="padding:16px 0;border-bottom:1px solid #ddd0b8"><div style="font:400 27px ${d.display}">${city}</div><div style="display:flex;justify-content:space-between">${small(d, street, d.muted, 14)}${small(d, open.replace('Closed, opens at 9:30', 'Closed'), n === 2 ? '#a3432a' : '#2d6b45', 14)}</div></div>`).join('')}</div>${bottomBar(d)}`,
  menu: d => `<div style="position:absolute;inset:0;background:${d.version === 3 ? d.accent : d.dark}">${phoneHeader(d, true)}<div style="padding:34px 22px">${['Glasses', 'Contact lenses', 'Eye test', 'Shops', 'About us'].map(item => `<div style="font:400 44px/1.42 ${d.display};color:#fff;border-bottom:1px solid #ffffff26">${item}</div>`).join('')}<p style="margin-top:40px;font:600 16px/1.8 ${d.sans};color:#ffffffb8">Bremen · Oldenburg · Hamburg<br>hello@keller-optik.example</p></div></div>`,
};
