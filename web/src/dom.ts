/**
 * The smallest thing that keeps focus, selection and scroll while a page changes: descriptions of elements, and a
 * patch that makes a parent's children match them in place. No markup is parsed, no style attribute is written.
 */

export type Child = VNode | string | number | false | null | undefined | readonly Child[];

/** Attributes; a function is a listener for the event of that name. `key` tells siblings of one kind apart. */
export interface Props {
  readonly key?: string;
  readonly [name: string]: unknown;
}

/** The description of an element. */
export class VNode {
  constructor(
    readonly tag: string,
    readonly props: Props,
    readonly children: readonly (VNode | string)[],
  ) {}
}

interface Mounted {
  node: VNode | string;
  dom: Element | Text;
  kids: readonly Mounted[];
  readonly key: string;
}

/** Set as properties, because their attributes are only initial values. */
const live = new Set(['value', 'checked', 'open']);
const trees = new WeakMap<Node, readonly Mounted[]>();

const flatten = (child: Child): (VNode | string)[] => {
  if (Array.isArray(child)) return (child as readonly Child[]).flatMap(flatten);
  if (child instanceof VNode) return [child];
  return child === false || child === null || child === undefined || child === '' ? [] : [String(child)];
};

const isProps = (value: Props | Child): value is Props =>
  typeof value === 'object' && value !== null && !(value instanceof VNode) && !Array.isArray(value);

/**
 * Describes an element: `h('p#id.class!part', {attribute}, content…)`, attributes being optional. `!part` is a class that
 * hosts can style too, with `::part(part)`.
 */
export function h(selector: string, ...content: readonly [Props, ...Child[]] | readonly Child[]): VNode {
  const [, tag = '', id, names = '', part] = /^(\w+)(?:#([\w-]+))?([\w.-]+)?(?:!(\w+))?$/.exec(selector) ?? [];
  const [first, ...rest] = content;
  const props = {id, part, class: `${names}.${part ?? ''}`.replaceAll('.', ' ').trim() || undefined, ...(isProps(first) && first)};
  return new VNode(tag, props, flatten((isProps(first) ? rest : content) as readonly Child[]));
}

/** Makes the children of `parent` match `content`, keeping every element that can be kept. */
export function patch(parent: ParentNode & Node, content: Child): void {
  trees.set(parent, reconcile(parent, trees.get(parent) ?? [], flatten(content)));
}

function reconcile(parent: Node, old: readonly Mounted[], next: readonly (VNode | string)[]): Mounted[] {
  const before = new Map(old.map((mounted) => [mounted.key, mounted]));
  const count = new Map<string, number>();
  const after = next.map((node) => {
    const name = node instanceof VNode ? `${node.tag}.${node.props['class']}.${node.props.key}` : '';
    const nth = count.get(name) ?? 0;
    count.set(name, nth + 1);
    const key = `${name}.${nth}`;
    const mounted = before.get(key) ?? create(node, key);
    before.delete(key);
    update(mounted, node);
    return mounted;
  });
  // Leftovers go first, so that what stays never has to move past them and lose focus.
  for (const {dom} of before.values()) dom.remove();
  let cursor = parent.firstChild;
  for (const {dom} of after) {
    if (dom === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(dom, cursor);
  }
  return after;
}

function create(node: VNode | string, key: string): Mounted {
  if (!(node instanceof VNode)) return {node: '', dom: new Text(), kids: [], key};
  return {node: new VNode('', {}, []), dom: document.createElement(node.tag), kids: [], key};
}

function update(mounted: Mounted, node: VNode | string): void {
  const old = mounted.node;
  mounted.node = node;
  if (!(node instanceof VNode)) {
    if (old !== node) (mounted.dom as Text).data = node;
    return;
  }
  // Children first: the value of a select needs its options.
  mounted.kids = reconcile(mounted.dom, mounted.kids, node.children);
  const before = (old as VNode).props;
  for (const name in {...before, ...node.props}) setProperty(mounted, name, node.props[name], before[name]);
}

function setProperty(mounted: Mounted, name: string, value: unknown, before: unknown): void {
  const element = mounted.dom as Element;
  if (name === 'key') return;
  if (typeof value === 'function') {
    // One listener for good; it calls what the latest description says.
    if (!before) element.addEventListener(name, (event) => ((mounted.node as VNode).props[name] as (event: Event) => void)(event));
  } else if (live.has(name)) {
    const target = element as unknown as Record<string, unknown>;
    if (target[name] !== value) target[name] = value;
  } else if (value !== before) {
    if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}
