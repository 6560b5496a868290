/** How often each kind of outcome came about. A proof in which one never did has proved nothing of it. */
export interface Tally {
  schedules: number;
  acts: number;
  requests: number;
  executed: number;
  failed: number;
  denied: number;
  expired: number;
  cancelled: number;
  stale: number;
  /** Requests that were in doubt for a while. */
  unknown: number;
  /** Requests that were in doubt until the end, rightly: there was no trace to find. */
  leftInDoubt: number;
  textsSent: number;
  contactsGone: number;
  /** Decisions on what had been decided, had expired, or was not what was shown. */
  conflicts: number;
  forgeriesRefused: number;
  tampered: number;
  /** Equal calls that got the result, and the denial, of the one before. */
  resultsRepeated: number;
  denialsRepeated: number;
  /** Calls refused while everything was stopped. */
  stopped: number;
  crashes: number;
  /** Schedules of which something was under way when a process died. */
  cutOff: number;
  /** Errors that nobody meant; there must be none. */
  unexplained: string[];
}

export function emptyTally(): Tally {
  return {
    schedules: 0,
    acts: 0,
    requests: 0,
    executed: 0,
    failed: 0,
    denied: 0,
    expired: 0,
    cancelled: 0,
    stale: 0,
    unknown: 0,
    leftInDoubt: 0,
    textsSent: 0,
    contactsGone: 0,
    conflicts: 0,
    forgeriesRefused: 0,
    tampered: 0,
    resultsRepeated: 0,
    denialsRepeated: 0,
    stopped: 0,
    crashes: 0,
    cutOff: 0,
    unexplained: [],
  };
}

export function addTally(sum: Tally, more: Tally): void {
  for (const [name, value] of Object.entries(more)) {
    const key = name as keyof Tally;
    if (typeof value === "number") (sum[key] as number) += value;
  }
  sum.unexplained.push(...more.unexplained);
}

/** The kinds that never came about. */
export function missingIn(tally: Tally): string[] {
  return Object.entries(tally).flatMap(([name, value]) => (value === 0 ? [name] : []));
}
