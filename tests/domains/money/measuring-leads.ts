import type { ReadLead } from "#domains/money/leads/reading/read-notes.ts";
import type { LeadNote } from "./lead-notes.ts";

/** How a field that was read is compared: what a careful reader would have written, however it is spelt out. */
const bare = (text: string | null) => (text ?? "").toLowerCase().replaceAll(/[,\s.]+/g, "");
const plain = (text: string) => text.toLowerCase().replaceAll(/[,.]/g, "").replaceAll(/\s+/g, " ");

/** In how many notes each field was read right: empty where it says nothing, else with all that it says. */
export async function measure(
  notes: readonly LeadNote[],
  read: (notes: string) => Promise<ReadLead>,
): Promise<{ right: Record<string, number>; all: number }> {
  const right: Record<string, number> = {};
  const count = (field: string, isRight: boolean) => {
    right[field] = (right[field] ?? 0) + (isRight ? 1 : 0);
  };
  for (const note of notes) {
    const found = await read(note.notes);
    count("name", bare(found.name) === bare(note.name));
    count("phones", JSON.stringify(found.phones) === JSON.stringify(note.phones));
    count("email", found.email === note.email);
    count("address", bare(found.address) === bare(note.address));
    for (const field of ["property", "context", "interest"] as const) {
      const words = note[field];
      const text = plain(found[field] ?? "");
      count(
        field,
        words.length === 0 ? found[field] === null : words.every((each) => text.includes(plain(each))),
      );
    }
    count("urgency", found.urgency === note.urgency);
  }
  return { right, all: notes.length };
}
