/** What stands in a calendar that is read elsewhere. */
export interface IcsEvent {
  uid: string;
  startsAt: number;
  endsAt: number;
  summary: string;
  location: string | null;
  description: string | null;
  url?: string | undefined;
  isCancelled?: boolean;
  /** How often it has changed (RFC 5545 §3.8.7.4). */
  sequence: number;
  /** When it was last changed, in milliseconds, UTC. */
  changedAt: number;
}

/** A calendar (RFC 5545) with these events, in UTC: every reader shows them by its own clocks. */
export async function writeCalendar(name: string, events: readonly IcsEvent[]): Promise<string> {
  const { default: ical } = await import("ical.js");
  const calendar = new ical.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", "-//Frontdesk//Calendar//EN");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("calscale", "GREGORIAN");
  calendar.addPropertyWithValue("method", "PUBLISH");
  calendar.addPropertyWithValue("x-wr-calname", name);
  const utc = (at: number) => ical.Time.fromJSDate(new Date(at), true);
  for (const event of events) {
    const entry = new ical.Component("vevent");
    entry.addPropertyWithValue("uid", event.uid);
    entry.addPropertyWithValue("dtstamp", utc(event.changedAt));
    entry.addPropertyWithValue("dtstart", utc(event.startsAt));
    entry.addPropertyWithValue("dtend", utc(event.endsAt));
    entry.addPropertyWithValue("summary", event.summary);
    entry.addPropertyWithValue("sequence", event.sequence);
    entry.addPropertyWithValue("status", event.isCancelled ? "CANCELLED" : "CONFIRMED");
    if (event.location !== null) entry.addPropertyWithValue("location", event.location);
    if (event.description !== null) entry.addPropertyWithValue("description", event.description);
    if (event.url !== undefined) entry.addPropertyWithValue("url", event.url);
    calendar.addSubcomponent(entry);
  }
  return `${calendar.toString()}\r\n`;
}
