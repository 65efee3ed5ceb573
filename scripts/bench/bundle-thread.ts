import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { FILL_PROGRAM } from '../../apps/desktop/src/core/sync/fill-preparer.ts';

/**
 * The thread that prepares a first fill as one file, as it is installed: from its sources it takes a fifth of a second longer
 * to begin, and much of a core while it does. @returns where it is, as a URL
 */
export async function bundleThread(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(FILL_PROGRAM),
      outDir: folder,
      emptyOutDir: false,
      minify: true,
      rollupOptions: { output: { format: 'es', entryFileNames: 'fill-program.js' } },
    },
  });
  return pathToFileURL(join(folder, 'fill-program.js')).href;
}
