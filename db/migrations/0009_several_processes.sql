CREATE TABLE `backup_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`name` text,
	`size` integer,
	`is_sealed` integer,
	`problem` text
);
--> statement-breakpoint
CREATE INDEX `backup_runs_kind` ON `backup_runs` (`kind`,`started_at`);--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `unit_marks` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `unit_marks_at` ON `unit_marks` (`at`);--> statement-breakpoint
ALTER TABLE `inbound_events` ADD `holder` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `holder` text;--> statement-breakpoint
CREATE INDEX `ticket_notes_conversation` ON `ticket_notes` (`conversation_id`) WHERE conversation_id IS NOT NULL;--> statement-breakpoint
UPDATE `conversations` SET `waiting_since` = `last_inbound_at`
	WHERE `last_inbound_at` > (unixepoch() - 172800) * 1000
	AND NOT EXISTS (SELECT 1 FROM `messages` WHERE `messages`.`peer` = `conversations`.`peer` AND `direction` = 'outbound' AND `messages`.`at` >= `last_inbound_at`)
	AND EXISTS (SELECT 1 FROM `messages` WHERE `messages`.`peer` = `conversations`.`peer` AND `direction` = 'inbound' AND `messages`.`at` = `last_inbound_at`)
	AND NOT EXISTS (SELECT 1 FROM `conversations` AS `counted` WHERE `counted`.`waiting_since` IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM `audit` WHERE `operation` = 'conversation.settle');
