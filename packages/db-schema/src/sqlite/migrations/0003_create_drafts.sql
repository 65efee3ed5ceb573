CREATE TABLE `drafts` (
	`worker` text NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`value` text NOT NULL,
	`saved_at` text NOT NULL,
	PRIMARY KEY(`worker`, `key`)
);
