/** Events as Quo delivers them, dated (2026-03-30) and older (v4). */

export interface EventOptions {
  id?: string;
  type?: string;
  messageId?: string;
  text?: string;
  customer?: string;
  desk?: string;
  at?: string;
}

/** The same of a moment ago, for a desk that lives by this machine's clock; the others are of the day of the tests' own clock. */
export function messageOfNow(options: EventOptions = {}) {
  return datedMessage({ at: new Date(Date.now() - 1000).toISOString(), ...options });
}

export function datedMessage(options: EventOptions = {}) {
  const {
    id = "EV1",
    type = "message.received",
    messageId = "ACin1",
    text = "Hello, is the flat free?",
  } = options;
  const { customer = "+15550100200", desk = "+15550199000", at = "2026-11-21T14:59:58.000Z" } = options;
  const isInbound = type === "message.received";
  return {
    id,
    apiVersion: "2026-03-30",
    createdAt: at,
    type,
    data: {
      resource: {
        id: messageId,
        direction: isInbound ? "incoming" : "outgoing",
        text,
        media: [],
        status: isInbound ? "received" : "delivered",
        createdAt: at,
      },
      context: {
        orgId: "OR1",
        phoneNumberId: "PNdesk1",
        conversationId: "CN1",
        userId: "US1",
        contacts: { ids: [], lookupStatus: "none" },
        senderIdentifier: isInbound ? customer : desk,
        recipientIdentifiers: [isInbound ? desk : customer],
      },
      links: { quo: null },
    },
  };
}

export function legacyMessage(options: EventOptions = {}) {
  const {
    id = "EVold1",
    type = "message.received",
    messageId = "ACold1",
    text = "Hello from the older hook",
  } = options;
  const { customer = "+15550100201", desk = "+15550199000", at = "2026-11-21T14:59:50.000Z" } = options;
  const isInbound = type === "message.received";
  return {
    id,
    object: "event",
    apiVersion: "v4",
    createdAt: at,
    type,
    data: {
      object: {
        id: messageId,
        object: "message",
        from: isInbound ? customer : desk,
        to: [isInbound ? desk : customer],
        direction: isInbound ? "incoming" : "outgoing",
        text,
        status: isInbound ? "received" : "delivered",
        createdAt: at,
        userId: "US1",
        phoneNumberId: "PNdesk1",
        contactIds: [],
      },
    },
  };
}

export function legacyCall(
  options: {
    id?: string;
    type?: string;
    status?: string;
    answeredAt?: string | null;
    updatedAt?: string;
    direction?: string;
  } = {},
) {
  const {
    id = "EVcall1",
    type = "call.completed",
    status = "completed",
    answeredAt = "2026-11-21T14:50:05.000Z",
  } = options;
  const { updatedAt = "2026-11-21T14:51:00.000Z", direction = "incoming" } = options;
  return {
    id,
    object: "event",
    apiVersion: "v4",
    createdAt: updatedAt,
    type,
    data: {
      object: {
        id: "ACcall1",
        object: "call",
        answeredAt,
        answeredBy: null,
        initiatedBy: null,
        direction,
        status,
        completedAt: type === "call.completed" ? updatedAt : null,
        createdAt: "2026-11-21T14:50:00.000Z",
        duration: 55,
        forwardedFrom: null,
        forwardedTo: null,
        phoneNumberId: "PNdesk1",
        participants: ["+15550100200", "+15550199000"],
        updatedAt,
        userId: "US1",
        contactIds: [],
      },
    },
  };
}

export function datedTranscript(options: { id?: string } = {}) {
  return {
    id: options.id ?? "EVtr1",
    apiVersion: "2026-03-30",
    createdAt: "2026-11-21T14:52:00.000Z",
    type: "call.transcript.completed",
    data: {
      resource: {
        callId: "ACcall1",
        createdAt: "2026-11-21T14:52:00.000Z",
        duration: 55,
        processingStatus: "completed",
        dialogue: [
          { content: "Hi, my heating is off.", start: 0, end: 3, identifier: "+15550100200", userId: null },
          { content: "We will send somebody.", start: 3, end: 6, identifier: "+15550199000", userId: "US1" },
        ],
      },
      context: {
        orgId: "OR1",
        phoneNumberId: "PNdesk1",
        conversationId: "CN1",
        userId: "US1",
        contacts: { ids: [], lookupStatus: "none" },
      },
      links: { quo: null },
    },
  };
}
