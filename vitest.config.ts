import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// One project per house, so that `npm test -- domain` runs the rules alone. Budgets are in README.md.
const house = (name: string, root: string, extra: object = {}) => ({
  test: {
    name,
    root,
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'src/**/*.test.tsx'],
    testTimeout: 30_000,
    ...extra,
  },
});

// Opens a door behind which PostgreSQL starts when the first test asks for it.
const withPostgres = {
  hookTimeout: 60_000,
  globalSetup: [fileURLToPath(new URL('apps/sync-server/src/testing/global-setup.ts', import.meta.url))],
};

export default defineConfig({
  test: {
    projects: [
      house('domain', 'packages/domain'),
      house('db-schema', 'packages/db-schema'),
      house('core', 'apps/desktop', withPostgres),
      house('server', 'apps/sync-server', withPostgres),
      { test: { name: 'scripts', root: 'scripts', include: ['**/*.test.ts'], testTimeout: 30_000, ...withPostgres } },
    ],
  },
});
