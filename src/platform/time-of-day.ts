/** A time of day as somebody has said it, in minutes past midnight. */
export type TimeOfDay =
  /** One time. `isUnsure`: said without morning or afternoon, so that twelve hours later may be meant. */
  | { kind: "at"; minute: number; isUnsure: boolean }
  /**
   * Any beginning from `from` until before `until`. `isWindow`: they are told that somebody comes in between. `unsure`:
   * the hour of it that was said without morning or afternoon, so that it may be twelve hours later.
   */
  | { kind: "within"; from: number; until: number; isWindow: boolean; unsure?: "from" | "until" | "both" };

const hour = 60;
const day = 24 * hour;

/** What names a part of the day, in English and Spanish. */
const parts: [pattern: RegExp, from: number, until: number][] = [
  [/^(?:any ?time|whenever|any|all day|cuando sea|cualquier hora)$/, 0, day],
  [/^(?:early )?(?:in the )?mornings?$|^(?:por la )?manana$|^(?:first thing|am)$/, 0, 12 * hour],
  [/^(?:in the )?(?:early )?afternoons?$|^(?:por la )?tarde$|^pm$/, 12 * hour, 17 * hour],
  [/^late afternoon$/, 15 * hour, 18 * hour],
  [/^(?:in the )?evenings?$|^(?:por la )?noche$|^tonight$/, 17 * hour, day],
];

const clock =
  "(\\d{1,2})(?:[:.h](\\d\\d))?(?:ish| ?h| ?hrs)?\\s*(a\\.?m\\.?|p\\.?m\\.?|in the morning|in the afternoon|in the evening|de la manana|de la tarde|de la noche|o'?clock)?";

/** Hours as they are written out, one to twelve. */
const hours = "one two three four five six seven eight nine ten eleven twelve".split(" ");

/** Reads `9am`, `15:30`, `9:00-11:00`, `between 2 and 4pm`, `after 3pm`, `morning`, `noon`; undefined for anything else. */
export function readTimeOfDay(text: string): TimeOfDay | undefined {
  const said = text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[\u2013\u2014]/g, "-")
    .replaceAll(/\s+/g, " ")
    .replace(/^(?:at|around|about|a las|a la|sobre las) /, "")
    .trim();
  return readPart(said) ?? readRange(said) ?? readBound(said) ?? readOne(inDigits(said));
}

/** Minutes from now, of `in an hour`, `in 90 minutes`, `dentro de 2 horas`; undefined for anything else. */
export function readFromNow(text: string): number | undefined {
  const said = text.toLowerCase().trim();
  const found =
    /^(?:in|en|dentro de) (an?|una?|half an|media|\d{1,3}(?:\.5)?) ?(hours?|hrs?|h|horas?|minutes?|mins?|minutos?)$/.exec(
      said,
    );
  if (!found?.[1] || !found[2]) return undefined;
  const count = /^half|^media/.test(found[1]) ? 0.5 : /^\d/.test(found[1]) ? Number(found[1]) : 1;
  return Math.round(count * (found[2].startsWith("h") ? hour : 1));
}

function readPart(said: string): TimeOfDay | undefined {
  for (const [pattern, from, until] of parts)
    if (pattern.test(said)) return { kind: "within", from, until, isWindow: false };
  if (/^(?:noon|midday|12 noon|mediodia)$/.test(said))
    return { kind: "at", minute: 12 * hour, isUnsure: false };
  return undefined;
}

/** `half past two` as `2:30`, `quarter to three` as `2:45`, `las 3 y media` as `3:30`. */
function inDigits(said: string): string {
  const digits = said.replaceAll(new RegExp(`\\b(${hours.join("|")})\\b`, "g"), (name) =>
    String(hours.indexOf(name) + 1),
  );
  const found = /^(?:(half|(?:a )?quarter) (past|to) (\d{1,2})(?!\d)|(\d{1,2}) y (media|cuarto))(.*)$/.exec(
    digits,
  );
  if (!found) return digits;
  const said12 = Number(found[3] ?? found[4]);
  if (said12 < 1 || said12 > 12) return said;
  const isHalf = found[1] === "half" || found[5] === "media";
  const isBefore = found[2] === "to";
  const at = isBefore ? said12 - 1 || 12 : said12;
  return `${at}:${isHalf ? 30 : isBefore ? 45 : 15}${found[6] ?? ""}`;
}

function readOne(said: string): TimeOfDay | undefined {
  const found = new RegExp(`^${clock}$`).exec(said);
  const read = found && minuteIn(found, 1);
  return read ? { kind: "at", ...read } : undefined;
}

function readRange(said: string): TimeOfDay | undefined {
  const found = new RegExp(
    `^(?:between |from |entre (?:las )?|de )?${clock} ?(?:-|to|and|until|y las|y|a las|a) ?${clock}$`,
  ).exec(said);
  if (!found) return undefined;
  const until = minuteIn(found, 4);
  // "2 to 4pm" says of both that it is afternoon.
  const from = minuteIn(found, 1, found[3] ?? found[6]);
  if (!from || !until) return undefined;
  const start = from.minute < until.minute ? from : minuteIn(found, 1);
  if (!start) return undefined;
  // "9 to 5" goes past noon.
  const goesOn = until.isUnsure && until.minute <= start.minute;
  const end = goesOn ? until.minute + 12 * hour : until.minute;
  if (start.minute >= end) return undefined;
  const isUnsure = start.isUnsure && until.isUnsure && !goesOn;
  const window = { kind: "within" as const, from: start.minute, until: end, isWindow: true };
  return isUnsure ? { ...window, unsure: "both" } : window;
}

function readBound(said: string): TimeOfDay | undefined {
  const found = new RegExp(
    `^(after|from|before|until|by|despues de|a partir de|antes de)(?: las?)? ${clock}$`,
  ).exec(said.replace("noon", "12pm"));
  const read = found && minuteIn(found, 2);
  if (!found || !read) return undefined;
  const isAfter = /^(?:after|from|despues|a partir)/.test(found[1] ?? "");
  const unsure = isAfter ? ("from" as const) : ("until" as const);
  const bound = isAfter ? { from: read.minute, until: day } : { from: 0, until: read.minute };
  return { kind: "within", ...bound, isWindow: false, ...(read.isUnsure ? { unsure } : {}) };
}

/** Minutes past midnight of three groups from `at` on: hour, minute, half of the day. */
function minuteIn(
  found: RegExpExecArray,
  at: number,
  half = found[at + 2],
): { minute: number; isUnsure: boolean } | undefined {
  const [said, minutes] = [Number(found[at]), Number(found[at + 1] ?? 0)];
  if (said > 23 || minutes > 59) return undefined;
  const isAfternoon = /^p|afternoon|evening|tarde|noche/.test(half ?? "");
  const isMorning = /^a|morning|manana/.test(half ?? "");
  if (isAfternoon)
    return said > 12 ? undefined : { minute: ((said % 12) + 12) * hour + minutes, isUnsure: false };
  if (isMorning) return said > 12 ? undefined : { minute: (said % 12) * hour + minutes, isUnsure: false };
  // 15:30 and 09:30 say which half of the day they mean, 3 and 9:30 may mean either.
  const isUnsure = said >= 1 && said <= 12 && !/^0/.test(found[at] ?? "") && said !== 12;
  return { minute: said * hour + minutes, isUnsure };
}
