CREATE TABLE "device_logs" (
	"device" text PRIMARY KEY NOT NULL,
	"generation" integer NOT NULL,
	"seq" integer NOT NULL,
	"hash" text NOT NULL,
	"administration_basis" integer NOT NULL
);

CREATE TABLE "entries" (
	"hash" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"type" text NOT NULL,
	"device" text NOT NULL,
	"generation" integer NOT NULL,
	"device_seq" integer NOT NULL,
	"header" text NOT NULL,
	"signature" text NOT NULL,
	"payload" text,
	"salt" text,
	"key_id" text,
	"outcome" text NOT NULL,
	"refusal" jsonb,
	"subject_seq" integer,
	"received_at" text NOT NULL,
	"arrival" bigint GENERATED ALWAYS AS IDENTITY (sequence name "entries_arrival_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1)
);

CREATE TABLE "feeds" (
	"feed" text PRIMARY KEY NOT NULL,
	"position" integer NOT NULL,
	"chain" text NOT NULL
);

CREATE TABLE "links" (
	"feed" text NOT NULL,
	"position" integer NOT NULL,
	"chain" text NOT NULL,
	"item" jsonb NOT NULL,
	"entry_hash" text,
	"subject" text,
	"withheld" boolean DEFAULT false NOT NULL,
	CONSTRAINT "links_feed_position_pk" PRIMARY KEY("feed","position")
);

CREATE TABLE "server_facts" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);

CREATE TABLE "subjects" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"seq" integer NOT NULL,
	"chain" text NOT NULL,
	"state" text,
	"feed" text,
	"move" integer NOT NULL,
	CONSTRAINT "subjects_kind_id_pk" PRIMARY KEY("kind","id")
);

CREATE UNIQUE INDEX "entries_id_once" ON "entries" USING btree ("id") WHERE outcome <> 'quarantined';
CREATE UNIQUE INDEX "entries_device_chain" ON "entries" USING btree ("device","generation","device_seq");
CREATE UNIQUE INDEX "entries_subject_order" ON "entries" USING btree ("subject_kind","subject_id","subject_seq");
CREATE INDEX "entries_held" ON "entries" USING btree ("arrival") WHERE outcome = 'held';
CREATE INDEX "links_subject" ON "links" USING btree ("feed","subject") WHERE subject is not null and not withheld;