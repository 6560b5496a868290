import * as z from "zod";
import { priorities } from "#db/schema/helpdesk.ts";
import {
  callerNumber,
  conversationId,
  description,
  type Given,
  oaKey,
  reason,
  source,
} from "#domains/helpdesk/handoffs/opening.ts";
import { isConfidence } from "#domains/helpdesk/notes/note.ts";

/** What a ticket can be opened with by hand or by a model. */
export const ticketInput = z.strictObject({
  description: description.describe("What is to be done, in a few sentences."),
  category: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .describe("One of the desk's categories, such as WiFi or maintenance."),
  escalationReason: reason.optional(),
  callerNumber: callerNumber.optional().describe("Whose affair it is; any readable form."),
  confidence: z
    .union([z.string(), z.number()])
    .transform(String)
    .refine(isConfidence, "A number from 0 to 1, such as 0.85.")
    .optional(),
  oaKey: oaKey.optional().describe("Your own key for the case."),
  source: source.optional().describe("Which agent or program opens it."),
  conversationId: conversationId.optional(),
  property: z.string().max(40).optional().describe("Which place, by its id."),
  priority: z.enum(priorities).optional(),
});

export function givenBy(input: z.infer<typeof ticketInput>): Given {
  return {
    description: input.description,
    category: input.category,
    escalationReason: input.escalationReason,
    confidence: input.confidence,
    callerNumber: input.callerNumber,
    oaKey: input.oaKey,
    source: input.source,
    conversationId: input.conversationId,
    property: input.property,
    priority: input.priority,
  };
}
