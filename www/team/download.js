// Handing a file out to whoever asked for it.
import {h} from '/shared/dom.js';

const DOWNLOAD_MS = 10_000;

export function download(bytes, name) {
  const url = URL.createObjectURL(bytes);
  h('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
}
