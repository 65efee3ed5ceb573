import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/**
 * One file that works from a stick, offline, in any current browser: script and style stand in the page, and its policy
 * allows these two by their hashes and nothing else, no network least of all.
 */
function intoOneFile(): Plugin {
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return {
    name: 'into-one-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html'];
      const script = Object.values(bundle).find((file) => file.type === 'chunk');
      const style = Object.values(bundle).find((file) => file.type === 'asset' && file.fileName.endsWith('.css'));
      if (page?.type !== 'asset' || script?.type !== 'chunk' || style?.type !== 'asset')
        throw new Error('the page, one script and one style were expected');
      const code = script.code.replaceAll('</script', '<\\/script');
      const css = String(style.source);
      const policy = [
        "default-src 'none'",
        `script-src ${hashOf(code)}`,
        `style-src ${hashOf(css)}`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      page.source = String(page.source)
        .replaceAll(/\s*<(script|link)[^>]*>(<\/script>)?/g, '')
        .replace('<head>', () => `<head>\n<meta http-equiv="Content-Security-Policy" content="${policy}">`)
        .replace('</head>', () => `<style>${css}</style>\n</head>`)
        .replace('</body>', () => `<script type="module">${code}</script>\n</body>`);
      page.fileName = 'verify.html';
      for (const { fileName } of [script, style]) delete bundle[fileName];
    },
  };
}

export default defineConfig({
  root: fileURLToPath(new URL('src/verifier', import.meta.url)),
  base: './',
  plugins: [intoOneFile()],
  build: {
    outDir: '../../dist/verifier',
    emptyOutDir: true,
    target: ['chrome115', 'firefox115', 'safari17'],
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 2_000,
  },
});
