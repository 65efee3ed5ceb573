CREATE TABLE `device` (
	`only` integer PRIMARY KEY NOT NULL,
	`device` text NOT NULL,
	`governorate` text NOT NULL,
	`office` text NOT NULL,
	`number` integer NOT NULL,
	`server_public_key` text NOT NULL,
	`epoch` text NOT NULL,
	`generation` integer NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL
);

CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`type` text NOT NULL,
	`act` text NOT NULL,
	`device` text NOT NULL,
	`generation` integer NOT NULL,
	`device_seq` integer NOT NULL,
	`header` text NOT NULL,
	`signature` text NOT NULL,
	`payload` text,
	`salt` text,
	`key_id` text,
	`own` integer NOT NULL,
	`outcome` text,
	`refusal` text,
	`subject_seq` integer,
	`placed` integer DEFAULT 0 NOT NULL,
	`received_at` text
);

CREATE UNIQUE INDEX `entries_hash` ON `entries` (`hash`);
CREATE INDEX `entries_subject` ON `entries` (`subject_kind`,`subject_id`,`subject_seq`);
CREATE INDEX `entries_own_type` ON `entries` (`type`) WHERE own = 1;
CREATE INDEX `entries_own_act` ON `entries` (`act`) WHERE own = 1;
CREATE UNIQUE INDEX `entries_own_chain` ON `entries` (`generation`,`device_seq`) WHERE own = 1;
CREATE INDEX `entries_waiting` ON `entries` (`device_seq`) WHERE own = 1 and outcome is null;
CREATE INDEX `entries_overlay` ON `entries` (`subject_kind`,`subject_id`) WHERE own = 1 and placed = 0;
CREATE TABLE `feeds` (
	`feed` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL,
	`chain` text NOT NULL
);

CREATE TABLE `links` (
	`feed` text NOT NULL,
	`position` integer NOT NULL,
	`item` text NOT NULL,
	PRIMARY KEY(`feed`, `position`)
);

CREATE TABLE `subjects` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	`seq` integer NOT NULL,
	`chain` text NOT NULL,
	`state` text,
	`shown` text,
	`state_version` integer NOT NULL,
	`feed` text,
	`move` integer NOT NULL,
	`frozen_at` integer,
	PRIMARY KEY(`kind`, `id`)
);
