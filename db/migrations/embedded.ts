// Made by `bun run generate` from the SQL files beside it. Do not edit.
export interface Migration {
  readonly id: string;
  readonly hash: string;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    "id": "0000_foundation",
    "hash": "cea83e5d2d7faf81",
    "statements": [
      "CREATE TABLE `settings` (\n\t`key` text PRIMARY KEY NOT NULL,\n\t`value` text NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`updated_by` text NOT NULL\n);",
      "CREATE TABLE `contact_phones` (\n\t`phone` text PRIMARY KEY NOT NULL,\n\t`contact_id` text NOT NULL,\n\t`raw` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE INDEX `contact_phones_contact` ON `contact_phones` (`contact_id`);",
      "CREATE TABLE `contacts` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`name` text,\n\t`email` text,\n\t`notes` text,\n\t`origin` text NOT NULL,\n\t`version` integer DEFAULT 1 NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL\n);",
      "CREATE INDEX `contacts_created` ON `contacts` (`created_at`);",
      "CREATE TABLE `unit_guards` (\n\t`holds` integer NOT NULL,\n\tCONSTRAINT \"unit_guards_holds\" CHECK(\"unit_guards\".\"holds\" = 1)\n);",
      "CREATE TABLE `cursors` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`seq` integer NOT NULL\n);",
      "CREATE TABLE `events` (\n\t`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`id` text NOT NULL,\n\t`type` text NOT NULL,\n\t`subject` text NOT NULL,\n\t`at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `events_id_unique` ON `events` (`id`);",
      "CREATE TABLE `idempotency` (\n\t`scope` text NOT NULL,\n\t`key` text NOT NULL,\n\t`digest` text NOT NULL,\n\t`run` text NOT NULL,\n\t`result` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `idempotency_key` ON `idempotency` (`scope`,`key`);",
      "CREATE INDEX `idempotency_expires` ON `idempotency` (`expires_at`);",
      "CREATE TABLE `inbound_events` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`source` text NOT NULL,\n\t`event_id` text NOT NULL,\n\t`type` text NOT NULL,\n\t`raw` text NOT NULL,\n\t`state` text NOT NULL,\n\t`attempts` integer DEFAULT 0 NOT NULL,\n\t`error_code` text,\n\t`next_attempt_at` integer,\n\t`received_at` integer NOT NULL,\n\t`processed_at` integer\n);",
      "CREATE UNIQUE INDEX `inbound_events_event` ON `inbound_events` (`source`,`event_id`);",
      "CREATE INDEX `inbound_events_state` ON `inbound_events` (`state`,`next_attempt_at`);",
      "CREATE INDEX `inbound_events_received` ON `inbound_events` (`received_at`);",
      "CREATE TABLE `outbox` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`operation` text NOT NULL,\n\t`ref` text NOT NULL,\n\t`lane` text NOT NULL,\n\t`state` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`tried_at` integer,\n\t`ended_at` integer,\n\t`lookups` integer DEFAULT 0 NOT NULL,\n\t`next_lookup_at` integer\n);",
      "CREATE INDEX `outbox_state` ON `outbox` (`state`,`next_lookup_at`);",
      "CREATE UNIQUE INDEX `outbox_ref` ON `outbox` (`operation`,`ref`);",
      "CREATE TABLE `audit` (\n\t`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n\t`id` text NOT NULL,\n\t`at` integer NOT NULL,\n\t`operation` text NOT NULL,\n\t`outcome` text NOT NULL,\n\t`user` text NOT NULL,\n\t`client` text NOT NULL,\n\t`face` text NOT NULL,\n\t`request_id` text NOT NULL,\n\t`parent_id` text,\n\t`digest` text\n);",
      "CREATE UNIQUE INDEX `audit_id_unique` ON `audit` (`id`);",
      "CREATE INDEX `audit_at` ON `audit` (`at`);",
      "CREATE TABLE `audit_payloads` (\n\t`audit_id` text PRIMARY KEY NOT NULL,\n\t`input` text NOT NULL,\n\t`reasoning` text,\n\tFOREIGN KEY (`audit_id`) REFERENCES `audit`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE TABLE `authorization_requests` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`operation` text NOT NULL,\n\t`input` text NOT NULL,\n\t`facts` text NOT NULL,\n\t`digest` text NOT NULL,\n\t`reason` text NOT NULL,\n\t`reasoning` text,\n\t`state` text NOT NULL,\n\t`user` text NOT NULL,\n\t`client` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`decided_at` integer,\n\t`decided_by` text,\n\t`note` text,\n\t`output` text\n);",
      "CREATE UNIQUE INDEX `authorization_requests_open` ON `authorization_requests` (`digest`) WHERE state = 'pending';",
      "CREATE INDEX `authorization_requests_state` ON `authorization_requests` (`state`,`created_at`);",
      "CREATE TABLE `tokens` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`hash` text NOT NULL,\n\t`name` text NOT NULL,\n\t`user` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`last_used_at` integer,\n\t`revoked_at` integer\n);",
      "CREATE UNIQUE INDEX `tokens_hash_unique` ON `tokens` (`hash`);",
      "CREATE INDEX `tokens_name` ON `tokens` (`name`);",
      "CREATE TABLE `calls` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`conversation_id` text NOT NULL,\n\t`line_id` text NOT NULL,\n\t`provider` text NOT NULL,\n\t`provider_id` text,\n\t`direction` text NOT NULL,\n\t`peer` text NOT NULL,\n\t`status` text NOT NULL,\n\t`error_code` text,\n\t`duration` integer,\n\t`max_duration` integer,\n\t`answered_at` integer,\n\t`completed_at` integer,\n\t`asked_by` text,\n\t`at` integer NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`provider_updated_at` integer,\n\tFOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,\n\tFOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE UNIQUE INDEX `calls_provider_id` ON `calls` (`provider`,`provider_id`) WHERE provider_id IS NOT NULL;",
      "CREATE INDEX `calls_at` ON `calls` (`at`,`id`);",
      "CREATE INDEX `calls_peer_at` ON `calls` (`peer`,`at`,`id`);",
      "CREATE INDEX `calls_line_at` ON `calls` (`line_id`,`at`,`id`);",
      "CREATE INDEX `calls_direction_at` ON `calls` (`direction`,`at`,`id`);",
      "CREATE TABLE `conversations` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`peer` text NOT NULL,\n\t`last_activity_at` integer NOT NULL,\n\t`last_inbound_at` integer,\n\t`created_at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `conversations_peer_unique` ON `conversations` (`peer`);",
      "CREATE INDEX `conversations_activity` ON `conversations` (`last_activity_at`);",
      "CREATE TABLE `lines` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`provider` text NOT NULL,\n\t`provider_id` text NOT NULL,\n\t`number` text NOT NULL,\n\t`name` text NOT NULL,\n\t`active` integer DEFAULT true NOT NULL,\n\t`can_text` integer DEFAULT true NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `lines_provider_id` ON `lines` (`provider`,`provider_id`);",
      "CREATE INDEX `lines_number` ON `lines` (`number`);",
      "CREATE TABLE `messages` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`conversation_id` text NOT NULL,\n\t`line_id` text NOT NULL,\n\t`provider` text NOT NULL,\n\t`provider_id` text,\n\t`direction` text NOT NULL,\n\t`peer` text NOT NULL,\n\t`content` text NOT NULL,\n\t`media` text,\n\t`status` text NOT NULL,\n\t`error_code` text,\n\t`asked_by` text,\n\t`at` integer NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\tFOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,\n\tFOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE UNIQUE INDEX `messages_provider_id` ON `messages` (`provider`,`provider_id`) WHERE provider_id IS NOT NULL;",
      "CREATE INDEX `messages_at` ON `messages` (`at`,`id`);",
      "CREATE INDEX `messages_peer_at` ON `messages` (`peer`,`at`,`id`);",
      "CREATE INDEX `messages_line_at` ON `messages` (`line_id`,`at`,`id`);",
      "CREATE INDEX `messages_direction_at` ON `messages` (`direction`,`at`,`id`);",
      "CREATE TABLE `opt_outs` (\n\t`phone` text PRIMARY KEY NOT NULL,\n\t`state` text NOT NULL,\n\t`source` text NOT NULL,\n\t`at` integer NOT NULL\n);",
      "CREATE TABLE `transcripts` (\n\t`provider` text NOT NULL,\n\t`provider_call_id` text NOT NULL,\n\t`status` text NOT NULL,\n\t`dialogue` text NOT NULL,\n\t`duration` integer,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `transcripts_call` ON `transcripts` (`provider`,`provider_call_id`);"
    ]
  }
];
