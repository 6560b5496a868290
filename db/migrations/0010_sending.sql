CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`phone` text NOT NULL,
	`act` text NOT NULL,
	`source` text NOT NULL,
	`words` text,
	`evidence` text,
	`recorded_by` text NOT NULL,
	`at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `consents_phone` ON `consents` (`phone`,`at`);--> statement-breakpoint
CREATE TABLE `bulk_recipients` (
	`bulk_id` text NOT NULL,
	`position` integer NOT NULL,
	`phone` text NOT NULL,
	`message_id` text,
	`blocked_by` text,
	FOREIGN KEY (`bulk_id`) REFERENCES `bulks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `bulk_recipients_position` ON `bulk_recipients` (`bulk_id`,`position`);--> statement-breakpoint
CREATE TABLE `bulks` (
	`id` text PRIMARY KEY NOT NULL,
	`line_id` text NOT NULL,
	`purpose` text NOT NULL,
	`asked_by` text NOT NULL,
	`allowed_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `files` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`position` integer NOT NULL,
	`type` text NOT NULL,
	`bytes` blob NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `files_message` ON `files` (`message_id`,`position`);--> statement-breakpoint
CREATE TABLE `recordings` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`provider_id` text NOT NULL,
	`provider_call_id` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`duration` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `recordings_provider_id` ON `recordings` (`provider`,`provider_id`);--> statement-breakpoint
CREATE INDEX `recordings_call` ON `recordings` (`provider`,`provider_call_id`);--> statement-breakpoint
CREATE TABLE `templates` (
	`name` text PRIMARY KEY NOT NULL,
	`content` text NOT NULL,
	`purpose` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
ALTER TABLE `contacts` ADD `words_of` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `due_at` integer;--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`due_at`) WHERE state = 'intended';--> statement-breakpoint
ALTER TABLE `calls` ADD `say` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `purpose` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `answered_by` text;--> statement-breakpoint
ALTER TABLE `calls` ADD `cost` integer;--> statement-breakpoint
ALTER TABLE `lines` ADD `can_call` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `lines` ADD `registration` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `allowed_by` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `purpose` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `segments` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `cost` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `scheduled_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `bulk_id` text;--> statement-breakpoint
CREATE INDEX `messages_bulk` ON `messages` (`bulk_id`) WHERE bulk_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_open` ON `messages` (`line_id`,`status`) WHERE status IN ('scheduled', 'queued');--> statement-breakpoint
ALTER TABLE `opt_outs` ADD `confirmed_at` integer;--> statement-breakpoint
ALTER TABLE `opt_outs` ADD `told_at` integer;