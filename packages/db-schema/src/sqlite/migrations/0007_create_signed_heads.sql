CREATE TABLE `signed_heads` (
	`feed` text PRIMARY KEY NOT NULL,
	`heads` text NOT NULL
);
