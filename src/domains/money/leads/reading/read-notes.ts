import { findPhoneNumbersInText } from "libphonenumber-js/min";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { addressIn } from "./addresses.ts";
import { clausesIn } from "./clauses.ts";
import { without } from "./found.ts";
import { nameIn } from "./names.ts";

export const readFields = ["name", "phones", "email", "address", "property", "context", "interest"] as const;

/** What notes say of somebody, and how sure each of it is. */
export interface ReadLead {
  name: string | null;
  phones: string[];
  email: string | null;
  address: string | null;
  property: string | null;
  context: string | null;
  interest: string | null;
  urgency: "low" | "medium" | "high" | null;
  sure: Record<string, number>;
}

const emails = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/u;
/** As somebody says it, and somebody else writes it down: `mary dot thompson at gmail dot com`. */
const spokenEmails =
  /\b[a-z0-9]+(?:(?:\s+(?:dot|punto|underscore|dash)\s+)[a-z0-9]+)*\s+(?:at|arroba)\s+[a-z0-9]+(?:\s+(?:dot|punto)\s+[a-z]{2,10})+\b/iu;
const high =
  /\b(?:asap|urgent(?:ly)?|urgente|emergency|emergencia|right now|immediately|today|tonight|hoy|ahora mismo|as soon as possible|cuanto antes|flooding|leaking)\b/iu;
const low =
  /\b(?:no (?:rush|hurry)|not urgent|just (?:looking|browsing|curious)|whenever|sometime next|next year|some ?day|sin prisa|no hay prisa|no corre prisa|next (?:spring|summer|fall|autumn))\b/iu;
const medium = /\b(?:this week|next week|within (?:a|the next|two) weeks?|soon|esta semana|pronto)\b/iu;

/**
 * Reads who and what notes are about by rules alone: nothing leaves the desk, and nothing that notes say is done. What
 * cannot be read is null. `region` is the country of numbers without a country code.
 */
export async function readNotes(notes: string, region: string): Promise<ReadLead> {
  const text = notes.replaceAll("’", "'").replaceAll("\r", "");
  const email = emailIn(text);
  const phones = phonesIn(without(text, [email?.raw ?? ""]), region);
  const rest = without(text, [email?.raw ?? "", ...phones.map(({ raw }) => raw)]);
  const address = addressIn(rest);
  const name = await nameIn(without(rest, []));
  const clauses = clausesIn(without(rest, [address?.text ?? "", name?.text ?? ""]).replaceAll(labels, " "));
  const sure: Record<string, number> = {
    ...(name ? { name: name.sure } : {}),
    ...(phones.length > 0 ? { phones: 0.97 } : {}),
    ...(email ? { email: email.sure } : {}),
    ...(address ? { address: address.sure } : {}),
    ...Object.fromEntries(Object.entries(clauses).map(([kind, found]) => [kind, found.sure])),
  };
  return {
    name: name?.text ?? null,
    phones: phones.map(({ phone }) => phone),
    email: email?.address ?? null,
    address: address?.text ?? null,
    property: clauses.property?.text ?? null,
    context: clauses.context?.text ?? null,
    interest: clauses.interest?.text ?? null,
    urgency: low.test(text) ? "low" : high.test(text) ? "high" : medium.test(text) ? "medium" : null,
    sure,
  };
}

const labels =
  /\b(?:phone|cell|mobile|home|work|tel|teléfono|móvil|email|e-mail|correo|name|nombre|address|dirección|caller|property|interest|notes?)\s*[:=](?=\s)/giu;

function emailIn(text: string): { raw: string; address: string; sure: number } | undefined {
  const written = emails.exec(text)?.[0].replace(/[.-]+$/u, "");
  if (written) return { raw: written, address: written.toLowerCase(), sure: 0.98 };
  const spoken = spokenEmails.exec(text)?.[0];
  if (!spoken) return undefined;
  const address = spoken
    .toLowerCase()
    .replaceAll(/\s+(?:dot|punto)\s+/g, ".")
    .replaceAll(/\s+underscore\s+/g, "_")
    .replaceAll(/\s+dash\s+/g, "-")
    .replace(/\s+(?:at|arroba)\s+/, "@");
  return /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/.test(address) ? { raw: spoken, address, sure: 0.85 } : undefined;
}

/** The numbers in notes, each once: as the library finds them, and as it would not, with dots or run together. */
function phonesIn(text: string, region: string): { raw: string; phone: string }[] {
  const found = findPhoneNumbersInText(text, region as Parameters<typeof findPhoneNumbersInText>[1]).map(
    ({ number, startsAt, endsAt }) => ({ raw: text.slice(startsAt, endsAt), phone: number.number as string }),
  );
  const written = [...text.matchAll(/\+?\(?\d[\d\s().-]{7,18}\d/gu)].flatMap(([raw]) => {
    const phone = readPhoneNumber(raw, region);
    return phone === undefined ? [] : [{ raw, phone }];
  });
  const all = [...found, ...written].sort((a, b) => text.indexOf(a.raw) - text.indexOf(b.raw));
  return [...new Map(all.toReversed().map((each) => [each.phone, each])).values()].toReversed().slice(0, 5);
}
