ALTER TABLE `ticket_changes` ADD `client` text;--> statement-breakpoint
ALTER TABLE `ticket_notes` ADD `client` text;--> statement-breakpoint
ALTER TABLE `events` ADD `about` text;--> statement-breakpoint
CREATE INDEX `handoffs_conversation` ON `handoffs` (`conversation_id`) WHERE conversation_id IS NOT NULL;