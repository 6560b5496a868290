import type { AuditEntry, StoredLine } from "./line.ts";

/** Lines that one row holds at most: handing a row over costs more than storing it. */
export const linesTogether = 100;

/** What lines of one caller, operation and outcome have alike. */
type Kind = [
  client: string,
  digest: string | null,
  face: string,
  operation: string,
  outcome: string,
  parentId: string | null,
  user: string,
];

/** What stands in a line's own text as it is: nothing that JSON would escape, and no space. */
const plain = /^[\w.:-]{1,80}$/;

/** True for a line that may share a row: what it holds lies nowhere else. */
export function isPackable({ id, requestId, input, reasoning }: AuditEntry): boolean {
  return input === undefined && reasoning === undefined && plain.test(requestId) && plain.test(id);
}

/**
 * Lines as one text: what some of them have alike as a JSON list on the first line, then a line each with the number
 * of its kind, its moment, its id and its request. Their numbers in the audit they get when they are stored.
 */
export function packed(entries: readonly AuditEntry[]): string {
  const numbers = new Map<string, number>();
  const kinds: Kind[] = [];
  let lines = "";
  for (const { at, client, digest, face, id, operation, outcome, parentId, requestId, user } of entries) {
    const name = JSON.stringify([client, operation, outcome, face, user, digest, parentId]);
    let number = numbers.get(name);
    if (number === undefined) {
      number = kinds.push([client, digest ?? null, face, operation, outcome, parentId ?? null, user]) - 1;
      numbers.set(name, number);
    }
    lines += `\n${number} ${at} ${id} ${requestId}`;
  }
  return JSON.stringify(kinds) + lines;
}

/** A row of the audit, with the lines that were packed before it. */
export type PackedRow = StoredLine & { packed: string | null };

/** The canonical JSON of the lines packed in a row, as the chain takes them, each with its number, in their order. */
export function* packedTexts(row: PackedRow): Generator<{ seq: number; text: string }> {
  if (row.packed === null) return;
  const [head = "[]", ...lines] = row.packed.split("\n");
  const kinds = (JSON.parse(head) as Kind[]).map(frameOf);
  let seq = row.seq - lines.length;
  for (const line of lines) {
    const [number, at, id, requestId] = line.split(" ");
    const frame = kinds[Number(number)];
    if (!frame) throw new TypeError("a packed line is of a kind that its row does not name");
    const [afterAt, afterId, afterSeq] = frame;
    yield { seq, text: `{"at":${at}${afterAt}${id}${afterId}${requestId}","seq":${seq}${afterSeq}` };
    seq++;
  }
}

/** What stands in a line's canonical JSON between what is its own. */
function frameOf([client, digest, face, operation, outcome, parentId, user]: Kind): [string, string, string] {
  const json = JSON.stringify;
  return [
    `,"client":${json(client)},"digest":${json(digest)},"face":${json(face)},"id":"`,
    `","operation":${json(operation)},"outcome":${json(outcome)},"parentId":${json(parentId)},"payloadHash":null,"requestId":"`,
    `,"user":${json(user)}}`,
  ];
}

/** Every line of a row, in their order: those packed in it, then its own. */
export function unpacked(row: PackedRow): StoredLine[] {
  const { packed: _packed, ...own } = row;
  return [...readable(row), own];
}

/** None where what is packed can no longer be read: then its seal tells that lines are missing. */
function readable(row: PackedRow): StoredLine[] {
  return orNone(() => [...packedTexts(row)].map(({ text }) => JSON.parse(text) as StoredLine));
}

/** What lines packed in a row have alike; none where it cannot be read. */
export function kindsOf({ packed: text }: PackedRow): Alike[] {
  if (text === null) return [];
  const kinds = orNone(() => JSON.parse(text.slice(0, text.indexOf("\n"))) as Kind[]);
  return kinds.map(([client, , , operation, outcome, , user]) => ({ operation, outcome, user, client }));
}

/** What a line is looked for by. */
export type Alike = Pick<StoredLine, "operation" | "outcome" | "user" | "client">;

/** Text that somebody has changed reads as nothing, and breaks nothing off. */
function orNone<Item>(read: () => Item[]): Item[] {
  try {
    return read();
  } catch (failure) {
    if (failure instanceof SyntaxError || failure instanceof TypeError) return [];
    throw failure;
  }
}
