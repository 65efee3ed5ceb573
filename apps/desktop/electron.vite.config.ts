import { fileURLToPath } from 'node:url';
import { sqliteMigrations } from '@nrm/db-schema/sqlite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Native parts stay packages of their own; everything else is bundled, so that the installed program holds no folder of
// somebody else's sources.
const NATIVE = ['better-sqlite3', 'argon2'];

// Files of this program are read from the disk, not over a network: one large file opens faster than many small ones.
const LARGEST_KB = 4_000;

export default defineConfig({
  main: {
    plugins: [inlineMigrations()],
    build: {
      outDir: at('out/main'),
      emptyOutDir: true,
      chunkSizeWarningLimit: LARGEST_KB,
      minify: true,
      externalizeDeps: false,
      rollupOptions: {
        input: {
          index: at('src/main/index.ts'),
          'core-process': at('src/main/core-process.ts'),
          'fill-program': at('src/core/sync/fill-program.ts'),
          demonstration: at('src/main/demonstration.ts'),
        },
        external: NATIVE,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      emptyOutDir: true,
      chunkSizeWarningLimit: LARGEST_KB,
      minify: true,
      externalizeDeps: false,
      // A sandboxed preload script is CommonJS, in one file.
      rollupOptions: {
        input: { index: at('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src/renderer'),
    base: './',
    plugins: [react()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      chunkSizeWarningLimit: LARGEST_KB,
      minify: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      rollupOptions: { input: at('src/renderer/index.html') },
    },
  },
});

/** The migrations are read from a folder beside their source; a bundle has no such folder, so it carries their text. */
function inlineMigrations(): Plugin {
  const reading = "migrationsOf(new URL('./migrations/', import.meta.url))";
  return {
    name: 'nrm:inline-migrations',
    enforce: 'pre',
    transform(code, id) {
      if (!id.replaceAll('\\', '/').endsWith('/db-schema/src/sqlite/index.ts')) return undefined;
      if (!code.includes(reading))
        throw new Error('db-schema/src/sqlite/index.ts reads its migrations in another way now: follow it here');
      return { code: code.replace(reading, () => JSON.stringify(sqliteMigrations)), map: null };
    },
  };
}
