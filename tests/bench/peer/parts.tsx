import {useEffect, useRef, useState} from 'react';
import {loadPart, type Settings} from './api';
import {fileSize, shortDigest} from './format';
import type {Part} from './wire';

type Preview = {state: 'closed' | 'loading'} | {state: 'image' | 'file'; url: string} | {state: 'text'; text: string} | {state: 'failed'; message: string};

async function previewOf(blob: Blob): Promise<Preview> {
  if (blob.type.startsWith('image/') && blob.type !== 'image/svg+xml') return {state: 'image', url: URL.createObjectURL(blob)};
  if (blob.type.startsWith('text/')) return {state: 'text', text: await blob.text()};
  return {state: 'file', url: URL.createObjectURL(blob)};
}

export function PartCard({settings, part, opened, onOpened}: {settings: Settings; part: Part; opened: boolean; onOpened: () => void}) {
  const [preview, setPreview] = useState<Preview>({state: 'closed'});
  const url = useRef<string>(undefined);
  useEffect(() => () => void (url.current && URL.revokeObjectURL(url.current)), []);

  const toggle = async () => {
    if (preview.state !== 'closed' && preview.state !== 'failed') return setPreview({state: 'closed'});
    setPreview({state: 'loading'});
    try {
      const next = await previewOf(await loadPart(settings, part));
      if ('url' in next) url.current = next.url;
      setPreview(next);
      onOpened();
    } catch (error) {
      setPreview({state: 'failed', message: (error as Error).message});
    }
  };

  const open = preview.state !== 'closed';
  return (
    <li className="part">
      <button type="button" className="part-head" aria-expanded={open} onClick={toggle}>
        <span className="thumb" aria-hidden="true">{part.name.split('.').at(-1)?.toUpperCase()}</span>
        <span>
          <b>{part.name}</b>
          <small>{fileSize(part.size)} · <code>{shortDigest(part.sha256)}</code>{part.must_open && !opened ? ' · to be opened before deciding' : ''}</small>
        </span>
        {opened && <span className="tag">Opened</span>}
      </button>
      {preview.state === 'loading' && <p role="status">Loading and checking the file…</p>}
      {preview.state === 'failed' && <p role="alert" className="error">{preview.message}</p>}
      {preview.state === 'image' && <img className="preview" src={preview.url} alt={part.name} />}
      {preview.state === 'text' && <pre className="preview" tabIndex={0}>{preview.text}</pre>}
      {preview.state === 'file' && <a className="preview" href={preview.url} download={part.name}>Save {part.name}</a>}
    </li>
  );
}
