import type { Jobs } from "#platform/jobs.ts";
import type { Deliverer } from "#webhooks/deliver.ts";
import type { Inbox } from "#webhooks/inbox.ts";
import type { Outbox } from "#webhooks/outbox.ts";
import type { Reactor } from "#webhooks/react.ts";
import type { CalendarRounds } from "./calendar-reading.ts";
import type { LineReading } from "./line-reading.ts";
import type { MoneyRounds } from "./money-rounds.ts";
import { type News, readingSeconds } from "./news.ts";
import type { OfficeRounds } from "./office-rounds.ts";
import { beatSeconds, type Processes } from "./processes.ts";
import type { ProviderRounds } from "./provider-rounds.ts";

export interface JobsParts
  extends ProviderRounds,
    OfficeRounds,
    MoneyRounds,
    Pick<CalendarRounds, "readCalendars"> {
  jobs: Jobs;
  processes: Processes;
  news: News;
  inbox: Inbox;
  outbox: Outbox;
  reactor: Reactor;
  deliverer: Deliverer;
  lines: LineReading;
  /** Writes what this process has in memory of the audit. */
  writeTheAudit(): Promise<void>;
  sealAudit(): Promise<void>;
  flushTokens(): Promise<void>;
  attend(): Promise<void>;
  keepHouse(): Promise<void>;
  /** Copies of the database, when it is time for one. */
  backUp(): Promise<void>;
}

/** Begins what the desk does by itself, again and again. */
export function beginJobs(parts: JobsParts): void {
  const { jobs, processes, news, inbox, outbox, reactor, deliverer, lines } = parts;

  // What is this process's own.
  if (!news.isAlone) {
    jobs.every("news of other processes", readingSeconds, news.read);
    jobs.every("beat of this process", beatSeconds, processes.beat);
  }
  jobs.every("audit", 1, parts.writeTheAudit);
  jobs.every("last use of tokens", 5, parts.flushTokens);
  // Whoever claims it does it: what is nobody's, and what this process has let fall itself.
  jobs.every("events that wait", 1, inbox.resume);
  jobs.every("effects that wait", 2, outbox.resume);
  jobs.every("effects that were cut off", 5, outbox.doubtCutOff);

  // What is done once for the desk, by the process that has the rounds.
  const round = (name: string, seconds: number, job: () => Promise<void>) =>
    jobs.every(name, seconds, async () => {
      if (processes.hasRounds) await job();
    });
  round("seal of the audit", 1, parts.sealAudit);
  round("effects in doubt", 5, outbox.lookUpUnknown);
  round("consents that providers are told", 60, parts.tellConsents);
  round("texts under way", 60, parts.followTexts);
  round("what was used this month", 300, parts.countUse);
  round("lines", 3600, lines.readAll);
  round("what providers have", 60, parts.catchUp);
  round("times that are kept, and reminders", 30, parts.keepTimes);
  round("visits to come", 3600, parts.lookAhead);
  round("payments and refunds under way", 15, parts.settlePayments);
  round("invoices that come again, and reminders of them", 60, parts.billAgain);
  round("the day's briefing", 60, parts.brief);
  round("calendars elsewhere", 60, parts.readCalendars);
  round("reactions", 5, async () => reactor.wake());
  round("deliveries", 5, async () => deliverer.wake());
  round("requests that wait", 10, parts.attend);
  round("housekeeping", 60, parts.keepHouse);
  round("copies of the database", 60, parts.backUp);
}
