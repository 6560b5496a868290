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
  },
  {
    "id": "0001_front_door",
    "hash": "7d6ffc1e4d729983",
    "statements": [
      "CREATE TABLE `oauth_clients` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`source` text NOT NULL,\n\t`name` text NOT NULL,\n\t`redirect_uris` text NOT NULL,\n\t`auth_method` text NOT NULL,\n\t`secret_hash` text,\n\t`grant_types` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`last_used_at` integer,\n\t`fresh_until` integer\n);",
      "CREATE INDEX `oauth_clients_unused` ON `oauth_clients` (`last_used_at`,`created_at`);",
      "CREATE TABLE `oauth_codes` (\n\t`hash` text PRIMARY KEY NOT NULL,\n\t`family` text NOT NULL,\n\t`grant_id` text NOT NULL,\n\t`redirect_uri` text NOT NULL,\n\t`challenge` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`audience` text NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`used_at` integer,\n\tFOREIGN KEY (`grant_id`) REFERENCES `oauth_grants`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE INDEX `oauth_codes_expires` ON `oauth_codes` (`expires_at`);",
      "CREATE TABLE `oauth_grants` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`client_id` text NOT NULL,\n\t`user` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`last_used_at` integer,\n\t`revoked_at` integer,\n\tFOREIGN KEY (`client_id`) REFERENCES `oauth_clients`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE UNIQUE INDEX `oauth_grants_living` ON `oauth_grants` (`client_id`,`user`) WHERE revoked_at IS NULL;",
      "CREATE INDEX `oauth_grants_user` ON `oauth_grants` (`user`);",
      "CREATE TABLE `oauth_refresh_tokens` (\n\t`hash` text PRIMARY KEY NOT NULL,\n\t`family` text NOT NULL,\n\t`grant_id` text NOT NULL,\n\t`scopes` text NOT NULL,\n\t`audience` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`replaced_at` integer,\n\t`revoked_at` integer,\n\tFOREIGN KEY (`grant_id`) REFERENCES `oauth_grants`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE INDEX `oauth_refresh_grant` ON `oauth_refresh_tokens` (`grant_id`);",
      "CREATE INDEX `oauth_refresh_family` ON `oauth_refresh_tokens` (`family`);",
      "CREATE INDEX `oauth_refresh_expires` ON `oauth_refresh_tokens` (`expires_at`);",
      "CREATE TABLE `entry_links` (\n\t`hash` text PRIMARY KEY NOT NULL,\n\t`purpose` text NOT NULL,\n\t`email` text,\n\t`role` text,\n\t`person_id` text,\n\t`made_by` text,\n\t`created_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`used_at` integer,\n\tFOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `entry_links_expires` ON `entry_links` (`expires_at`);",
      "CREATE TABLE `identities` (\n\t`provider` text NOT NULL,\n\t`subject` text NOT NULL,\n\t`person_id` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\tPRIMARY KEY(`provider`, `subject`),\n\tFOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `identities_person` ON `identities` (`person_id`);",
      "CREATE TABLE `passkeys` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`person_id` text NOT NULL,\n\t`public_key` text NOT NULL,\n\t`counter` integer NOT NULL,\n\t`transports` text NOT NULL,\n\t`name` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`last_used_at` integer,\n\tFOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `passkeys_person` ON `passkeys` (`person_id`);",
      "CREATE TABLE `people` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`email` text NOT NULL,\n\t`name` text NOT NULL,\n\t`role` text NOT NULL,\n\t`password_hash` text,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`disabled_at` integer\n);",
      "CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);",
      "CREATE TABLE `provider_keys` (\n\t`person_id` text NOT NULL,\n\t`provider` text NOT NULL,\n\t`sealed` text NOT NULL,\n\t`last_four` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\tPRIMARY KEY(`person_id`, `provider`),\n\tFOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE TABLE `sessions` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`hash` text NOT NULL,\n\t`person_id` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`authenticated_at` integer NOT NULL,\n\t`last_seen_at` integer NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`agent` text NOT NULL,\n\tFOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE UNIQUE INDEX `sessions_hash_unique` ON `sessions` (`hash`);",
      "CREATE INDEX `sessions_person` ON `sessions` (`person_id`);",
      "CREATE INDEX `sessions_expires` ON `sessions` (`expires_at`);",
      "CREATE TABLE `sign_in_attempts` (\n\t`hash` text PRIMARY KEY NOT NULL,\n\t`purpose` text NOT NULL,\n\t`data` text NOT NULL,\n\t`expires_at` integer NOT NULL\n);",
      "CREATE INDEX `sign_in_attempts_expires` ON `sign_in_attempts` (`expires_at`);",
      "ALTER TABLE `outbox` ADD `sealed_key` text;",
      "ALTER TABLE `tokens` ADD `grant_id` text;",
      "ALTER TABLE `tokens` ADD `family` text;",
      "ALTER TABLE `tokens` ADD `audience` text;",
      "ALTER TABLE `tokens` ADD `parent_id` text;",
      "CREATE INDEX `tokens_user` ON `tokens` (`user`);",
      "CREATE INDEX `tokens_grant` ON `tokens` (`grant_id`);",
      "CREATE INDEX `tokens_family` ON `tokens` (`family`);",
      "CREATE INDEX `tokens_parent` ON `tokens` (`parent_id`);",
      "CREATE INDEX `tokens_expires` ON `tokens` (`expires_at`);"
    ]
  },
  {
    "id": "0002_sealed_audit",
    "hash": "8e25bf78c0dc3721",
    "statements": [
      "CREATE TABLE `audit_seals` (\n\t`seq` integer PRIMARY KEY NOT NULL,\n\t`lines` integer NOT NULL,\n\t`at` integer NOT NULL,\n\t`previous` text NOT NULL,\n\t`hash` text NOT NULL\n);",
      "ALTER TABLE `audit` ADD `payload_hash` text;",
      "ALTER TABLE `audit_payloads` ADD `salt` text DEFAULT '' NOT NULL;"
    ]
  },
  {
    "id": "0003_last_word",
    "hash": "8e250940f1bd479a",
    "statements": [
      "CREATE TABLE `removed_contacts` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`merged_into` text,\n\t`removed_at` integer NOT NULL,\n\t`allowed_by` text\n);",
      "CREATE INDEX `removed_contacts_at` ON `removed_contacts` (`removed_at`);",
      "CREATE TABLE `policies` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`operation` text NOT NULL,\n\t`causes` text NOT NULL,\n\t`client` text,\n\t`target` text,\n\t`cap` integer,\n\t`daily_cap` integer,\n\t`created_at` integer NOT NULL,\n\t`created_by` text NOT NULL,\n\t`request_id` text NOT NULL,\n\t`expires_at` integer NOT NULL,\n\t`revoked_at` integer,\n\t`revoked_by` text,\n\t`uses` integer DEFAULT 0 NOT NULL,\n\t`last_used_at` integer,\n\t`day` integer DEFAULT 0 NOT NULL,\n\t`day_amount` integer DEFAULT 0 NOT NULL\n);",
      "CREATE INDEX `policies_operation` ON `policies` (`operation`,`expires_at`);",
      "CREATE TABLE `words_read` (\n\t`user` text NOT NULL,\n\t`client` text NOT NULL,\n\t`peer` text NOT NULL,\n\t`at` integer NOT NULL,\n\tPRIMARY KEY(`user`, `client`, `peer`)\n);",
      "CREATE INDEX `words_read_at` ON `words_read` (`at`);",
      "ALTER TABLE `outbox` ADD `request_id` text;",
      "CREATE INDEX `outbox_request` ON `outbox` (`request_id`);",
      "ALTER TABLE `authorization_requests` ADD `versions` text DEFAULT '{}' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `call_digest` text DEFAULT '' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `family` text DEFAULT '' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `idempotency` text;",
      "ALTER TABLE `authorization_requests` ADD `face` text DEFAULT 'mcp' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `authority` text DEFAULT 'tools' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `causes` text DEFAULT '[]' NOT NULL;",
      "ALTER TABLE `authorization_requests` ADD `sealed_key` text;",
      "ALTER TABLE `authorization_requests` ADD `ended_at` integer;",
      "ALTER TABLE `authorization_requests` ADD `error_code` text;",
      "ALTER TABLE `authorization_requests` ADD `replaces` text;",
      "ALTER TABLE `authorization_requests` ADD `replaced_by` text;",
      "ALTER TABLE `authorization_requests` ADD `policy_id` text;",
      "ALTER TABLE `authorization_requests` ADD `noticed_at` integer;",
      "ALTER TABLE `authorization_requests` ADD `reminded_at` integer;",
      "CREATE INDEX `authorization_requests_call` ON `authorization_requests` (`call_digest`,`created_at`);",
      "ALTER TABLE `conversations` ADD `unasked_at` integer;",
      "ALTER TABLE `conversations` ADD `unasked_count` integer DEFAULT 0 NOT NULL;",
      "CREATE INDEX `conversations_unasked` ON `conversations` (`unasked_at`) WHERE unasked_at IS NOT NULL;"
    ]
  },
  {
    "id": "0004_helpdesk",
    "hash": "ada6ae0a81de0af5",
    "statements": [
      "CREATE TABLE `handoffs` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`ticket_id` text NOT NULL,\n\t`note_id` text,\n\t`created` integer NOT NULL,\n\t`matched_by` text,\n\t`conversation_id` text,\n\t`request_id` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `handoffs_ticket` ON `handoffs` (`ticket_id`);",
      "CREATE INDEX `handoffs_created` ON `handoffs` (`created_at`);",
      "CREATE TABLE `ticket_changes` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`ticket_id` text NOT NULL,\n\t`kind` text NOT NULL,\n\t`before` text,\n\t`after` text,\n\t`by` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `ticket_changes_ticket` ON `ticket_changes` (`ticket_id`,`created_at`,`id`);",
      "CREATE TABLE `ticket_notes` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`ticket_id` text NOT NULL,\n\t`content` text NOT NULL,\n\t`author` text NOT NULL,\n\t`conversation_id` text,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`ticket_id`) REFERENCES `tickets`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE INDEX `ticket_notes_ticket` ON `ticket_notes` (`ticket_id`,`created_at`,`id`);",
      "CREATE UNIQUE INDEX `ticket_notes_once` ON `ticket_notes` (`ticket_id`,`conversation_id`,`content`) WHERE conversation_id IS NOT NULL;",
      "CREATE TABLE `tickets` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`number` integer NOT NULL,\n\t`status` text NOT NULL,\n\t`category` text NOT NULL,\n\t`escalation_reason` text,\n\t`description` text NOT NULL,\n\t`confidence` text,\n\t`source` text,\n\t`oa_key` text,\n\t`caller` text,\n\t`contact_id` text,\n\t`conversation_id` text,\n\t`property` text,\n\t`priority` text DEFAULT 'normal' NOT NULL,\n\t`assignee` text,\n\t`merged_into` text,\n\t`version` integer DEFAULT 1 NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`handed_off_at` integer NOT NULL,\n\t`closed_at` integer\n);",
      "CREATE UNIQUE INDEX `tickets_number_unique` ON `tickets` (`number`);",
      "CREATE INDEX `tickets_oa_key` ON `tickets` (`oa_key`) WHERE oa_key IS NOT NULL;",
      "CREATE INDEX `tickets_caller` ON `tickets` (`caller`,`category`,`handed_off_at`);",
      "CREATE INDEX `tickets_status` ON `tickets` (`status`,`number`);",
      "CREATE INDEX `tickets_contact` ON `tickets` (`contact_id`);",
      "CREATE INDEX `tickets_conversation` ON `tickets` (`conversation_id`) WHERE conversation_id IS NOT NULL;",
      "CREATE TABLE `deliveries` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`subscription_id` text NOT NULL,\n\t`event_id` text NOT NULL,\n\t`type` text NOT NULL,\n\t`body` text NOT NULL,\n\t`state` text NOT NULL,\n\t`attempts` integer DEFAULT 0 NOT NULL,\n\t`next_attempt_at` integer NOT NULL,\n\t`last_status` integer,\n\t`created_at` integer NOT NULL,\n\t`ended_at` integer,\n\tFOREIGN KEY (`subscription_id`) REFERENCES `subscriptions`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE UNIQUE INDEX `deliveries_event` ON `deliveries` (`subscription_id`,`event_id`);",
      "CREATE INDEX `deliveries_due` ON `deliveries` (`state`,`next_attempt_at`);",
      "CREATE TABLE `subscriptions` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`url` text NOT NULL,\n\t`types` text NOT NULL,\n\t`secret` text NOT NULL,\n\t`state` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL\n);"
    ]
  },
  {
    "id": "0005_helpdesk_telling",
    "hash": "c2bcbadc0ac0bb8b",
    "statements": [
      "DROP INDEX `handoffs_ticket`;",
      "DROP INDEX `handoffs_created`;",
      "ALTER TABLE `handoffs` ADD `oa_key` text;",
      "CREATE INDEX `handoffs_oa_key` ON `handoffs` (`oa_key`) WHERE oa_key IS NOT NULL;",
      "CREATE INDEX `handoffs_conversation` ON `handoffs` (`conversation_id`) WHERE conversation_id IS NOT NULL;",
      "DROP INDEX `deliveries_due`;",
      "CREATE INDEX `deliveries_created` ON `deliveries` (`created_at`);",
      "CREATE INDEX `deliveries_due` ON `deliveries` (`subscription_id`,`state`,`next_attempt_at`);",
      "ALTER TABLE `ticket_changes` ADD `client` text;",
      "ALTER TABLE `ticket_notes` ADD `client` text;",
      "ALTER TABLE `events` ADD `about` text;",
      "ALTER TABLE `subscriptions` ADD `taken_at` integer;",
      "ALTER TABLE `subscriptions` ADD `failing_since` integer;",
      "ALTER TABLE `subscriptions` ADD `problem` text;",
      "CREATE INDEX `tickets_assignee` ON `tickets` (`assignee`,`number`) WHERE assignee IS NOT NULL;",
      "CREATE INDEX `tickets_merged` ON `tickets` (`merged_into`) WHERE merged_into IS NOT NULL;"
    ]
  },
  {
    "id": "0006_packed_audit",
    "hash": "133ca9166a37ce47",
    "statements": [
      "ALTER TABLE `audit` ADD `packed` text;"
    ]
  },
  {
    "id": "0007_open_events",
    "hash": "a5966bb5c0300f3f",
    "statements": [
      "DROP INDEX `inbound_events_state`;",
      "CREATE INDEX `inbound_events_open` ON `inbound_events` (`state`,`next_attempt_at`) WHERE state <> 'processed';"
    ]
  },
  {
    "id": "0008_the_face",
    "hash": "6f29d6d340406063",
    "statements": [
      "CREATE TABLE `kept_secrets` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`sealed` text NOT NULL,\n\t`last_four` text NOT NULL,\n\t`has_previous` integer DEFAULT false NOT NULL,\n\t`set_at` integer NOT NULL,\n\t`set_by` text NOT NULL\n);",
      "ALTER TABLE `policies` ADD `words` text;",
      "ALTER TABLE `conversations` ADD `waiting_since` integer;",
      "CREATE INDEX `conversations_waiting` ON `conversations` (`last_activity_at`,`id`) WHERE waiting_since IS NOT NULL;",
      "CREATE INDEX `contacts_name` ON `contacts` (name COLLATE NOCASE,`id`);"
    ]
  },
  {
    "id": "0009_several_processes",
    "hash": "6b82f0b28e9bfd00",
    "statements": [
      "CREATE TABLE `backup_runs` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`kind` text NOT NULL,\n\t`started_at` integer NOT NULL,\n\t`ended_at` integer NOT NULL,\n\t`name` text,\n\t`size` integer,\n\t`is_sealed` integer,\n\t`problem` text\n);",
      "CREATE INDEX `backup_runs_kind` ON `backup_runs` (`kind`,`started_at`);",
      "CREATE TABLE `leases` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`holder` text NOT NULL,\n\t`until` integer NOT NULL\n);",
      "CREATE TABLE `unit_marks` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`at` integer NOT NULL\n);",
      "CREATE INDEX `unit_marks_at` ON `unit_marks` (`at`);",
      "ALTER TABLE `inbound_events` ADD `holder` text;",
      "ALTER TABLE `outbox` ADD `holder` text;",
      "CREATE INDEX `ticket_notes_conversation` ON `ticket_notes` (`conversation_id`) WHERE conversation_id IS NOT NULL;",
      "UPDATE `conversations` SET `waiting_since` = `last_inbound_at`\n\tWHERE `last_inbound_at` > (unixepoch() - 172800) * 1000\n\tAND NOT EXISTS (SELECT 1 FROM `messages` WHERE `messages`.`peer` = `conversations`.`peer` AND `direction` = 'outbound' AND `messages`.`at` >= `last_inbound_at`)\n\tAND EXISTS (SELECT 1 FROM `messages` WHERE `messages`.`peer` = `conversations`.`peer` AND `direction` = 'inbound' AND `messages`.`at` = `last_inbound_at`)\n\tAND NOT EXISTS (SELECT 1 FROM `conversations` AS `counted` WHERE `counted`.`waiting_since` IS NOT NULL)\n\tAND NOT EXISTS (SELECT 1 FROM `audit` WHERE `operation` = 'conversation.settle');"
    ]
  },
  {
    "id": "0010_sending",
    "hash": "65a12afc754ebac4",
    "statements": [
      "CREATE TABLE `consents` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`phone` text NOT NULL,\n\t`act` text NOT NULL,\n\t`source` text NOT NULL,\n\t`words` text,\n\t`evidence` text,\n\t`recorded_by` text NOT NULL,\n\t`at` integer NOT NULL,\n\t`created_at` integer NOT NULL\n);",
      "CREATE INDEX `consents_phone` ON `consents` (`phone`,`at`);",
      "CREATE TABLE `bulk_recipients` (\n\t`bulk_id` text NOT NULL,\n\t`position` integer NOT NULL,\n\t`phone` text NOT NULL,\n\t`message_id` text,\n\t`blocked_by` text,\n\tFOREIGN KEY (`bulk_id`) REFERENCES `bulks`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE UNIQUE INDEX `bulk_recipients_position` ON `bulk_recipients` (`bulk_id`,`position`);",
      "CREATE TABLE `bulks` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`line_id` text NOT NULL,\n\t`purpose` text NOT NULL,\n\t`asked_by` text NOT NULL,\n\t`allowed_by` text,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`line_id`) REFERENCES `lines`(`id`) ON UPDATE no action ON DELETE no action\n);",
      "CREATE TABLE `files` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`message_id` text NOT NULL,\n\t`position` integer NOT NULL,\n\t`type` text NOT NULL,\n\t`bytes` blob NOT NULL,\n\t`created_at` integer NOT NULL,\n\tFOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade\n);",
      "CREATE UNIQUE INDEX `files_message` ON `files` (`message_id`,`position`);",
      "CREATE TABLE `recordings` (\n\t`id` text PRIMARY KEY NOT NULL,\n\t`provider` text NOT NULL,\n\t`provider_id` text NOT NULL,\n\t`provider_call_id` text NOT NULL,\n\t`kind` text NOT NULL,\n\t`status` text NOT NULL,\n\t`duration` integer,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL\n);",
      "CREATE UNIQUE INDEX `recordings_provider_id` ON `recordings` (`provider`,`provider_id`);",
      "CREATE INDEX `recordings_call` ON `recordings` (`provider`,`provider_call_id`);",
      "CREATE TABLE `templates` (\n\t`name` text PRIMARY KEY NOT NULL,\n\t`content` text NOT NULL,\n\t`purpose` text NOT NULL,\n\t`created_at` integer NOT NULL,\n\t`updated_at` integer NOT NULL,\n\t`updated_by` text NOT NULL,\n\t`version` integer DEFAULT 1 NOT NULL\n);",
      "ALTER TABLE `contacts` ADD `words_of` text;",
      "ALTER TABLE `outbox` ADD `due_at` integer;",
      "CREATE INDEX `outbox_due` ON `outbox` (`due_at`) WHERE state = 'intended';",
      "ALTER TABLE `calls` ADD `say` text;",
      "ALTER TABLE `calls` ADD `purpose` text;",
      "ALTER TABLE `calls` ADD `answered_by` text;",
      "ALTER TABLE `calls` ADD `cost` integer;",
      "ALTER TABLE `lines` ADD `can_call` integer DEFAULT true NOT NULL;",
      "ALTER TABLE `lines` ADD `registration` text;",
      "ALTER TABLE `messages` ADD `allowed_by` text;",
      "ALTER TABLE `messages` ADD `purpose` text;",
      "ALTER TABLE `messages` ADD `segments` integer;",
      "ALTER TABLE `messages` ADD `cost` integer;",
      "ALTER TABLE `messages` ADD `scheduled_at` integer;",
      "ALTER TABLE `messages` ADD `bulk_id` text;",
      "CREATE INDEX `messages_bulk` ON `messages` (`bulk_id`) WHERE bulk_id IS NOT NULL;",
      "CREATE INDEX `messages_open` ON `messages` (`line_id`,`status`) WHERE status IN ('scheduled', 'queued');",
      "ALTER TABLE `opt_outs` ADD `confirmed_at` integer;",
      "ALTER TABLE `opt_outs` ADD `told_at` integer;"
    ]
  }
];
