import * as z from "zod";
import { count, days, kind, setting } from "./setting-kinds.ts";

/** What the desk does for itself: its copies, what it reads of providers, how long it keeps what. */
export const upkeepSettings = {
  "backup.every_hours": setting(
    kind("a whole number of hours from 0 to 720; 0 for never by itself", z.int().min(0).max(720)),
    24,
    "Hours between two copies of the database that the desk makes by itself; 0 makes none.",
  ),
  "backup.keep": setting(count(1000), 14, "Copies of the database that are kept; older ones go."),
  "backup.drill_days": setting(
    kind("a whole number of days from 0 to 365; 0 for never by itself", z.int().min(0).max(365)),
    7,
    "Days between two drills, in which the newest copy is restored aside and looked at; 0 makes none.",
  ),
  "archive.after_days": setting(
    days,
    90,
    "Days after which texts, calls and transcripts are in the archive: people see them, assistants only when they ask for it; 0 archives nothing.",
  ),
  "retention.messages_days": setting(days, 0, "Days that texts and their pictures are kept; 0 keeps them."),
  "retention.calls_days": setting(
    days,
    0,
    "Days that calls are kept, with recordings and transcripts; 0 keeps them.",
  ),
  "retention.audit_days": setting(days, 0, "Days the audit is kept; 0 keeps it."),
  "retention.events_days": setting(
    days,
    90,
    "Days that processed events from providers are kept raw; 0 keeps them.",
  ),
  "retention.chats_days": setting(
    days,
    365,
    "Days that conversations with models are kept after their last word; 0 keeps them.",
  ),
  "retention.transcripts_days": setting(days, 365, "Days that call transcripts are kept; 0 keeps them."),
  "sync.minutes": setting(
    kind("a whole number of minutes from 0 to 1440; 0 for never", z.int().min(0).max(1440)),
    10,
    "Minutes between two readings of what providers have of your lines; 0 reads nothing.",
  ),
  "sync.days": setting(count(365), 30, "Days of the past that are read of a line when it is new."),
} as const;
