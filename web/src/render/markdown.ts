/**
 * A readable view of Markdown, built from elements and never from markup. It drops nothing: what it does not know
 * stays on screen as it was written, because the text is what gets approved.
 */
import type {Child, VNode} from '../dom.js';
import type {Kit} from './ui.js';

const spans: readonly (readonly [RegExp, string, number])[] = [
  [/^`[^`]+`$/, 'code', 1],
  [/^\*\*[^*]+\*\*$/, 'strong', 2],
  [/^\*[^*]+\*$/, 'em', 1],
];

const inline = ({h, visible}: Kit, text: string): Child =>
  visible(text)
    .split(/(`[^`\n]+`|\*\*[^*\n]+\*\*|\*[^*\s][^*\n]*\*)/)
    .map((piece) => {
      const span = spans.find(([pattern]) => pattern.test(piece));
      return span ? h(span[1], piece.slice(span[2], -span[2])) : piece;
    });

interface Block {
  readonly kind: 'fence' | 'heading' | 'bullets' | 'numbers' | 'text';
  readonly lines: string[];
}

const kindOf = (line: string): Block['kind'] =>
  /^#{1,6}\s/.test(line) ? 'heading' : /^\s*[-*+]\s/.test(line) ? 'bullets' : /^\s*\d+[.)]\s/.test(line) ? 'numbers' : 'text';

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  const begin = (kind: Block['kind'], ...lines: string[]): void => {
    open = {kind, lines};
    blocks.push(open);
  };
  for (const line of text.split(/\r\n?|\n/)) {
    const kind = kindOf(line);
    if (line.startsWith('```')) {
      if (open?.kind === 'fence') open = undefined;
      else begin('fence');
    } else if (open?.kind === 'fence') open.lines.push(line);
    else if (!line.trim()) open = undefined;
    else if (!open || kind === 'heading') begin(kind, line);
    else if (kind === open.kind) open.lines.push(line);
    // An indented line goes on with the item above it.
    else if (kind === 'text' && /^\s/.test(line)) open.lines.push(`${open.lines.pop() ?? ''}\n${line.trim()}`);
    else begin(kind, line);
  }
  return blocks;
}

const items = (kit: Kit, lines: readonly string[]): VNode[] => lines.map((line) => kit.h('li', {dir: 'auto'}, inline(kit, line.replace(/^\s*\S+\s+/, ''))));

function blockNode(kit: Kit, {kind, lines}: Block): VNode {
  const {h, visible} = kit;
  const text = lines.join('\n');
  // Numbers that do not count up from one would be renumbered by a list; they stay text.
  if (kind === 'numbers' && lines.every((line, i) => Number.parseInt(line, 10) === i + 1)) return h('ol', items(kit, lines));
  if (kind === 'bullets') return h('ul', items(kit, lines));
  if (kind === 'fence') return h('pre', {tabindex: 0, dir: 'auto'}, visible(text));
  // Not real headings: the document's outline is not the page's.
  const level = kind === 'heading' ? text.indexOf(' ') : 0;
  return h('p', {dir: 'auto'}, level > 0 ? h('strong', inline(kit, text.slice(level).trim())) : inline(kit, text));
}

export const markdown = (kit: Kit, text: string): Child => blocksOf(text).map((block) => blockNode(kit, block));
