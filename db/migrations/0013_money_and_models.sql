CREATE TABLE `chat_documents` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`content` text NOT NULL,
	`contact_id` text,
	`ticket_id` text,
	`case_id` text,
	`added_by` text NOT NULL,
	`peers` text DEFAULT '[]' NOT NULL,
	`phones` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chat_documents_created` ON `chat_documents` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `chat_documents_contact` ON `chat_documents` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `chat_messages` (
	`id` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`place` integer NOT NULL,
	`role` text NOT NULL,
	`content` text NOT NULL,
	`call_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `chat_sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_messages_place` ON `chat_messages` (`session_id`,`place`);--> statement-breakpoint
CREATE INDEX `chat_messages_call` ON `chat_messages` (`call_id`);--> statement-breakpoint
CREATE TABLE `chat_models` (
	`owner` text NOT NULL,
	`name` text NOT NULL,
	`model` text NOT NULL,
	`parameters` text NOT NULL,
	`system_prompt` text,
	`fallbacks` text NOT NULL,
	`tokens_per_minute` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`owner`, `name`)
);
--> statement-breakpoint
CREATE TABLE `chat_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`label` text,
	`name` text,
	`system_prompt` text,
	`metadata` text NOT NULL,
	`contact_id` text,
	`ticket_id` text,
	`case_id` text,
	`peers` text DEFAULT '[]' NOT NULL,
	`phones` text DEFAULT '[]' NOT NULL,
	`parent_id` text,
	`is_once` integer NOT NULL,
	`archived_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_sessions_key` ON `chat_sessions` (`owner`,`key`);--> statement-breakpoint
CREATE INDEX `chat_sessions_updated` ON `chat_sessions` (`owner`,`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `chat_sessions_once` ON `chat_sessions` (`updated_at`) WHERE is_once;--> statement-breakpoint
CREATE INDEX `chat_sessions_contact` ON `chat_sessions` (`contact_id`) WHERE contact_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `chat_templates` (
	`owner` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`content` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`owner`, `name`)
);
--> statement-breakpoint
CREATE TABLE `model_alerts` (
	`holder` text NOT NULL,
	`month` text NOT NULL,
	`percent` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`holder`, `month`, `percent`)
);
--> statement-breakpoint
CREATE TABLE `model_bills` (
	`day` text NOT NULL,
	`model` text NOT NULL,
	`cost` integer NOT NULL,
	`imported_at` integer NOT NULL,
	PRIMARY KEY(`day`, `model`)
);
--> statement-breakpoint
CREATE TABLE `model_budgets` (
	`holder` text PRIMARY KEY NOT NULL,
	`amount` integer NOT NULL,
	`set_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `model_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`month` text NOT NULL,
	`user` text NOT NULL,
	`client` text NOT NULL,
	`label` text,
	`purpose` text NOT NULL,
	`session_id` text,
	`key_of` text NOT NULL,
	`provider` text NOT NULL,
	`asked` text NOT NULL,
	`model` text,
	`request` text,
	`state` text NOT NULL,
	`reserved` integer NOT NULL,
	`reserved_tokens` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`input_tokens` integer DEFAULT 0 NOT NULL,
	`cached_tokens` integer DEFAULT 0 NOT NULL,
	`cache_write_tokens` integer DEFAULT 0 NOT NULL,
	`output_tokens` integer DEFAULT 0 NOT NULL,
	`reasoning_tokens` integer DEFAULT 0 NOT NULL,
	`is_estimated` integer DEFAULT false NOT NULL,
	`cost` integer,
	`cost_source` text,
	`first_ms` integer,
	`latency_ms` integer,
	`finish_reason` text,
	`error` text,
	`notes` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `model_calls_month` ON `model_calls` (`month`,`user`);--> statement-breakpoint
CREATE INDEX `model_calls_user` ON `model_calls` (`user`,`at`);--> statement-breakpoint
CREATE INDEX `model_calls_at` ON `model_calls` (`at`);--> statement-breakpoint
CREATE INDEX `model_calls_session` ON `model_calls` (`session_id`) WHERE session_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `model_calls_reserved` ON `model_calls` (`expires_at`) WHERE state = 'reserved';--> statement-breakpoint
CREATE TABLE `model_prices` (
	`model` text NOT NULL,
	`since` text NOT NULL,
	`rates` text NOT NULL,
	`source` text NOT NULL,
	`set_at` integer NOT NULL,
	PRIMARY KEY(`model`, `since`)
);
--> statement-breakpoint
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