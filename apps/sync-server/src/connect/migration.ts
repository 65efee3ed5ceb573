import type { Migration } from '../store/migrate.ts';

/** One row per code that was ever given. The code itself is never stored; 115 random bits need no slow hash. */
export const connectMigration: Migration = {
  name: '0002_create_connect_codes',
  sql: `
    CREATE TABLE connect_codes (
      code_hash text PRIMARY KEY CHECK (code_hash ~ '^[0-9a-f]{64}$'),
      office text NOT NULL,
      worker text NOT NULL,
      device_number integer NOT NULL CHECK (device_number BETWEEN 1 AND 999),
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
      used_at timestamptz,
      device_public_key text,
      -- what the laptop sent and what it was answered, so that an answer lost on the way can be given again
      csr text,
      reply text,
      -- six numbers for two people to compare
      transcript text,
      CHECK ((used_at IS NULL) = (reply IS NULL)),
      CHECK ((used_at IS NULL) = (device_public_key IS NULL)),
      CHECK ((used_at IS NULL) = (transcript IS NULL))
    );
    CREATE INDEX connect_codes_by_device_number ON connect_codes (device_number);
  `,
};
