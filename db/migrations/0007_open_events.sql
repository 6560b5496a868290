DROP INDEX `inbound_events_state`;--> statement-breakpoint
CREATE INDEX `inbound_events_open` ON `inbound_events` (`state`,`next_attempt_at`) WHERE state <> 'processed';