import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './src/sqlite/tables.ts',
    './src/sqlite/read-models.ts',
    './src/sqlite/drafts.ts',
    './src/sqlite/sealing.ts',
    './src/sqlite/signed-heads.ts',
  ],
  out: './src/sqlite/generated',
});
