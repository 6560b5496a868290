import type { AuditEntry, StoredLine } from "./line.ts";

/** Lines that one row holds at most: handing a row over costs more than storing it. */
export const linesTogether = 100;

/** The last key of a line's canonical JSON, before which its number goes: no text in it holds bare quotes. */
const lastKey = ',"user":';

/**
 * Lines as one text, a line each, in the canonical JSON that the chain covers, without their numbers: those they
 * get when they are stored. Only lines without an input are packed.
 */
export function packed(entries: readonly AuditEntry[]): string {
  return entries.map(textOf).join("\n");
}

function textOf({ at, client, digest, face, id, operation, outcome, parentId, requestId, user }: AuditEntry) {
  const [hash, parent] = [digest ?? null, parentId ?? null];
  return JSON.stringify({
    ...{
      at,
      client,
      digest: hash,
      face,
      id,
      operation,
      outcome,
      parentId: parent,
      payloadHash: null,
      requestId,
    },
    user,
  });
}

/** A row of the audit, with the lines that were packed before it. */
export type PackedRow = StoredLine & { packed: string | null };

/** The canonical JSON of the lines packed in a row, each with its number, in their order. */
export function* packedTexts(row: PackedRow): Generator<{ seq: number; text: string }> {
  if (row.packed === null) return;
  const texts = row.packed.split("\n");
  let seq = row.seq - texts.length;
  for (const text of texts) {
    const at = text.lastIndexOf(lastKey);
    yield { seq, text: `${text.slice(0, at)},"seq":${seq}${text.slice(at)}` };
    seq++;
  }
}

/** Every line of a row, in their order: those packed in it, then its own. */
export function unpacked(row: PackedRow): StoredLine[] {
  const { packed: _packed, ...own } = row;
  return [...[...packedTexts(row)].map(({ text }) => JSON.parse(text) as StoredLine), own];
}
