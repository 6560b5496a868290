ALTER TABLE `ticket_changes` ADD `client` text;--> statement-breakpoint
ALTER TABLE `ticket_notes` ADD `client` text;