const weekdays = "(?:SU|MO|TU|WE|TH|FR|SA)";
const plainDays = new RegExp(`^${weekdays}(?:,${weekdays})*$`);
/** Every month has a first to a fourth of each weekday, not a fifth. */
const placedDays = new RegExp(`^-?[1-4]?${weekdays}(?:,-?[1-4]?${weekdays})*$`);
const parts = ["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"];

/**
 * Whether a rule (RFC 5545 §3.3.10) comes again within a few years from anywhere: of what never does, such as the 30th of
 * February, the next date is looked for without end.
 */
export function comesAgain(rule: string): boolean {
  const said = new Map(
    rule
      .toUpperCase()
      .split(";")
      .filter(Boolean)
      .map((part): [string, string] => {
        const [name = "", value = ""] = part.split("=");
        return [name, value];
      }),
  );
  if ([...said.keys()].some((name) => !parts.includes(name))) return false;
  const of = (name: string) => said.get(name);
  const [freq, days] = [of("FREQ") ?? "", of("BYDAY")];
  if (!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].includes(freq)) return false;
  if (!/^[1-9]\d{0,2}$/.test(of("INTERVAL") ?? "1")) return false;
  const monthDays = numbersIn(of("BYMONTHDAY"));
  const months = numbersIn(of("BYMONTH"));
  const places = numbersIn(of("BYSETPOS"));
  // Skipping days, weeks or months, it may always miss what else it asks for.
  const skips = Number(of("INTERVAL") ?? 1) > 1;
  if (skips && freq === "DAILY" && (days || monthDays || months)) return false;
  if (skips && freq !== "YEARLY" && (months || (days && monthDays))) return false;
  if (days && !(freq === "MONTHLY" || freq === "YEARLY" ? placedDays : plainDays).test(days)) return false;
  if (monthDays && !monthDays.some((day) => day !== 0 && Math.abs(day) <= 28)) return false;
  if (months && !months.every((month) => month >= 1 && month <= 12)) return false;
  // The fourth of the Mondays is in every month; the second of the first Mondays in none.
  if (!places) return true;
  const hasPlaces = days !== undefined && plainDays.test(days) && !monthDays;
  return hasPlaces && freq === "MONTHLY" && places.every((place) => place !== 0 && Math.abs(place) <= 4);
}

function numbersIn(text: string | undefined): number[] | undefined {
  return text?.split(",").map(Number);
}

const units: Record<string, string> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };

/** A rule as people say it where it is a plain one, such as "every 3 months"; else as it is written. */
export function spokenRule(rule: string): string {
  const [, freq = "", interval = "1"] = /^FREQ=([A-Z]+)(?:;INTERVAL=(\d+))?$/.exec(rule) ?? [];
  const unit = units[freq];
  if (unit === undefined) return rule;
  return interval === "1" ? `every ${unit}` : `every ${interval} ${unit}s`;
}
