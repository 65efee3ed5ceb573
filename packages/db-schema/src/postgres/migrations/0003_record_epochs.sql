CREATE TABLE "server_epochs" (
	"epoch" text PRIMARY KEY NOT NULL,
	"began_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text NOT NULL
);

INSERT INTO "server_epochs" ("epoch", "reason") SELECT "value", 'first' FROM "server_facts" WHERE "name" = 'epoch';
