import { defineConfig } from 'vitest/config';

// One project per house, so that `npm test -- domain` runs the rules alone. Budgets are in README.md.
const house = (name: string, root: string, extra: object = {}) => ({
  test: { name, root, include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 30_000, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      house('domain', 'packages/domain'),
      house('db-schema', 'packages/db-schema'),
      house('core', 'apps/desktop', { hookTimeout: 60_000 }),
      house('server', 'apps/sync-server', { hookTimeout: 60_000 }),
      { test: { name: 'scripts', root: 'scripts', include: ['**/*.test.ts'] } },
    ],
  },
});
