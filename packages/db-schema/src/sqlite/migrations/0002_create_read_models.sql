CREATE TABLE `cases` (
	`row` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`number` text NOT NULL,
	`office` text NOT NULL,
	`status` text NOT NULL,
	`responsible` text NOT NULL,
	`priority` text,
	`name` text NOT NULL,
	`full_name` text NOT NULL,
	`name_key` text NOT NULL,
	`latin_name` text,
	`sex` text NOT NULL,
	`year_of_birth` integer,
	`district` text NOT NULL,
	`phone` text,
	`open_needs` integer NOT NULL,
	`open_referrals` integer NOT NULL,
	`last_activity_on` text NOT NULL
);

CREATE UNIQUE INDEX `cases_id` ON `cases` (`id`);
CREATE INDEX `cases_name` ON `cases` (`name_key`,`id`);
CREATE INDEX `cases_of_status` ON `cases` (`office`,`status`,`name_key`,`id`);
CREATE INDEX `cases_of_office` ON `cases` (`office`,`name_key`,`id`);
CREATE TABLE `referrals` (
	`id` text NOT NULL,
	`case_id` text NOT NULL,
	`organisation` text NOT NULL,
	`service` text,
	`organisation_name` text NOT NULL,
	`service_name` text NOT NULL,
	`topic` text,
	`urgency` text NOT NULL,
	`sending` text NOT NULL,
	`answer` text,
	`service_status` text,
	`confirmation` text,
	`ending` text,
	`stage` text NOT NULL,
	`sent_on` text,
	`due_on` text,
	`answered_on` text,
	`slip_code` text,
	PRIMARY KEY(`case_id`, `id`)
);

CREATE INDEX `referrals_stage` ON `referrals` (`stage`,`due_on`);
CREATE INDEX `referrals_organisation` ON `referrals` (`organisation`,`service`);
CREATE TABLE `tasks` (
	`case_id` text NOT NULL,
	`place` integer NOT NULL,
	`kind` text NOT NULL,
	`due_on` text,
	`task` text NOT NULL,
	PRIMARY KEY(`case_id`, `place`)
);

CREATE INDEX `tasks_due` ON `tasks` (`due_on`);
CREATE INDEX `tasks_kind` ON `tasks` (`kind`);
CREATE TABLE `services` (
	`row` integer PRIMARY KEY NOT NULL,
	`organisation` text NOT NULL,
	`service` text NOT NULL,
	`name_key` text NOT NULL,
	`status` text NOT NULL,
	`lead_office` text,
	`verified_on` text,
	`organisation_state` text NOT NULL,
	`state` text NOT NULL
);

CREATE UNIQUE INDEX `services_service` ON `services` (`organisation`,`service`);
CREATE INDEX `services_name` ON `services` (`name_key`,`organisation`,`service`);
CREATE TABLE `service_topics` (
	`topic` text NOT NULL,
	`organisation` text NOT NULL,
	`service` text NOT NULL,
	`topic_of_service` text NOT NULL,
	PRIMARY KEY(`topic`, `organisation`, `service`)
);

CREATE INDEX `service_topics_organisation` ON `service_topics` (`organisation`);
-- Tokens are made by the rules of names and parted by spaces: the tokenizer only has to leave them whole.
CREATE VIRTUAL TABLE `case_search` USING fts5(tokens, detail = none, prefix = '3 4 5 6 7', tokenize = "ascii tokenchars ':-'");
CREATE VIRTUAL TABLE `service_search` USING fts5(tokens, detail = none, prefix = '3 4 5', tokenize = "ascii tokenchars ':-'");
-- A token that is taken out leaves no trace in the pages, as with `secure_delete` for other tables.
INSERT INTO `case_search`(`case_search`, rank) VALUES ('secure-delete', 1);
INSERT INTO `service_search`(`service_search`, rank) VALUES ('secure-delete', 1);
-- How the rows in the tables above were derived, and how far a rebuild beside them has come.
CREATE TABLE `read_models` (
	`only` integer PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`rebuilding_version` integer,
	`rebuilt_kind` text,
	`rebuilt_id` text
);

INSERT INTO `read_models` (`only`, `version`) VALUES (1, 0);
