CREATE TABLE `kept_secrets` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed` text NOT NULL,
	`last_four` text NOT NULL,
	`has_previous` integer DEFAULT false NOT NULL,
	`set_at` integer NOT NULL,
	`set_by` text NOT NULL
);
