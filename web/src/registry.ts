import {CountersignApproval} from './element.js';

/**
 * Registers the element under a tag name of the host's choice. A name that is taken stays as it is: a page may load
 * the widget twice. One class has one name, so every further name gets a class of its own.
 */
export function define(tag = 'countersign-approval'): void {
  const registry = (globalThis as {customElements?: CustomElementRegistry}).customElements;
  if (!registry || registry.get(tag)) return;
  registry.define(tag, registry.getName(CountersignApproval) ? class extends CountersignApproval {} : CountersignApproval);
}
