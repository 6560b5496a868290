CREATE TABLE `email_opt_outs` (
	`hash` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `emails` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`content` text NOT NULL,
	`attached` text,
	`state` text NOT NULL,
	`error_code` text,
	`token` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `emails_token` ON `emails` (`token`);--> statement-breakpoint
CREATE INDEX `emails_created` ON `emails` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `emails_contact` ON `emails` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `credit_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`invoice_id` text NOT NULL,
	`amount` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`issued_on` text NOT NULL,
	`by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `credit_notes_number` ON `credit_notes` (`number`);--> statement-breakpoint
CREATE INDEX `credit_notes_invoice` ON `credit_notes` (`invoice_id`);--> statement-breakpoint
CREATE TABLE `invoices` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer,
	`contact_id` text NOT NULL,
	`ticket_id` text,
	`quote_id` text,
	`recurring_id` text,
	`state` text NOT NULL,
	`currency` text NOT NULL,
	`tax_inclusive` integer NOT NULL,
	`lines` text NOT NULL,
	`discount` text,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`paid` integer DEFAULT 0 NOT NULL,
	`refunded` integer DEFAULT 0 NOT NULL,
	`credited` integer DEFAULT 0 NOT NULL,
	`processing` integer DEFAULT 0 NOT NULL,
	`schedule` text DEFAULT '[]' NOT NULL,
	`due_days` integer NOT NULL,
	`issued_on` text,
	`due_on` text,
	`notes` text,
	`token` text NOT NULL,
	`pays_online` integer NOT NULL,
	`reminders_paused` integer DEFAULT false NOT NULL,
	`reminders` integer DEFAULT 0 NOT NULL,
	`reminded_at` integer,
	`sent_at` integer,
	`voided_at` integer,
	`void_reason` text,
	`words_of` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invoices_number` ON `invoices` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoices_token` ON `invoices` (`token`);--> statement-breakpoint
CREATE INDEX `invoices_created` ON `invoices` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `invoices_sent` ON `invoices` (`sent_at`);--> statement-breakpoint
CREATE INDEX `invoices_reminded` ON `invoices` (`reminded_at`) WHERE reminded_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `invoices_contact` ON `invoices` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `invoices_ticket` ON `invoices` (`ticket_id`) WHERE ticket_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `invoices_due` ON `invoices` (`due_on`,`id`) WHERE state = 'sent' AND paid + credited < total;--> statement-breakpoint
CREATE TABLE `leads` (
	`id` text PRIMARY KEY NOT NULL,
	`status` text NOT NULL,
	`name` text,
	`phones` text NOT NULL,
	`email` text,
	`address` text,
	`property` text,
	`context` text,
	`interest` text,
	`notes` text,
	`source` text,
	`urgency` text NOT NULL,
	`sure` text,
	`read_by` text NOT NULL,
	`contact_id` text,
	`follow_up_at` integer,
	`reminder_id` text,
	`words_of` text,
	`archived_for` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `leads_status` ON `leads` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `leads_created` ON `leads` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `leads_contact` ON `leads` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `quotes` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer,
	`contact_id` text NOT NULL,
	`lead_id` text,
	`ticket_id` text,
	`state` text NOT NULL,
	`currency` text NOT NULL,
	`tax_inclusive` integer NOT NULL,
	`lines` text NOT NULL,
	`discount` text,
	`subtotal` integer NOT NULL,
	`discount_total` integer NOT NULL,
	`tax_total` integer NOT NULL,
	`total` integer NOT NULL,
	`deposit` integer DEFAULT 0 NOT NULL,
	`valid_until` text NOT NULL,
	`notes` text,
	`token` text NOT NULL,
	`sent_at` integer,
	`told_at` integer,
	`words_of` text,
	`accepted_name` text,
	`accepted_at` integer,
	`invoice_id` text,
	`reminder_id` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_number` ON `quotes` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_token` ON `quotes` (`token`);--> statement-breakpoint
CREATE INDEX `quotes_created` ON `quotes` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `quotes_told` ON `quotes` (`told_at`);--> statement-breakpoint
CREATE INDEX `quotes_contact` ON `quotes` (`contact_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `recurring_invoices` (
	`id` text PRIMARY KEY NOT NULL,
	`contact_id` text NOT NULL,
	`rule` text NOT NULL,
	`from_date` text NOT NULL,
	`until_date` text,
	`next_on` text,
	`currency` text NOT NULL,
	`tax_inclusive` integer NOT NULL,
	`lines` text NOT NULL,
	`discount` text,
	`notes` text,
	`due_days` integer NOT NULL,
	`sends` integer NOT NULL,
	`words_of` text,
	`ended_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recurring_invoices_next` ON `recurring_invoices` (`next_on`) WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX `recurring_invoices_contact` ON `recurring_invoices` (`contact_id`);--> statement-breakpoint
CREATE TABLE `briefings` (
	`day` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `checkouts` (
	`id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`state` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`settled_before` integer NOT NULL,
	`provider` text NOT NULL,
	`provider_id` text,
	`url` text,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `checkouts_invoice` ON `checkouts` (`invoice_id`,`created_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_provider` ON `checkouts` (`provider`,`provider_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `checkouts_live` ON `checkouts` (`invoice_id`) WHERE state IN ('creating', 'open');--> statement-breakpoint
CREATE INDEX `checkouts_state` ON `checkouts` (`state`,`updated_at`);--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`method` text NOT NULL,
	`state` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`refunded` integer DEFAULT 0 NOT NULL,
	`refunding` integer DEFAULT 0 NOT NULL,
	`flag` text,
	`reference` text,
	`received_on` text NOT NULL,
	`checkout_id` text,
	`provider` text,
	`provider_id` text,
	`reconciled_at` integer,
	`by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `payments_invoice` ON `payments` (`invoice_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `payments_received` ON `payments` (`received_on`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `payments_checkout` ON `payments` (`checkout_id`) WHERE checkout_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payments_provider` ON `payments` (`provider`,`provider_id`);--> statement-breakpoint
CREATE INDEX `payments_flag` ON `payments` (`flag`) WHERE flag IS NOT NULL;--> statement-breakpoint
CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`provider` text,
	`provider_id` text,
	`refunded_on` text NOT NULL,
	`reconciled_at` integer,
	`by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `refunds_payment` ON `refunds` (`payment_id`);--> statement-breakpoint
CREATE INDEX `refunds_invoice` ON `refunds` (`invoice_id`);--> statement-breakpoint
CREATE INDEX `refunds_day` ON `refunds` (`refunded_on`,`id`);--> statement-breakpoint
CREATE INDEX `refunds_provider` ON `refunds` (`provider`,`provider_id`);