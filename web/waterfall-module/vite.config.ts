import { join } from 'node:path';
import { defineConfig } from 'vite';

/** `credence/waterfall` as one plain JavaScript file that needs nothing beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    lib: { entry: join(import.meta.dirname, '../../backend/securitization/waterfall.ts'), formats: ['es'], fileName: 'waterfall' },
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // A library keeps its white space by default; this one is loaded as it is.
    rolldownOptions: { output: { minify: true } },
    reportCompressedSize: false,
  },
});
