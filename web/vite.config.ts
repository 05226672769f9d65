import react from '@vitejs/plugin-react';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

const API = 'http://127.0.0.1:4100';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), precompress(join(import.meta.dirname, 'dist'))],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The CSP allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    // scripts/checks/web-size.mjs holds the gzipped budget; it reads which chunks load first from here.
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': API, '/api': API, '/healthz': API, '/readyz': API, '/openapi.json': API, '/schemas': API },
  },
});
