CREATE TABLE `sealing_keys` (
	`only` integer PRIMARY KEY NOT NULL,
	`identity` text NOT NULL,
	`recipient` text NOT NULL,
	`server` text
);
