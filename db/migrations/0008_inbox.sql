ALTER TABLE `conversations` ADD `settled_at` integer;--> statement-breakpoint
CREATE INDEX `conversations_theirs` ON `conversations` (`last_inbound_at`) WHERE last_inbound_at >= last_activity_at;--> statement-breakpoint
CREATE INDEX `contacts_name` ON `contacts` (name COLLATE NOCASE,`id`);