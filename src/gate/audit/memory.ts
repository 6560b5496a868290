import type { Database } from "#db/client.ts";
import type { Unit } from "#db/statement.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import type { AuditEntry } from "./line.ts";
import { linesTogether } from "./pack.ts";
import { auditUnits } from "./store.ts";

/** Lines of the audit that have no unit of their own: reads, refusals, failed sign-ins. */
export interface AuditMemory {
  /** Keeps a line until it is written, within a second; a crash may lose it. */
  remember(entry: AuditEntry): void;
  flush(): Promise<void>;
}

/** Lines after which they are written without waiting for the second to pass. */
const flushAt = 1000;

const mostUnwritten = 50_000;
/** What anybody can cause as often as they like leaves one line a second for each caller: these, and all of nobody's. */
const repeatable = new Set(["RATE_LIMIT_EXCEEDED", "AUTH_REQUIRED"]);

export function createAuditMemory(database: Database): AuditMemory {
  const log = logOf("audit");
  const lately = new Map<string, number>();
  /** Made ready as they fill up, so that no flush has much to do at once, and little is held for long. */
  let ready: Unit[] = [];
  let open: AuditEntry[] = [];
  let unwritten = 0;
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
    if (unwritten % flushAt === 0) {
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
    makeReady();
    const units = ready;
    const lines = unwritten;
    ready = [];
    unwritten = 0;
    isLosing = false;
    if (units.length === 0) return;
    try {
      await database.write(units.flat());
    } catch (failure) {
      if (failure instanceof DeskError) {
        ready = [...units, ...ready];
        unwritten += lines;
        throw failure;
      }
      await flushEach(units);
    }
  }

  /** What the database refuses does not hold up the rest. */
  async function flushEach(units: readonly Unit[]): Promise<void> {
    for (const unit of units) {
      await database
        .write(unit)
        .catch((failure: unknown) =>
          log.error("A part of the audit could not be written.", describeFailure(failure)),
        );
    }
  }
}
