-- Entries come and lie by their subject. An index over the ids of all of them was touched all over by each page of a first fill, and
-- more so the more there were.
CREATE TABLE `entries_new` (
	`id` text NOT NULL,
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
	`received_at` text,
	`left_at` text
);
INSERT INTO `entries_new` SELECT `id`, `hash`, `subject_kind`, `subject_id`, `type`, `act`, `device`, `generation`, `device_seq`, `header`,
	`signature`, `payload`, `salt`, `key_id`, `own`, `outcome`, `refusal`, `subject_seq`, `placed`, `received_at`, `left_at` FROM `entries`;
DROP TABLE `entries`;
ALTER TABLE `entries_new` RENAME TO `entries`;
CREATE UNIQUE INDEX `entries_of_subject` ON `entries` (`subject_kind`,`subject_id`,`id`);
CREATE UNIQUE INDEX `entries_own` ON `entries` (`id`) WHERE own = 1;
CREATE INDEX `entries_own_type` ON `entries` (`type`) WHERE own = 1;
CREATE INDEX `entries_own_act` ON `entries` (`act`) WHERE own = 1;
CREATE UNIQUE INDEX `entries_own_chain` ON `entries` (`generation`,`device_seq`) WHERE own = 1;
CREATE INDEX `entries_waiting` ON `entries` (`device_seq`) WHERE own = 1 and outcome is null;
CREATE INDEX `entries_overlay` ON `entries` (`subject_kind`,`subject_id`) WHERE placed = 0 and left_at is null;
CREATE INDEX `entries_left` ON `entries` (`left_at`) WHERE left_at is not null;
