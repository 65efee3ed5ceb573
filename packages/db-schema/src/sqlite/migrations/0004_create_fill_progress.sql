CREATE TABLE `fill_progress` (
	`only` integer PRIMARY KEY NOT NULL,
	`heads` text NOT NULL,
	`next` text NOT NULL
);
