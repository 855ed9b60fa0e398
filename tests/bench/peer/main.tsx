// The page that the bench measures against: the same approval written with React, XState, zod and @noble/hashes.
import {StrictMode} from 'react';
import {createRoot} from 'react-dom/client';
import {App} from './app';
import './styles.css';

declare global {
  interface Window {
    approvalToken?: () => string | Promise<string>;
  }
}

const root = document.getElementById('approval')!;
const settings = {endpoint: root.dataset['endpoint'] ?? '', request: root.dataset['request'] ?? '', token: () => window.approvalToken?.() ?? ''};
createRoot(root).render(
  <StrictMode>
    <App settings={settings} />
  </StrictMode>,
);
