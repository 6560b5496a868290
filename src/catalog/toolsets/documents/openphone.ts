import * as z from "zod";
import { requestTools } from "../domains/oversight.ts";
import type { Alias, ToolEntry } from "../tool-entry.ts";

const oneText: Alias = {
  input: z.strictObject({
    to: z.string().min(1).max(40).describe("The number, any readable form."),
    content: z.string().min(1).max(1600),
    from: z
      .string()
      .max(40)
      .optional()
      .describe("The desk's number to send from; the usual line when left out."),
  }),
  example: { to: "+15550100200", content: "Breakfast is from eight." },
  adapt: ({ to, ...rest }) => ({ ...rest, to: [to] }),
};

const inboxTexts: Alias = {
  input: z.strictObject({
    inbox: z
      .string()
      .max(60)
      .optional()
      .describe("One of the desk's numbers or line ids; the usual line when left out."),
    participant: z.string().max(40).optional().describe("Only texts with this number."),
    limit: z.int().min(1).max(100).default(10),
    cursor: z.string().max(200).optional(),
  }),
  example: { participant: "+15550100200", limit: 10 },
  adapt: ({ inbox, participant, ...rest }) => ({
    ...rest,
    ...(inbox === undefined ? {} : { line: inbox }),
    ...(participant === undefined ? {} : { phoneNumber: participant }),
  }),
};

/** `/mcp/openphone`: the short list of the openphone document, with its own argument names. */
export const openphone: readonly ToolEntry[] = [
  { name: "send-message", operation: "message.send", alias: oneText },
  { name: "bulk-messages", operation: "message.send_bulk" },
  { name: "create-contact", operation: "contact.create" },
  { name: "fetch-call-transcripts", operation: "call.transcripts" },
  { name: "fetch-messages", operation: "message.list", alias: inboxTexts },
  ...requestTools,
];
