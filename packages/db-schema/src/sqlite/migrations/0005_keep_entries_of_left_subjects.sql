ALTER TABLE `entries` ADD `left_at` text;
DROP INDEX `entries_overlay`;
CREATE INDEX `entries_overlay` ON `entries` (`subject_kind`,`subject_id`) WHERE placed = 0 and left_at is null;
CREATE INDEX `entries_left` ON `entries` (`left_at`) WHERE left_at is not null;
