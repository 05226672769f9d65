import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../lib/i18n.ts';
import { Providers } from './Providers.tsx';

const root = document.getElementById('root');
if (root) {
  await startI18n();
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  );
}
// The rules of the Chinese font are 44 kB: after the first paint. Its slices load only where no local font has the glyphs.
void import('./fonts-cjk.ts');
