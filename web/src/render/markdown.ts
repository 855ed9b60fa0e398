/**
 * A readable view of Markdown, built from elements and never from markup. It drops nothing: what it does not know
 * stays on screen as it was written, because the text is what gets approved.
 */
import {h, type Child, type VNode} from '../dom.js';
import {visible} from '../text.js';

const spans: readonly (readonly [RegExp, string, number])[] = [
  [/^`[^`]+`$/, 'code', 1],
  [/^\*\*[^*]+\*\*$/, 'strong', 2],
  [/^\*[^*]+\*$/, 'em', 1],
];

const inline = (text: string): Child =>
  visible(text)
    .split(/(`[^`\n]+`|\*\*[^*\n]+\*\*|\*[^*\s][^*\n]*\*)/)
    .map((piece) => {
      const span = spans.find(([pattern]) => pattern.test(piece));
      return span ? h(span[1], piece.slice(span[2], -span[2])) : piece;
    });

interface Block {
  readonly kind: 'fence' | 'heading' | 'bullets' | 'numbers' | 'text';
  readonly lines: string[];
  /** What stands behind the marks that open a fence. */
  readonly info?: string;
}

/** Marks are followed by a space or a tab; other blanks, seen or not, are part of the text. */
const headingMark = /^#{1,6}[ \t]+/;
const itemMark = /^[ \t]*(?:[-*+]|(\d+)[.)])[ \t]+/;
const fenceMark = /^```([\w+#.-]*)[ \t]*$/;

function kindOf(line: string): Block['kind'] {
  const item = itemMark.exec(line);
  return headingMark.test(line) ? 'heading' : !item ? 'text' : item[1] ? 'numbers' : 'bullets';
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  const begin = (kind: Block['kind'], lines: string[], info = ''): void => {
    open = {kind, lines, info};
    blocks.push(open);
  };
  for (const line of text.split(/\r\n?|\n/)) {
    const kind = kindOf(line);
    const fence = fenceMark.exec(line);
    if (open?.kind === 'fence') {
      if (fence && !fence[1]) open = undefined;
      else open.lines.push(line);
    } else if (fence) begin('fence', [], fence[1]);
    else if (/^[ \t]*$/.test(line)) open = undefined;
    else if (!open || kind === 'heading') begin(kind, [line]);
    else if (kind === open.kind) open.lines.push(line);
    // An indented line goes on with the item above it.
    else if (kind === 'text' && /^[ \t]/.test(line)) open.lines.push(`${open.lines.pop() ?? ''}\n${line.replace(/^[ \t]+/, '')}`);
    else begin(kind, [line]);
  }
  return blocks;
}

const items = (lines: readonly string[]): VNode[] => lines.map((line) => h('li', {dir: 'auto'}, inline(line.replace(itemMark, ''))));

function blockNode({kind, lines, info}: Block): VNode {
  const text = lines.join('\n');
  // Numbers that do not count up from one would be renumbered by a list; they stay text.
  if (kind === 'numbers' && lines.every((line, i) => itemMark.exec(line)?.[1] === String(i + 1))) return h('ol', items(lines));
  if (kind === 'bullets') return h('ul', items(lines));
  if (kind === 'fence') return h('pre', {tabindex: 0, dir: 'auto'}, info && h('b', `${info}\n`), visible(text));
  // Not real headings: the document's outline is not the page's.
  return h('p', {dir: 'auto'}, kind === 'heading' ? h('strong', inline(text.replace(headingMark, ''))) : inline(text));
}

export const markdown = (text: string): Child => blocksOf(text).map(blockNode);
