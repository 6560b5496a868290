import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What the business does for customers. */
export const services = sqliteTable(
  "services",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    description: text(),
    /** In the smallest unit of `currency`; null where it depends. */
    price: integer(),
    /** ISO 4217. */
    currency: text().notNull(),
    minutes: integer().notNull(),
    /** Minutes before it that are not free: preparing, and the way there. */
    minutesBefore: integer().notNull().default(0),
    /** Minutes after it that are not free: the way back. */
    minutesAfter: integer().notNull().default(0),
    archivedAt: integer(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("services_name").on(sql`name COLLATE NOCASE`, table.id)],
);

/** `held` keeps a time free for somebody until `heldUntil`. */
export const appointmentStates = ["held", "booked", "done", "cancelled"] as const;

/** When a ticket's work is done: with it, a ticket is an appointment. */
export const appointments = sqliteTable(
  "appointments",
  {
    ticketId: text().primaryKey(),
    contactId: text().notNull(),
    state: text({ enum: appointmentStates }).notNull(),
    startsAt: integer().notNull(),
    endsAt: integer().notNull(),
    /** From when to when nobody else can have whoever does it: with preparing and the ways. */
    busyFrom: integer().notNull(),
    busyUntil: integer().notNull(),
    /** The zone it was agreed in, and the wall time there: where the zone's clocks are changed, this is what holds. */
    zone: text().notNull(),
    localDate: text().notNull(),
    /** Minutes past midnight. */
    localMinute: integer().notNull(),
    /** Minutes after the start within which somebody comes; null where they come at the start. */
    arrivalMinutes: integer(),
    /** Who does it, by the id of the team's list; empty where the business has no list. */
    technician: text().notNull(),
    addressId: text(),
    address: text(),
    /** JSON: ids of services. */
    services: text().notNull(),
    notes: text(),
    heldUntil: integer(),
    /** The ticket it was moved from or to. */
    movedFrom: text(),
    movedTo: text(),
    seriesId: text(),
    /** Which of the series: the date it had in the rule. */
    seriesDate: text(),
    /** The place on the waiting list that it was offered to. */
    waitlistId: text(),
    /** When the customer said that it suits them. */
    confirmedAt: integer(),
    /** When they were last told of it by text: their C answers the newest. */
    toldAt: integer(),
    /** When they were reminded of it. */
    remindedAt: integer(),
    /** True where the desk tells the customer of it by text. */
    tells: integer({ mode: "boolean" }).notNull(),
    /** What its own page is called, which only the customer is told. */
    token: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("appointments_token").on(table.token),
    index("appointments_busy").on(table.technician, table.busyFrom),
    index("appointments_when").on(table.busyFrom),
    index("appointments_held").on(table.heldUntil).where(sql`state = 'held'`),
    index("appointments_visits").on(table.seriesId).where(sql`series_id IS NOT NULL`),
    index("appointments_start").on(table.startsAt, table.ticketId),
    index("appointments_contact").on(table.contactId, table.startsAt),
    index("appointments_day").on(table.localDate, table.technician),
    uniqueIndex("appointments_series")
      .on(table.seriesId, table.seriesDate)
      .where(sql`series_id IS NOT NULL AND moved_to IS NULL`),
  ],
);

/** What is charged for a ticket's work. */
export const lineItems = sqliteTable(
  "line_items",
  {
    id: text().primaryKey(),
    ticketId: text().notNull(),
    serviceId: text(),
    description: text().notNull(),
    quantity: integer().notNull(),
    /** Of one, in the smallest unit of `currency`. */
    price: integer().notNull(),
    currency: text().notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [index("line_items_ticket").on(table.ticketId, table.createdAt)],
);

/** Visits that come again. */
export const series = sqliteTable(
  "series",
  {
    id: text().primaryKey(),
    contactId: text().notNull(),
    /** The series that this one goes on from, where it was changed from a date on. */
    follows: text(),
    /** RFC 5545 §3.3.10, such as `FREQ=WEEKLY;INTERVAL=2`, counted in wall time of `zone`. */
    rule: text().notNull(),
    /** The first date, and the last one that there may be. */
    fromDate: text().notNull(),
    untilDate: text(),
    zone: text().notNull(),
    localMinute: integer().notNull(),
    minutes: integer().notNull(),
    technician: text().notNull(),
    services: text().notNull(),
    address: text(),
    notes: text(),
    /** Up to which date its visits stand in the calendar. */
    madeUntil: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("series_contact").on(table.contactId),
    index("series_follows").on(table.follows).where(sql`follows IS NOT NULL`),
  ],
);

export const waitlistStates = ["waiting", "offered", "booked", "gone"] as const;

/** Who would come earlier, or at all, when something becomes free. */
export const waitlist = sqliteTable(
  "waitlist",
  {
    id: text().primaryKey(),
    contactId: text().notNull(),
    state: text({ enum: waitlistStates }).notNull(),
    services: text().notNull(),
    minutes: integer().notNull(),
    fromDate: text().notNull(),
    untilDate: text().notNull(),
    /** Minutes past midnight between which it would have to begin. */
    fromMinute: integer().notNull(),
    untilMinute: integer().notNull(),
    notes: text(),
    /** The ticket of the time that was offered last. */
    offered: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("waitlist_state").on(table.state, table.createdAt)],
);

/** What somebody here wants to be reminded of. */
export const reminders = sqliteTable(
  "reminders",
  {
    id: text().primaryKey(),
    content: text().notNull(),
    dueAt: integer().notNull(),
    contactId: text(),
    ticketId: text(),
    assignee: text(),
    wordsOf: text(),
    by: text().notNull(),
    completedAt: integer(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (table) => [
    index("reminders_due").on(table.dueAt, table.id),
    index("reminders_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
  ],
);

/** Somebody's nights at a property. */
export const stays = sqliteTable(
  "stays",
  {
    id: text().primaryKey(),
    /** A key of `business.properties`. */
    property: text().notNull(),
    unit: text(),
    contactId: text(),
    /** What it says of the guest where no contact is known. */
    guest: text(),
    arrival: text().notNull(),
    departure: text().notNull(),
    state: text({ enum: ["expected", "here", "gone", "cancelled"] }).notNull(),
    notes: text(),
    /** The calendar it was read from, and its name there. */
    calendarId: text(),
    uid: text(),
    version: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    index("stays_arrival").on(table.arrival, table.id),
    index("stays_contact").on(table.contactId).where(sql`contact_id IS NOT NULL`),
    uniqueIndex("stays_read").on(table.calendarId, table.uid).where(sql`calendar_id IS NOT NULL`),
  ],
);

/** What a contact is at a property. */
export const propertyRoles = sqliteTable(
  "property_roles",
  {
    property: text().notNull(),
    contactId: text().notNull(),
    role: text({ enum: ["owner", "guest", "tenant"] }).notNull(),
    createdAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.property, table.contactId, table.role] }),
    index("property_roles_contact").on(table.contactId),
  ],
);

/** Calendars elsewhere that are read here. */
export const calendars = sqliteTable("calendars", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Its address, sealed: whoever has it reads the calendar. */
  address: text().notNull(),
  /** What its events are here: somebody's busy time, or stays at a property. */
  kind: text({ enum: ["busy", "stays"] }).notNull(),
  /** Whose: a technician's id, or a property's. */
  subject: text().notNull(),
  /** When it was last read whole. */
  readAt: integer(),
  /** Why it could not be read last time. */
  problem: text(),
  triedAt: integer(),
  version: integer().notNull().default(1),
  createdAt: integer().notNull(),
});

/** What the made-up business of a trial has put here, so that it can be taken away again. */
export const demoRecords = sqliteTable(
  "demo_records",
  {
    kind: text({ enum: ["contact", "ticket", "service", "setting"] }).notNull(),
    id: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.id] })],
);

/** When somebody is busy elsewhere, as their own calendar says. */
export const busyTimes = sqliteTable(
  "busy_times",
  {
    calendarId: text()
      .notNull()
      .references(() => calendars.id, { onDelete: "cascade" }),
    uid: text().notNull(),
    technician: text().notNull(),
    startsAt: integer().notNull(),
    endsAt: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.calendarId, table.uid, table.startsAt] }),
    index("busy_times_when").on(table.technician, table.startsAt),
  ],
);

/** When the owner was last told of the day. */
export const briefings = sqliteTable("briefings", {
  /** `2026-11-29`. */
  day: text().primaryKey(),
  at: integer().notNull(),
});
