CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	`updated_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `contact_phones` (
	`phone` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`raw` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_phones_contact` ON `contact_phones` (`contact_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`email` text,
	`notes` text,
	`origin` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `contacts_created` ON `contacts` (`created_at`);--> statement-breakpoint
CREATE TABLE `unit_guards` (
	`holds` integer NOT NULL,
	CONSTRAINT "unit_guards_holds" CHECK("unit_guards"."holds" = 1)
);
--> statement-breakpoint
CREATE TABLE `cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_id_unique` ON `events` (`id`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`scope` text NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`run` text NOT NULL,
	`result` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `idempotency_key` ON `idempotency` (`scope`,`key`);--> statement-breakpoint
CREATE INDEX `idempotency_expires` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `inbound_events` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`type` text NOT NULL,
	`raw` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`error_code` text,
	`next_attempt_at` integer,
	`received_at` integer NOT NULL,
	`processed_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbound_events_event` ON `inbound_events` (`source`,`event_id`);--> statement-breakpoint
CREATE INDEX `inbound_events_state` ON `inbound_events` (`state`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `inbound_events_received` ON `inbound_events` (`received_at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`operation` text NOT NULL,
	`ref` text NOT NULL,
	`lane` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`tried_at` integer,
	`ended_at` integer,
	`lookups` integer DEFAULT 0 NOT NULL,
	`next_lookup_at` integer
);
--> statement-breakpoint
CREATE INDEX `outbox_state` ON `outbox` (`state`,`next_lookup_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_ref` ON `outbox` (`operation`,`ref`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`at` integer NOT NULL,
	`operation` text NOT NULL,
	`outcome` text NOT NULL,
	`user` text NOT NULL,
	`client` text NOT NULL,
	`face` text NOT NULL,
	`request_id` text NOT NULL,
	`parent_id` text,
	`digest` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_id_unique` ON `audit` (`id`);--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE TABLE `audit_payloads` (
	`audit_id` text PRIMARY KEY NOT NULL,
	`input` text NOT NULL,
	`reasoning` text,
	FOREIGN KEY (`audit_id`) REFERENCES `audit`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `authorization_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`operation` text NOT NULL,
	`input` text NOT NULL,
	`facts` text NOT NULL,
	`digest` text NOT NULL,
	`reason` text NOT NULL,
	`reasoning` text,
	`state` text NOT NULL,
	`user` text NOT NULL,
	`client` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`note` text,
	`output` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `authorization_requests_open` ON `authorization_requests` (`digest`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `authorization_requests_state` ON `authorization_requests` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`user` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);--> statement-breakpoint
CREATE INDEX `tokens_name` ON `tokens` (`name`);--> statement-breakpoint
CREATE TABLE `calls` (
	`id` text PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`line_id` text NOT NULL,
	`provider` text NOT NULL,
	`provider_id` text,
	`direction` text NOT NULL,
	`peer` text NOT NULL,
	`status` text NOT NULL,
	`error_code` text,
	`duration` integer,
	`max_duration` integer,
	`answered_at` integer,
	`completed_at` integer,
	`asked_by` text,
	`at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`provider_updated_at` integer,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `calls_provider_id` ON `calls` (`provider`,`provider_id`) WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `calls_at` ON `calls` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_peer_at` ON `calls` (`peer`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_line_at` ON `calls` (`line_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `calls_direction_at` ON `calls` (`direction`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`peer` text NOT NULL,
	`last_activity_at` integer NOT NULL,
	`last_inbound_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_peer_unique` ON `conversations` (`peer`);--> statement-breakpoint
CREATE INDEX `conversations_activity` ON `conversations` (`last_activity_at`);--> statement-breakpoint
CREATE TABLE `lines` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`provider_id` text NOT NULL,
	`number` text NOT NULL,
	`name` text NOT NULL,
	`active` integer DEFAULT true NOT NULL,
	`can_text` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `lines_provider_id` ON `lines` (`provider`,`provider_id`);--> statement-breakpoint
CREATE INDEX `lines_number` ON `lines` (`number`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`line_id` text NOT NULL,
	`provider` text NOT NULL,
	`provider_id` text,
	`direction` text NOT NULL,
	`peer` text NOT NULL,
	`content` text NOT NULL,
	`media` text,
	`status` text NOT NULL,
	`error_code` text,
	`asked_by` text,
	`at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_provider_id` ON `messages` (`provider`,`provider_id`) WHERE provider_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_at` ON `messages` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_peer_at` ON `messages` (`peer`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_line_at` ON `messages` (`line_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_direction_at` ON `messages` (`direction`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`phone` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `transcripts` (
	`provider` text NOT NULL,
	`provider_call_id` text NOT NULL,
	`status` text NOT NULL,
	`dialogue` text NOT NULL,
	`duration` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `transcripts_call` ON `transcripts` (`provider`,`provider_call_id`);