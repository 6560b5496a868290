import type * as z from "zod";
import { contactName, email as emailKind, tag as tagKind } from "#domains/contacts/details/contact-input.ts";
import type { OperationContext } from "#operation/operation.ts";
import { maskCards } from "#platform/card-numbers.ts";
import { cutText } from "#platform/cut-text.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { DeskError } from "#src/errors.ts";
import { type Brought, knownBy } from "./import-store.ts";
import type { Listed } from "./listed.ts";
import { readCsv } from "./reading-csv.ts";
import { readVcards } from "./reading-vcard.ts";

/** The most contacts of one list. */
const mostContacts = 10_000;

/** A list sorted out: whom it would bring, who is here already, and what cannot be taken. */
export interface SortedList {
  fresh: Brought[];
  known: { line: number; name: string; by: string; contact: { id: string; name: string | null } }[];
  problems: { line: number; name: string; why: string }[];
}

/** What is read of a list, whichever of both kinds it is. @throws DeskError VALIDATION_ERROR */
export async function readList(text: string): Promise<Listed[]> {
  const isCards = /^\s*begin:vcard/i.test(text);
  const listed = isCards ? await cardsIn(text) : readCsv(text);
  if (!listed)
    throw new DeskError("VALIDATION_ERROR", "That is no list of contacts.", {
      fields: {
        text: [
          "The first line of a CSV names its columns, one of them Name, Phone or Email; or it is a vCard file.",
        ],
      },
    });
  if (listed.length > mostContacts)
    throw new DeskError("VALIDATION_ERROR", `A list has at most ${mostContacts} contacts.`, {
      fields: { text: ["Bring it in in parts."] },
    });
  return listed;
}

async function cardsIn(text: string): Promise<Listed[] | undefined> {
  try {
    return await readVcards(text);
  } catch (failure) {
    // What is no card is told as what is no list; the reader's own words say nothing to whoever sent it.
    if (failure instanceof Error) return undefined;
    throw failure;
  }
}

/** Sorts a list out; of two entries with one number or email the second adds to the first. Asks nobody and writes nothing. */
export async function sortList(
  listed: readonly Listed[],
  system: string,
  ctx: OperationContext,
): Promise<SortedList> {
  const region = ctx.settings.get("business.region");
  const sorted: SortedList = { fresh: [], known: [], problems: [] };
  const read = listed.map((entry) => ({ entry, contact: contactIn(entry, region, system, ctx) }));
  const here = await knownBy(ctx.db, {
    phones: read.flatMap(({ contact }) => contact.phones.map(({ e164 }) => e164)),
    emails: read.flatMap(({ contact }) => emailsOf(contact)),
  });
  const mine = new Map<string, Brought>();
  for (const { entry, contact } of read) {
    const marks = [...contact.phones.map(({ e164 }) => e164), ...emailsOf(contact)];
    const known = marks.find((mark) => here.has(mark));
    const [twin, ...bridged] = new Set(marks.flatMap((mark) => mine.get(mark) ?? []));
    const { line } = entry;
    const name = cutText(entry.name || marks[0] || "", 120);
    if (contact.name === null && marks.length === 0)
      sorted.problems.push({
        line,
        name,
        why: "It has neither a name, nor a number or email that can be read.",
      });
    else if (known !== undefined)
      sorted.known.push({ line, name, by: known, contact: here.get(known) ?? { id: "", name: null } });
    else if (twin) join(twin, contact);
    else sorted.fresh.push(contact);
    // Somebody who has the number of one entry and the address of another: all three are one.
    if (twin && known === undefined)
      for (const other of bridged) {
        join(twin, other);
        sorted.fresh = sorted.fresh.filter((each) => each !== other);
        for (const [mark, whose] of mine) if (whose === other) mine.set(mark, twin);
      }
    for (const mark of marks) if (!mine.has(mark) && known === undefined) mine.set(mark, twin ?? contact);
  }
  return sorted;
}

function contactIn(entry: Listed, region: string, system: string, ctx: OperationContext): Brought {
  const phones = entry.phones.flatMap((raw) => {
    const e164 = readPhoneNumber(raw, region);
    return e164 === undefined ? [] : [{ e164, raw }];
  });
  const unread = entry.phones.filter(
    (raw) => raw.trim() !== "" && readPhoneNumber(raw, region) === undefined,
  );
  const emails = [...new Set(entry.emails.flatMap((each) => ok(emailKind, each) ?? []))];
  const [email = null, ...others] = emails;
  const attributes = Object.entries(entry.attributes)
    .slice(0, 50)
    .map(([name, value]) => [cutText(name, 60), maskCards(cutText(value, 500))] as const);
  return {
    id: ctx.newId("con"),
    name: ok(contactName, cutText(oneLine(entry.name), 120)) ?? null,
    phones: phones.filter(({ e164 }, at) => phones.findIndex((each) => each.e164 === e164) === at),
    email,
    emails: others,
    addresses: entry.addresses.slice(0, 10).map(({ label, address }) => ({
      ...{
        id: ctx.newId("adr"),
        label,
        address: maskCards(cutText(oneLine(address), 300)),
        directions: null,
      },
    })),
    tags: [...new Set(entry.tags.flatMap((each) => ok(tagKind, each) ?? []))].slice(0, 50),
    notes: maskCards(cutText(entry.notes, 4000)) || null,
    // A number that nobody can dial is kept as it was written.
    attributes: Object.fromEntries([
      ...attributes,
      ...(unread.length > 0 ? [["Other numbers", unread.join(", ")]] : []),
    ]),
    externalIds: entry.externalId === "" ? {} : { [system]: cutText(entry.externalId, 200) },
  };
}

function emailsOf({ email, emails }: Brought): string[] {
  return [...(email === null ? [] : [email]), ...emails];
}

function join(into: Brought, from: Brought): void {
  into.name ??= from.name;
  into.phones.push(...from.phones.filter(({ e164 }) => !into.phones.some((each) => each.e164 === e164)));
  const own = emailsOf(into);
  into.emails.push(...emailsOf(from).filter((each) => !own.includes(each)));
  into.notes = [into.notes, from.notes].filter((each) => each !== null).join("\n") || null;
  into.tags = [...new Set([...into.tags, ...from.tags])];
}

function ok<Value>(kind: z.ZodType<Value>, text: string): Value | undefined {
  const read = kind.safeParse(text.trim());
  return read.success ? read.data : undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
