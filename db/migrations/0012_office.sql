CREATE TABLE `contact_addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`label` text NOT NULL,
	`address` text NOT NULL,
	`directions` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_addresses_contact` ON `contact_addresses` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `contact_emails` (
	`contact_id` text NOT NULL,
	`email` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`contact_id`, `email`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_emails_email` ON `contact_emails` (`email`);--> statement-breakpoint
CREATE TABLE `contact_imports` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`contacts` integer NOT NULL,
	`by` text NOT NULL,
	`created_at` integer NOT NULL,
	`undone_at` integer
);
--> statement-breakpoint
CREATE TABLE `contact_names` (
	`system` text NOT NULL,
	`external_id` text NOT NULL,
	`contact_id` text NOT NULL,
	PRIMARY KEY(`system`, `external_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_names_contact` ON `contact_names` (`contact_id`);--> statement-breakpoint
CREATE TABLE `contact_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`content` text NOT NULL,
	`author` text NOT NULL,
	`client` text,
	`words_of` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_notes_contact` ON `contact_notes` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `contact_tags` (
	`contact_id` text NOT NULL,
	`tag` text NOT NULL,
	PRIMARY KEY(`contact_id`, `tag`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contact_tags_tag` ON `contact_tags` (`tag`);--> statement-breakpoint
CREATE TABLE `imported_contacts` (
	`import_id` text NOT NULL,
	`contact_id` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`import_id`, `contact_id`),
	FOREIGN KEY (`import_id`) REFERENCES `contact_imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `appointments` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`state` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`busy_from` integer NOT NULL,
	`busy_until` integer NOT NULL,
	`zone` text NOT NULL,
	`local_date` text NOT NULL,
	`local_minute` integer NOT NULL,
	`arrival_minutes` integer,
	`technician` text NOT NULL,
	`address_id` text,
	`address` text,
	`services` text NOT NULL,
	`notes` text,
	`held_until` integer,
	`moved_from` text,
	`moved_to` text,
	`series_id` text,
	`series_date` text,
	`waitlist_id` text,
	`confirmed_at` integer,
	`told_at` integer,
	`reminded_at` integer,
	`tells` integer NOT NULL,
	`token` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_token` ON `appointments` (`token`);--> statement-breakpoint
CREATE INDEX `appointments_busy` ON `appointments` (`technician`,`busy_from`);--> statement-breakpoint
CREATE INDEX `appointments_when` ON `appointments` (`busy_from`);--> statement-breakpoint
CREATE INDEX `appointments_held` ON `appointments` (`held_until`) WHERE state = 'held';--> statement-breakpoint
CREATE INDEX `appointments_visits` ON `appointments` (`series_id`) WHERE series_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `appointments_start` ON `appointments` (`starts_at`,`ticket_id`);--> statement-breakpoint
CREATE INDEX `appointments_contact` ON `appointments` (`contact_id`,`starts_at`);--> statement-breakpoint
CREATE INDEX `appointments_day` ON `appointments` (`local_date`,`technician`);--> statement-breakpoint
CREATE UNIQUE INDEX `appointments_series` ON `appointments` (`series_id`,`series_date`) WHERE series_id IS NOT NULL AND moved_to IS NULL;--> statement-breakpoint
CREATE TABLE `busy_times` (
	`calendar_id` text NOT NULL,
	`uid` text NOT NULL,
	`technician` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	PRIMARY KEY(`calendar_id`, `uid`, `starts_at`),
	FOREIGN KEY (`calendar_id`) REFERENCES `calendars`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `busy_times_when` ON `busy_times` (`technician`,`starts_at`);--> statement-breakpoint
CREATE TABLE `calendars` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`read_at` integer,
	`problem` text,
	`tried_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `demo_records` (
	`kind` text NOT NULL,
	`id` text NOT NULL,
	PRIMARY KEY(`kind`, `id`)
);
--> statement-breakpoint
CREATE TABLE `line_items` (
	`id` text PRIMARY KEY NOT NULL,
	`ticket_id` text NOT NULL,
	`service_id` text,
	`description` text NOT NULL,
	`quantity` integer NOT NULL,
	`price` integer NOT NULL,
	`currency` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `line_items_ticket` ON `line_items` (`ticket_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `property_roles` (
	`property` text NOT NULL,
	`contact_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`property`, `contact_id`, `role`)
);
--> statement-breakpoint
CREATE INDEX `property_roles_contact` ON `property_roles` (`contact_id`);--> statement-breakpoint
CREATE TABLE `reminders` (
	`id` text PRIMARY KEY NOT NULL,
	`content` text NOT NULL,
	`due_at` integer NOT NULL,
	`contact_id` text,
	`ticket_id` text,
	`assignee` text,
	`words_of` text,
	`by` text NOT NULL,
	`completed_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reminders_due` ON `reminders` (`due_at`,`id`);--> statement-breakpoint
CREATE INDEX `reminders_contact` ON `reminders` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `series` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`follows` text,
	`rule` text NOT NULL,
	`from_date` text NOT NULL,
	`until_date` text,
	`zone` text NOT NULL,
	`local_minute` integer NOT NULL,
	`minutes` integer NOT NULL,
	`technician` text NOT NULL,
	`services` text NOT NULL,
	`address` text,
	`notes` text,
	`made_until` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `series_contact` ON `series` (`contact_id`);--> statement-breakpoint
CREATE INDEX `series_follows` ON `series` (`follows`) WHERE follows IS NOT NULL;--> statement-breakpoint
CREATE TABLE `services` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text,
	`price` integer,
	`currency` text NOT NULL,
	`minutes` integer NOT NULL,
	`minutes_before` integer DEFAULT 0 NOT NULL,
	`minutes_after` integer DEFAULT 0 NOT NULL,
	`archived_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `services_name` ON `services` (name COLLATE NOCASE,`id`);--> statement-breakpoint
CREATE TABLE `stays` (
	`id` text PRIMARY KEY NOT NULL,
	`property` text NOT NULL,
	`unit` text,
	`contact_id` text,
	`guest` text,
	`arrival` text NOT NULL,
	`departure` text NOT NULL,
	`state` text NOT NULL,
	`notes` text,
	`calendar_id` text,
	`uid` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `stays_arrival` ON `stays` (`arrival`,`id`);--> statement-breakpoint
CREATE INDEX `stays_contact` ON `stays` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `stays_read` ON `stays` (`calendar_id`,`uid`) WHERE calendar_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `waitlist` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`state` text NOT NULL,
	`services` text NOT NULL,
	`minutes` integer NOT NULL,
	`from_date` text NOT NULL,
	`until_date` text NOT NULL,
	`from_minute` integer NOT NULL,
	`until_minute` integer NOT NULL,
	`notes` text,
	`offered` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `waitlist_state` ON `waitlist` (`state`,`created_at`);--> statement-breakpoint
ALTER TABLE `contact_phones` ADD `added_by` text;--> statement-breakpoint
ALTER TABLE `contacts` ADD `attributes` text;--> statement-breakpoint
ALTER TABLE `contacts` ADD `archived_at` integer;--> statement-breakpoint
ALTER TABLE `removed_contacts` ADD `undo` text;