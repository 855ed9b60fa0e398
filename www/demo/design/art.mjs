// Drawings for the sample delivery: frames, portraits, a street map, the two logos. Plain SVG, no images.

const LENSES = {
  panto: 'M8 34 C8 14 22 6 44 6 C66 6 80 14 80 34 C80 58 64 74 44 74 C24 74 8 58 8 34 Z',
  round: 'M44 6 A36 36 0 1 1 43.9 6 Z',
  square: 'M18 10 H70 Q80 10 80 20 V54 Q80 68 66 68 H22 Q8 68 8 54 V20 Q8 10 18 10 Z',
  cat: 'M4 12 Q40 4 74 16 Q84 24 80 42 Q74 66 48 68 Q20 70 12 48 Q8 34 4 12 Z',
};

/** A pair of glasses, 240 by 90, seen from the front. */
export function glasses({shape = 'panto', frame = '#1d2433', lens = '#ffffff', width = 5, shine = '#ffffff', opacity = 0.55} = {}) {
  const one = transform => `<g transform="${transform}"><path d="${LENSES[shape]}" fill="${lens}" fill-opacity="${opacity}" stroke="${frame}" stroke-width="${width}"/>
    <path d="M26 26 Q34 16 48 15" fill="none" stroke="${shine}" stroke-width="3" stroke-linecap="round" opacity=".85"/></g>`;
  return `<g>${one('translate(18 6)')}${one('translate(222 6) scale(-1 1)')}
    <path d="M98 38 Q120 20 142 38" fill="none" stroke="${frame}" stroke-width="${width + 1}" stroke-linecap="round"/>
    <path d="M25 30 L10 24 M215 30 L230 24" stroke="${frame}" stroke-width="${width + 2}" stroke-linecap="round"/></g>`;
}

export function glassesPicture(options, {background = 'none', radius = 0} = {}) {
  return `<svg viewBox="0 0 320 200" width="100%" style="display:block;background:${background};border-radius:${radius}px">
    <ellipse cx="160" cy="150" rx="92" ry="7" fill="#000" opacity=".07"/><g transform="translate(40 50)">${glasses(options)}</g></svg>`;
}

/** A portrait of somebody who wears glasses, 600 by 720. */
export function portrait({sky = '#e9dcc3', sun = '#f0a868', coat = '#24356f', skin = '#e3b08c', shade = '#cf9670', hair = '#3a2a24', frame = '#1d2433', shape = 'panto', lips = '#b4584a', cut = 'bob'} = {}) {
  const hairBack = {
    bob: `<path d="M168 330 C150 180 210 96 306 96 C404 96 456 176 440 330 C436 392 446 440 430 470 L384 486 L224 486 L182 470 C164 436 174 392 168 330 Z" fill="${hair}"/>`,
    short: `<path d="M186 300 C166 176 222 104 308 104 C398 104 442 176 424 300 L404 330 L206 330 Z" fill="${hair}"/>`,
    bun: `<circle cx="306" cy="92" r="56" fill="${hair}"/><path d="M184 320 C164 190 220 112 306 112 C394 112 444 190 426 320 L404 350 L206 350 Z" fill="${hair}"/>`,
  }[cut];
  const hairFront = {
    bob: `<path d="M196 306 C196 214 246 156 326 150 C392 152 420 226 418 306 C404 262 372 216 330 196 C292 236 240 262 196 306 Z" fill="${hair}"/>`,
    short: `<path d="M194 292 C188 206 236 138 316 140 C388 142 424 206 416 292 C408 250 398 226 376 206 C336 222 268 216 236 204 C212 228 202 252 194 292 Z" fill="${hair}"/>`,
    bun: `<path d="M194 300 C196 206 240 156 306 154 C372 156 418 206 416 300 C404 238 356 196 306 194 C254 196 208 238 194 300 Z" fill="${hair}"/>`,
  }[cut];
  return `<svg viewBox="0 0 600 720" width="100%" height="100%" preserveAspectRatio="xMidYMid slice" style="display:block">
  <rect width="600" height="720" fill="${sky}"/><circle cx="396" cy="250" r="170" fill="${sun}"/>
  ${hairBack}
  <path d="M252 470 C256 520 250 556 214 572 L306 640 L398 572 C362 556 352 520 358 470 Z" fill="${shade}"/>
  <path d="M60 740 C66 624 128 584 222 562 C250 622 360 622 388 562 C484 584 540 624 548 740 Z" fill="${coat}"/>
  <path d="M222 562 C246 632 364 632 388 562 L404 566 C384 664 226 664 206 566 Z" fill="#fff" opacity=".16"/>
  <ellipse cx="196" cy="346" rx="20" ry="34" fill="${shade}"/><ellipse cx="416" cy="346" rx="20" ry="34" fill="${shade}"/>
  <path d="M200 300 C200 204 246 162 306 162 C366 162 412 204 412 300 C412 396 380 500 306 500 C232 500 200 396 200 300 Z" fill="${skin}"/>
  <path d="M306 500 C380 500 412 396 412 300 C412 236 392 196 362 176 C392 300 380 430 286 498 C292 500 299 500 306 500 Z" fill="${shade}" opacity=".45"/>
  <circle cx="236" cy="404" r="24" fill="${lips}" opacity=".18"/><circle cx="372" cy="404" r="24" fill="${lips}" opacity=".2"/>
  ${hairFront}
  <path d="M228 288 Q252 274 280 286 M332 286 Q360 274 384 288" fill="none" stroke="${hair}" stroke-width="8" stroke-linecap="round"/>
  <circle cx="256" cy="330" r="8" fill="#2a2320"/><circle cx="356" cy="330" r="8" fill="#2a2320"/>
  <path d="M306 334 Q298 374 296 386 Q302 396 316 392" fill="none" stroke="${shade}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>
  <path d="M270 434 Q306 462 342 434 Q306 446 270 434 Z" fill="${lips}" stroke="${lips}" stroke-width="5" stroke-linejoin="round"/>
  <g transform="translate(186 289)">${glasses({shape, frame, lens: '#ffffff', opacity: 0.22, width: 7})}</g>
  </svg>`;
}

/** A quiet city map with shops on it, 720 by 520. */
export function map({land = '#efe6d6', water = '#c9d8e4', road = '#ffffff', park = '#d7dfc4', pin = '#24356f', active = '#d9632f', labels = true} = {}) {
  const marker = (x, y, text, on) => `<g transform="translate(${x} ${y})"><path d="M0 0 C-20 -24 -22 -34 -22 -42 A22 22 0 1 1 22 -42 C22 -34 20 -24 0 0 Z" fill="${on ? active : pin}"/><circle cy="-42" r="9" fill="#fff"/>
    ${labels ? `<g transform="translate(30 -56)"><rect width="${text.length * 9.4 + 26}" height="32" rx="16" fill="#fff"/><text x="13" y="21" font-size="15" font-weight="700" fill="#1d2433" font-family="Manrope">${text}</text></g>` : ''}</g>`;
  const streets = [];
  for (let i = 0; i < 9; i++) streets.push(`M${-60 + i * 96} -20 L${70 + i * 92} 560`, `M-20 ${30 + i * 64} L760 ${-30 + i * 70}`);
  return `<svg viewBox="0 0 720 520" width="100%" height="100%" preserveAspectRatio="xMidYMid slice" style="display:block"><rect width="720" height="520" fill="${land}"/>
    <path d="M60 60 L250 40 L282 150 L96 176 Z M470 330 L640 318 L662 450 L500 462 Z" fill="${park}"/>
    <path d="${streets.join(' ')}" stroke="${road}" stroke-width="5" fill="none" opacity=".75"/>
    <path d="M-20 420 C120 330 230 400 330 300 S560 190 760 210" stroke="${water}" stroke-width="58" fill="none"/>
    <path d="M-20 120 L760 330 M200 -20 L360 560 M560 -20 L520 560" stroke="${road}" stroke-width="13" fill="none"/>
    ${marker(196, 330, 'Bremen', true)}${marker(88, 214, 'Oldenburg')}${marker(520, 150, 'Hamburg')}</svg>`;
}

/** Keller Optik: two lenses that share an edge. */
export const kellerMark = (color, size = 34) =>
  `<svg width="${size}" height="${size * 0.62}" viewBox="0 0 58 36" style="display:block"><circle cx="18" cy="18" r="15" fill="none" stroke="${color}" stroke-width="5"/><circle cx="40" cy="18" r="15" fill="none" stroke="${color}" stroke-width="5"/></svg>`;

/** Northlight Studio: the light that comes through a window in the north. Also the portal's logo. */
export const northlightMark = size => `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 48 48" role="img" aria-label="Northlight Studio"><rect width="48" height="48" rx="12" fill="#12382e"/><path d="M13 35V13h5.2l11.6 14.6V13H35v22h-5L18.2 20.2V35z" fill="#f4f1e6"/><path d="M35 13v5.2L29.8 13z" fill="#f2b84b"/></svg>`;
