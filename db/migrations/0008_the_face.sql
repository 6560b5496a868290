CREATE TABLE `kept_secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`last_four` text NOT NULL,
	`has_previous` integer DEFAULT false NOT NULL,
	`set_at` integer NOT NULL,
	`set_by` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `policies` ADD `words` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `waiting_since` integer;--> statement-breakpoint
CREATE INDEX `conversations_waiting` ON `conversations` (`last_activity_at`,`id`) WHERE waiting_since IS NOT NULL;--> statement-breakpoint
CREATE INDEX `contacts_name` ON `contacts` (name COLLATE NOCASE,`id`);