DROP INDEX `handoffs_ticket`;--> statement-breakpoint
DROP INDEX `handoffs_created`;--> statement-breakpoint
ALTER TABLE `handoffs` ADD `oa_key` text;--> statement-breakpoint
CREATE INDEX `handoffs_oa_key` ON `handoffs` (`oa_key`) WHERE oa_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `handoffs_conversation` ON `handoffs` (`conversation_id`) WHERE conversation_id IS NOT NULL;--> statement-breakpoint
DROP INDEX `deliveries_due`;--> statement-breakpoint
CREATE INDEX `deliveries_created` ON `deliveries` (`created_at`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`subscription_id`,`state`,`next_attempt_at`);--> statement-breakpoint
ALTER TABLE `ticket_changes` ADD `client` text;--> statement-breakpoint
ALTER TABLE `ticket_notes` ADD `client` text;--> statement-breakpoint
ALTER TABLE `events` ADD `about` text;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `taken_at` integer;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `failing_since` integer;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `problem` text;--> statement-breakpoint
CREATE INDEX `tickets_assignee` ON `tickets` (`assignee`,`number`) WHERE assignee IS NOT NULL;--> statement-breakpoint
CREATE INDEX `tickets_merged` ON `tickets` (`merged_into`) WHERE merged_into IS NOT NULL;