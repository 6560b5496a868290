import * as z from "zod";

/**
 * Quo's public API v1 as this desk uses it: what may be sent, and what is read of the answers.
 * Fields that are not read are not listed; unknown ones are ignored.
 */

const e164 = z.string().regex(/^\+[1-9]\d{1,14}$/);
const lineId = z.string().regex(/^PN(.*)$/);
const activityId = z.string().regex(/^AC(.*)$/);
const userId = z.string().regex(/^US(.*)$/);
const instant = z.iso.datetime({ offset: true });

/** POST /v1/messages */
export const sendMessageRequest = z.strictObject({
  content: z
    .string()
    .min(1)
    .max(1600)
    .regex(/.*\S.*/),
  from: z.union([lineId, e164]),
  /** Two and more would be one group thread, so this desk always sends one. */
  to: z.array(e164).min(1).max(1),
  userId: userId.optional(),
  setInboxStatus: z.literal("done").optional(),
});

export const message = z.object({
  id: activityId,
  to: z.array(e164),
  from: z.string(),
  text: z.string(),
  phoneNumberId: lineId.nullable(),
  conversationId: z.string(),
  direction: z.enum(["incoming", "outgoing"]),
  status: z.enum(["queued", "sent", "delivered", "undelivered", "received"]),
  createdAt: instant,
  updatedAt: instant,
});

export const sendMessageAnswer = z.object({ data: message });

/** GET /v1/messages/{id} */
export const readMessageAnswer = z.object({ data: message });

/** GET /v1/messages */
export const listQuery = z.strictObject({
  phoneNumberId: lineId,
  participants: z.array(e164).min(1).max(10),
  createdAfter: instant.optional(),
  createdBefore: instant.optional(),
  maxResults: z.coerce.number().int().min(1).max(100),
  pageToken: z.string().optional(),
});

/** GET /v1/calls: of one number alone. */
export const listCallsQuery = listQuery.extend({ participants: z.array(e164).min(1).max(1) });

const page = { totalItems: z.int(), nextPageToken: z.string().nullable() };

export const listMessagesAnswer = z.object({ data: z.array(message), ...page });

export const call = z.object({
  id: activityId,
  answeredAt: instant.nullable(),
  direction: z.enum(["incoming", "outgoing"]),
  status: z.enum([
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "failed",
    "no-answer",
    "canceled",
    "missed",
    "answered",
    "forwarded",
    "abandoned",
  ]),
  completedAt: instant.nullable(),
  createdAt: instant,
  duration: z.int(),
  forwardedTo: z.string().nullable(),
  aiHandled: z.string().nullable(),
  phoneNumberId: lineId,
  participants: z.array(e164).max(2),
  updatedAt: instant.nullable(),
});

export const listCallsAnswer = z.object({ data: z.array(call), ...page });

/** GET /v1/conversations, as it is asked here. */
export const listThreadsQuery = z.strictObject({
  phoneNumbers: z
    .array(z.union([lineId, e164]))
    .min(1)
    .max(100),
  updatedAfter: instant.optional(),
  maxResults: z.coerce.number().int().min(1).max(100),
  pageToken: z.string().optional(),
});

export const thread = z.object({
  id: z.string().regex(/^CN(.*)$/),
  /** Numbers in E.164, or what the carrier says in a number's place. */
  participants: z.array(z.string()),
  lastActivityAt: instant.nullable(),
});

export const listConversationsAnswer = z.object({ data: z.array(thread), ...page });

/** GET /v1/call-voicemails/{callId} */
export const voicemailAnswer = z.object({
  data: z.object({
    id: z.string().min(1),
    status: z.enum(["completed", "in-progress"]),
    duration: z
      .number()
      .nullable()
      .transform((value) => (value === null ? null : Math.round(value))),
    transcript: z.string().nullable(),
  }),
});

export const dialogueLine = z.object({
  content: z.string(),
  start: z.number(),
  end: z.number(),
  identifier: z.string().nullable(),
  userId: userId.nullable(),
});

/** GET /v1/call-transcripts/{id} */
export const transcriptAnswer = z.object({
  data: z.object({
    callId: z.string(),
    createdAt: instant,
    duration: z.number(),
    status: z.enum(["absent", "in-progress", "completed", "failed"]),
    dialogue: z.array(dialogueLine).nullable(),
  }),
});

/** GET /v1/phone-numbers */
export const listNumbersAnswer = z.object({
  data: z.array(
    z.object({
      id: lineId,
      number: e164,
      name: z.string(),
      restrictions: z.object({ messaging: z.object({ US: z.enum(["restricted", "unrestricted"]) }) }),
    }),
  ),
});

/** How what this desk has put into the address book is marked. */
export const ourSource = "frontdesk";

const listed = z.object({ name: z.string().optional(), value: z.string().nullable().optional() });

export const listContactsQuery = z.strictObject({
  maxResults: z.coerce.number().int().min(1).max(50),
  pageToken: z.string().optional(),
});

/** GET /v1/contacts */
export const listContactsAnswer = z.object({
  data: z.array(
    z.object({
      externalId: z.string().nullable().optional(),
      source: z.string().nullable().optional(),
      defaultFields: z.object({
        firstName: z.string().nullable().optional(),
        lastName: z.string().nullable().optional(),
        company: z.string().nullable().optional(),
        phoneNumbers: z.array(listed).optional(),
        emails: z.array(listed).optional(),
      }),
      updatedAt: z.string().nullable().optional(),
    }),
  ),
  nextPageToken: z.string().nullable(),
});

const labelled = z.strictObject({ name: z.string(), value: z.string().nullable() });

/** POST /v1/contacts */
export const createContactRequest = z.strictObject({
  defaultFields: z.strictObject({
    firstName: z.string().nullable(),
    lastName: z.string().nullable().optional(),
    company: z.string().nullable().optional(),
    phoneNumbers: z.array(labelled).optional(),
    emails: z.array(labelled).optional(),
  }),
  source: z.string().min(1).max(72).optional(),
  externalId: z.string().min(1).max(75).optional(),
});

export const createContactAnswer = z.object({ data: z.object({ id: z.string() }) });

/** Errors come in two shapes; the code tells them apart where there is one. */
export const errorAnswer = z.union([
  z.object({ code: z.string(), status: z.number(), message: z.string() }),
  z.object({ error: z.object({ message: z.string(), key: z.string() }) }),
  z.object({ title: z.string(), message: z.string() }),
]);
