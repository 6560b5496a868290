import type { Database } from "#db/client.ts";
import type { ServiceKey } from "#operation/operation.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import type { AuditEntry } from "./line.ts";
import { linesTogether } from "./pack.ts";
import { type AuditUnit, auditUnits } from "./store.ts";

/** Lines of the audit that have no unit of their own: reads, refusals, failed sign-ins. */
/** Lines of reads and refusals that are not written yet. */
export const auditMemory: ServiceKey<Pick<AuditMemory, "flush">> = { name: "audit memory" };

export interface AuditMemory {
  /** Keeps a line until it is written, within a second; a crash may lose it. */
  remember(entry: AuditEntry): void;
  flush(): Promise<void>;
}

/** Lines after which they are written without waiting for the second to pass. */
const flushAt = 1000;

/** Units that are written in one go: some thousand lines at most, between which callers are answered. */
const unitsAtOnce = 40;
const mostUnwritten = 50_000;
/** What anybody can cause as often as they like leaves one line a second for each caller: these, and all of nobody's. */
const repeatable = new Set(["RATE_LIMIT_EXCEEDED", "AUTH_REQUIRED"]);

export function createAuditMemory(database: Database): AuditMemory {
  const log = logOf("audit");
  const lately = new Map<string, number>();
  /** Made ready as they fill up, so that no flush has much to do at once, and little is held for long. */
  let ready: AuditUnit[] = [];
  let open: AuditEntry[] = [];
  /** Lines that are not written, those on their way among them. */
  let unwritten = 0;
  let sinceFlush = 0;
  let isLosing = false;
  return { remember, flush };

  function remember(entry: AuditEntry): void {
    if ((repeatable.has(entry.outcome) || entry.user === "nobody") && isRepeat(entry)) return;
    if (unwritten >= mostUnwritten) {
      if (!isLosing) log.error("The audit of reads cannot be written; what comes now is lost.");
      isLosing = true;
      return;
    }
    open.push(entry);
    unwritten++;
    if (open.length === linesTogether) makeReady();
    if (++sinceFlush >= flushAt) {
      void flush().catch((failure: unknown) =>
        log.error("The audit could not be written.", describeFailure(failure)),
      );
    }
  }

  function makeReady(): void {
    ready.push(...auditUnits(open));
    open = [];
  }

  /** A caller who is refused again and again leaves one line a second, not one a call. */
  function isRepeat({ operation, client, outcome, at }: AuditEntry): boolean {
    const second = Math.floor(at / 1000);
    const name = `${operation} ${outcome} ${client}`;
    if (lately.get(name) === second) return true;
    if (lately.size > 10_000) lately.clear();
    lately.set(name, second);
    return false;
  }

  async function flush(): Promise<void> {
    sinceFlush = 0;
    makeReady();
    while (ready.length > 0) await write(ready.splice(0, unitsAtOnce));
  }

  /** @throws DeskError while nothing can be written; then what is left is kept. */
  async function write(units: AuditUnit[]): Promise<void> {
    try {
      await database.write(units.flatMap(({ unit }) => unit));
      written(units);
    } catch (failure) {
      if (failure instanceof DeskError) {
        ready = [...units, ...ready];
        throw failure;
      }
      await writeEach(units);
    }
  }

  /** What the database refuses does not hold up the rest. */
  async function writeEach(units: AuditUnit[]): Promise<void> {
    for (const [n, each] of units.entries()) {
      try {
        await database.write(each.unit);
      } catch (failure) {
        if (failure instanceof DeskError) {
          ready = [...units.slice(n), ...ready];
          throw failure;
        }
        log.error("A part of the audit could not be written.", describeFailure(failure));
      }
      written([each]);
    }
  }

  function written(units: readonly AuditUnit[]): void {
    for (const { lines } of units) unwritten -= lines;
    isLosing = false;
  }
}
