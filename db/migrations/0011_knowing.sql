CREATE TABLE `erased_names` (
	`hash` text PRIMARY KEY NOT NULL,
	`erased_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `erased_numbers` (
	`hash` text PRIMARY KEY NOT NULL,
	`opted_out` integer NOT NULL,
	`erased_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `erasure_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `common_answers` (
	`id` text PRIMARY KEY NOT NULL,
	`question` text NOT NULL,
	`words` text NOT NULL,
	`answer` text NOT NULL,
	`is_sent` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `routing_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`place` integer NOT NULL,
	`topic` text,
	`words` text NOT NULL,
	`line` text,
	`hours` text,
	`assignee` text,
	`answer_from` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `removed_contacts` ADD `erased` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `calls` ADD `sentiment` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `read_at` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `done_at` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `snoozed_until` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `assignee` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `note` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `topic` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `answer_from` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `draft` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `draft_for` text;--> statement-breakpoint
ALTER TABLE `conversations` ADD `told_at` integer;--> statement-breakpoint
ALTER TABLE `lines` ADD `synced_at` integer;--> statement-breakpoint
ALTER TABLE `transcripts` ADD `words` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `transcripts` ADD `made_by` text;--> statement-breakpoint
UPDATE `transcripts` SET `words` = coalesce((SELECT group_concat(json_extract(value, '$.content'), char(10)) FROM json_each(dialogue)), '');
