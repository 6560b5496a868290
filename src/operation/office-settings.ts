import * as z from "zod";
import { count, kind, setting, words, yesOrNo } from "./setting-kinds.ts";

const minutes = (most: number) =>
  kind(`a whole number of minutes from 0 to ${most}`, z.int().min(0).max(most));

/** How the business books, and what its customers are told of it. */
export const officeSettings = {
  "business.team": setting(
    kind(
      'a JSON list of people, such as [{"id": "maria", "name": "Maria Lopez", "most_per_day": 6}]',
      z
        .array(
          z.strictObject({
            id: z.string().regex(/^[a-z0-9-]{1,40}$/, "small letters, digits and hyphens"),
            name: z.string().trim().min(1).max(120),
            most_per_day: z.int().min(1).max(100).optional(),
          }),
        )
        .max(100)
        .refine(
          (list) => new Set(list.map(({ id }) => id)).size === list.length,
          "ids that are all different",
        ),
    ),
    [],
    "Who does the work: each can be at one appointment at a time. Without anybody, the business is one person.",
  ),
  "office.slot_minutes": setting(
    kind("a whole number of minutes from 5 to 240", z.int().min(5).max(240)),
    30,
    "Appointments that are offered begin this many minutes apart, from your opening time on.",
  ),
  "office.usual_minutes": setting(
    kind("a whole number of minutes from 5 to 1440", z.int().min(5).max(1440)),
    60,
    "How long an appointment takes where neither a service nor anybody says so.",
  ),
  "office.most_per_day": setting(
    kind("a whole number from 0 to 100; 0 for no limit", z.int().min(0).max(100)),
    0,
    "Appointments one person may have in a day, where the team's list says nothing else.",
  ),
  "office.notice_minutes": setting(
    minutes(10_080),
    0,
    "How long before it begins an appointment has to be booked.",
  ),
  "office.ahead_days": setting(count(1100), 365, "How many days ahead appointments can be booked."),
  "office.hold_minutes": setting(
    kind("a whole number of minutes from 1 to 1440", z.int().min(1).max(1440)),
    30,
    "Minutes for which a time that was offered is kept free.",
  ),
  "office.move_hours": setting(
    kind("a whole number of hours from 0 to 720", z.int().min(0).max(720)),
    24,
    "Hours before an appointment until which a customer may move or cancel it by themselves.",
  ),
  "office.calendar_hours": setting(
    count(168),
    3,
    "Hours after which a calendar read from elsewhere counts as too old to rely on.",
  ),
  "office.calendar_links": setting(
    kind("a whole number from 1 to 1000000", z.int().min(1).max(1_000_000)),
    1,
    "Change it, and every link to a calendar of yours is good for nothing: there are new ones.",
  ),
  "office.tells": setting(yesOrNo, true, "True where customers are told of their appointments by text."),
  "office.booked_text": setting(
    words(400),
    "{{business}}: {{what}} is booked for {{when}}. Reply C to confirm or R to move it. {{link}}",
    "What a customer is told of a new appointment; nothing where it is empty.",
  ),
  "office.moved_text": setting(
    words(400),
    "{{business}}: {{what}} is moved to {{when}}. Reply C to confirm or R to move it. {{link}}",
    "What they are told when it has another time; nothing where it is empty.",
  ),
  "office.cancelled_text": setting(
    words(400),
    "{{business}}: {{what}} on {{when}} is cancelled.",
    "What they are told when it is cancelled; nothing where it is empty.",
  ),
  "office.reminder_text": setting(
    words(400),
    "{{business}}: a reminder of {{what}}, {{when}}. Reply C to confirm or R to move it. {{link}}",
    "What they are reminded with; nothing where it is empty.",
  ),
  "office.reminder_hours": setting(
    kind("a whole number of hours from 0 to 336; 0 for no reminder", z.int().min(0).max(336)),
    24,
    "Hours before an appointment at which the customer is reminded.",
  ),
  "office.offer_text": setting(
    words(400),
    "{{business}}: {{when}} has become free for {{what}}. It is kept for you until {{until}}: reply C to take it. {{link}}",
    "What somebody on the waiting list is told of a time that became free.",
  ),
} as const;
