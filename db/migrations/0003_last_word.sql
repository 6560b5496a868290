CREATE TABLE `removed_contacts` (
	`id` text PRIMARY KEY NOT NULL,
	`merged_into` text,
	`removed_at` integer NOT NULL,
	`allowed_by` text
);
--> statement-breakpoint
CREATE INDEX `removed_contacts_at` ON `removed_contacts` (`removed_at`);--> statement-breakpoint
CREATE TABLE `policies` (
	`id` text PRIMARY KEY NOT NULL,
	`operation` text NOT NULL,
	`causes` text NOT NULL,
	`client` text,
	`target` text,
	`cap` integer,
	`daily_cap` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`request_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`revoked_by` text,
	`uses` integer DEFAULT 0 NOT NULL,
	`last_used_at` integer,
	`day` integer DEFAULT 0 NOT NULL,
	`day_amount` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `policies_operation` ON `policies` (`operation`,`expires_at`);--> statement-breakpoint
CREATE TABLE `words_read` (
	`user` text NOT NULL,
	`client` text NOT NULL,
	`peer` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user`, `client`, `peer`)
);
--> statement-breakpoint
CREATE INDEX `words_read_at` ON `words_read` (`at`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `request_id` text;--> statement-breakpoint
CREATE INDEX `outbox_request` ON `outbox` (`request_id`);--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `versions` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `call_digest` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `family` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `idempotency` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `face` text DEFAULT 'mcp' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `authority` text DEFAULT 'tools' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `causes` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `sealed_key` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `ended_at` integer;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `error_code` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `replaces` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `replaced_by` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `policy_id` text;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `noticed_at` integer;--> statement-breakpoint
ALTER TABLE `authorization_requests` ADD `reminded_at` integer;--> statement-breakpoint
CREATE INDEX `authorization_requests_call` ON `authorization_requests` (`call_digest`,`created_at`);--> statement-breakpoint
ALTER TABLE `conversations` ADD `unasked_at` integer;--> statement-breakpoint
ALTER TABLE `conversations` ADD `unasked_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `conversations_unasked` ON `conversations` (`unasked_at`) WHERE unasked_at IS NOT NULL;