import type { Reader } from "#db/client.ts";
import type { ShownCall } from "#domains/phone/history-store.ts";
import type { DialogueLine } from "#domains/phone/provider-events.ts";
import { type ShownDialogue, viewDialogue } from "./dialogue.ts";
import { type TranscriptRow, transcriptsOf } from "./transcript-store.ts";

type KeptTranscript = Pick<TranscriptRow, "status" | "madeBy"> & { lines: DialogueLine[] };

/** What is kept of what was said on calls, by the call's id. */
export async function keptTranscripts(
  db: Reader,
  rows: readonly ShownCall[],
): Promise<Map<string, KeptTranscript>> {
  const kept = new Map<string, KeptTranscript>();
  for (const provider of new Set(rows.map((row) => row.provider))) {
    const named = rows.filter((row) => row.provider === provider && row.providerId !== null);
    const names = named.map((row) => row.providerId ?? "");
    const stored = await transcriptsOf(db, provider, names);
    for (const row of named) {
      const found = stored.get(row.providerId ?? "");
      if (found) {
        const { status, madeBy, dialogue } = found;
        kept.set(row.id, { status, madeBy, lines: JSON.parse(dialogue) });
      }
    }
  }
  return kept;
}

/** The same as it is shown, `longest` bytes of JSON of each. */
export async function dialoguesOf(
  db: Reader,
  rows: readonly ShownCall[],
  longest: number,
): Promise<Map<string, ShownDialogue>> {
  const kept = await keptTranscripts(db, rows);
  return new Map([...kept].map(([id, { lines }]) => [id, viewDialogue(lines, longest)]));
}
