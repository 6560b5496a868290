import type { Database } from "#db/client.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";
import type { AuditEntry } from "./line.ts";
import { auditBatch, auditStatements } from "./store.ts";

/** Lines of the audit that have no unit of their own: reads, refusals, failed sign-ins. */
export interface AuditMemory {
  /** Keeps a line until it is written, within a second; a crash may lose it. */
  remember(entry: AuditEntry): void;
  flush(): Promise<void>;
}

const flushAt = 1000;
const mostUnwritten = 50_000;
/** What anybody can cause as often as they like leaves one line a second for each caller: these, and all of nobody's. */
const repeatable = new Set(["RATE_LIMIT_EXCEEDED", "AUTH_REQUIRED"]);

export function createAuditMemory(database: Database): AuditMemory {
  const log = logOf("audit");
  const lately = new Map<string, number>();
  let unwritten: AuditEntry[] = [];
  let isLosing = false;
  return { remember, flush };

  function remember(entry: AuditEntry): void {
    if ((repeatable.has(entry.outcome) || entry.user === "nobody") && isRepeat(entry)) return;
    if (unwritten.length >= mostUnwritten) {
      if (!isLosing) log.error("The audit of reads cannot be written; what comes now is lost.");
      isLosing = true;
      return;
    }
    unwritten.push(entry);
    if (unwritten.length % flushAt === 0) {
      void flush().catch((failure: unknown) =>
        log.error("The audit could not be written.", describeFailure(failure)),
      );
    }
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
    const batch = unwritten;
    unwritten = [];
    isLosing = false;
    if (batch.length === 0) return;
    try {
      await database.write(auditBatch(batch));
    } catch (failure) {
      if (failure instanceof DeskError) {
        unwritten = [...batch, ...unwritten];
        throw failure;
      }
      await flushEach(batch);
    }
  }

  /** One line that the database refuses does not hold up the others. */
  async function flushEach(batch: AuditEntry[]): Promise<void> {
    for (const entry of batch) {
      await database.write(auditStatements(entry)).catch((failure: unknown) => {
        log.error("A line of the audit could not be written.", {
          operation: entry.operation,
          ...describeFailure(failure),
        });
      });
    }
  }
}
