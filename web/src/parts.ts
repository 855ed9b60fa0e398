/** The parts that are open on screen: fetches and checks them, and frees their bytes again. */
import type {Part} from './generated/wire.js';
import {IntegrityError} from './integrity.js';
import type {Preview} from './render/ui.js';

async function prepared(part: Part, bytes: Promise<Blob>): Promise<Preview> {
  try {
    const [checked, {prepare}] = await Promise.all([bytes, import('./render/preview.js')]);
    return await prepare(part, checked);
  } catch (error) {
    return {status: error instanceof IntegrityError ? 'mismatch' : 'failed'};
  }
}

const release = (preview: Preview | undefined): void => {
  if (preview?.url) URL.revokeObjectURL(preview.url);
};

export interface OpenParts {
  readonly shown: ReadonlyMap<string, Preview>;
  /** Opens a part. @returns what it came to; undefined when it was closed meanwhile. */
  open(part: Part, bytes: Promise<Blob>): Promise<Preview | undefined>;
  /** Closes a part, or all of them. */
  close(id?: string): void;
}

export function createOpenParts(): OpenParts {
  const shown = new Map<string, Preview>();
  return {
    shown,
    async open(part, bytes) {
      const loading: Preview = {status: 'loading'};
      shown.set(part.id, loading);
      const preview = await prepared(part, bytes);
      if (shown.get(part.id) === loading) {
        shown.set(part.id, preview);
        return preview;
      }
      release(preview);
      return undefined;
    },
    close(id) {
      for (const each of id === undefined ? [...shown.keys()] : [id]) {
        release(shown.get(each));
        shown.delete(each);
      }
    },
  };
}
