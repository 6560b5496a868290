import type { Reactions } from "#webhooks/react.ts";

/** What follows from what. The only file that joins domains. */
export const reactions: Reactions = {
  "contact.created": [{ operation: "contact.publish", input: (id) => ({ id }) }],
  "appointment.booked": [{ operation: "appointment.tell", input: told("booked") }],
  "appointment.moved": [{ operation: "appointment.tell", input: told("moved") }],
  "appointment.cancelled": [{ operation: "appointment.tell", input: told("cancelled") }],
  "appointment.offered": [{ operation: "appointment.tell", input: told("offered") }],
  "invoice.sent_by_text": [{ operation: "invoice.tell", input: papers("invoice", "text") }],
  "invoice.sent_by_email": [{ operation: "invoice.tell", input: papers("invoice", "email") }],
  "payment.received": [{ operation: "invoice.tell", input: papers("receipt", "auto") }],
  "payment.flagged": [{ operation: "money.tell_owner", input: owner("payment_flagged") }],
  "refund.failed": [{ operation: "money.tell_owner", input: owner("refund_failed") }],
  "payment.failed": [{ operation: "money.tell_owner", input: owner("payment_failed") }],
  "model_budget.reached": [{ operation: "model_budget.tell", input: (subject) => ({ subject }) }],
  "quote.accepted": [{ operation: "money.tell_owner", input: owner("quote_accepted") }],
  "quote.declined": [{ operation: "money.tell_owner", input: owner("quote_declined") }],
  "quote.sent_by_text": [{ operation: "quote.tell", input: (id) => ({ id, way: "text" }) }],
  "quote.sent_by_email": [{ operation: "quote.tell", input: (id) => ({ id, way: "email" }) }],
  "business.zone_changed": [{ operation: "appointment.rezone", input: () => ({}) }],
  "message.short_answer": [{ operation: "appointment.hear", input: (id) => ({ id }) }],
  "call.missed": [{ operation: "call.text_back", input: (id) => ({ id }) }],
  "message.has_pictures": [{ operation: "message.keep_pictures", input: (id) => ({ id }) }],
  "conversation.emergency": [{ operation: "emergency.tell", input: (id) => ({ id }) }],
  "message.to_judge": [{ operation: "message.judge", input: (id) => ({ id }) }],
  "recording.updated": [{ operation: "recording.transcribe", input: (id) => ({ providerCallId: id }) }],
  "transcript.completed": [{ operation: "call.judge", input: (id) => ({ providerCallId: id }) }],
  "voicemail.left": [{ operation: "recording.transcribe", input: (id) => ({ providerCallId: id }) }],
  "message.answerable": [{ operation: "answer.give", input: (id) => ({ id }) }],
  "message.asks": [{ operation: "consent.answer", input: (id) => ({ id }) }],
};

function told(occasion: string) {
  return (ticketId: string) => ({ ticketId, occasion });
}

function papers(occasion: string, way: string) {
  return (id: string) => ({ id, occasion, way });
}

function owner(occasion: string) {
  return (id: string) => ({ occasion, id });
}
