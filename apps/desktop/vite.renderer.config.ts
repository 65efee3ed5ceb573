import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The same built screens are opened by Electron (a file) and by the local host (an address): so every path is relative.
export default defineConfig({
  root: fileURLToPath(new URL('src/renderer', import.meta.url)),
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    // Read from this computer's own disk: one file is as good as ten.
    chunkSizeWarningLimit: 2_000,
  },
});
