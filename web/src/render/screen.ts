/** The shadow root as the reader meets it: what is drawn, what is announced, where the focus is. */
import {patch, type Child} from '../dom.js';

/** Where the focus goes when what had it is no longer there: the first that exists. */
const landmarks = ['conflict', 'sending', 'recorded', 'decide', 'stages', 'notice'].map((name) => `${name}-title`);

export interface Screen {
  /** Draws soon; several changes in a row are one drawing. */
  draw(): void;
  /** Says something to assistive technology, also when it is what was said last. */
  say(text: string): void;
  /** Puts the focus on an element by its id, after the next drawing; without an id, where it matters most. */
  focus(id?: string): void;
  /** The same, but only for a reader who is in here: nobody is fetched from the rest of the page. */
  lead(id: string): void;
  /** Closes the open dialog, which gives the focus back; removal alone does not. */
  closeDialog(): void;
}

export function createScreen(root: ShadowRoot, view: (announcement: string) => Child): Screen {
  let announcement = '';
  let wanted: string | undefined;
  let scheduled = false;

  function now(): void {
    const focused = root.activeElement;
    patch(root, view(announcement));
    scheduled = false;
    const dialog = root.querySelector<HTMLDialogElement>('dialog:not([open])');
    if (dialog) {
      dialog.showModal();
      wanted = 'dialog-title'; // not a button: a held Enter lands on nothing
    }
    if (focused && !root.activeElement) wanted ??= '';
    if (wanted === undefined) return;
    const element = [wanted, ...landmarks, 'title'].map((id) => id && root.getElementById(id)).find(Boolean);
    wanted = undefined;
    if (!element) return;
    element.focus();
    element.scrollIntoView({block: 'nearest'});
  }

  function draw(): void {
    if (!scheduled) queueMicrotask(now);
    scheduled = true;
  }

  return {
    draw,
    say(text) {
      announcement = announcement === text ? `${text}\u00a0` : text;
      draw();
    },
    focus(id = '') {
      wanted = id;
      draw();
    },
    lead(id) {
      if (root.activeElement) this.focus(id);
    },
    closeDialog() {
      root.querySelector('dialog')?.close();
      draw();
    },
  };
}
