CREATE TABLE `audit_seals` (
	`seq` integer PRIMARY KEY NOT NULL,
	`lines` integer NOT NULL,
	`at` integer NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `audit` ADD `payload_hash` text;--> statement-breakpoint
ALTER TABLE `audit_payloads` ADD `salt` text DEFAULT '' NOT NULL;