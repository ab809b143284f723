import { defineConfig } from 'vite';

export default defineConfig({
  root: 'dashboard',
  build: {
    outDir: '../.build/dashboard',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
