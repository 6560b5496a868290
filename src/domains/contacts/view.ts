import * as z from "zod";
import type { Settings } from "#operation/settings.ts";
import { isoIn } from "#platform/zone.ts";
import type { ContactRow } from "./store.ts";

/** A contact as tools and REST show it. */
export const contactView = z.object({
  id: z.string().describe("con_…"),
  name: z.string().nullable().describe("null until somebody says who the number belongs to"),
  phones: z.array(z.string()).describe("E.164"),
  email: z.string().nullable(),
  notes: z.string().nullable(),
  wordsOf: z
    .array(z.string())
    .optional()
    .describe("Whoever wrote this had just read these numbers' words: name and notes may repeat them."),
  createdAt: z.string(),
});

export type ContactView = z.infer<typeof contactView>;

export function viewContact(row: ContactRow, phones: string[], settings: Settings): ContactView {
  return {
    id: row.id,
    name: row.name,
    phones,
    email: row.email,
    notes: row.notes,
    ...(row.wordsOf === null ? {} : { wordsOf: JSON.parse(row.wordsOf) as string[] }),
    createdAt: isoIn(settings.get("business.zone"), row.createdAt),
  };
}
