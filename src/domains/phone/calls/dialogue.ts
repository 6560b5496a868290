import { Buffer } from "node:buffer";
import * as z from "zod";
import type { DialogueLine } from "#domains/phone/provider-events.ts";

/** A line of what was said. The other side's words stand in `untrustedContent`. */
export const spokenLine = z.object({
  speaker: z.enum(["desk", "customer", "unknown"]),
  content: z.string().optional(),
  untrustedContent: z.string().optional(),
  start: z.number().describe("Seconds from the start of the call."),
});

export interface ShownDialogue {
  dialogue: z.infer<typeof spokenLine>[];
  /** True where it is longer than what is shown. */
  dialogueTruncated: boolean;
}

/** As much of it from its beginning as fits in `longest` bytes of JSON. */
export function viewDialogue(said: readonly DialogueLine[], longest: number): ShownDialogue {
  const dialogue: z.infer<typeof spokenLine>[] = [];
  let length = 0;
  for (const line of said) {
    const words = line.speaker === "desk" ? { content: line.content } : { untrustedContent: line.content };
    const shown = { speaker: line.speaker, start: line.start, ...words };
    length += Buffer.byteLength(JSON.stringify(shown));
    if (length > longest) break;
    dialogue.push(shown);
  }
  return { dialogue, dialogueTruncated: dialogue.length < said.length };
}
