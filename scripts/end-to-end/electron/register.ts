import { registerHooks } from 'node:module';

// Loaded before the built main process: wherever it says `electron`, it gets the double.
const double = new URL('double.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});
