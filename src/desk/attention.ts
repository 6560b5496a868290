import type { Database } from "#db/client.ts";
import { noticesDue } from "#domains/oversight/notices.ts";
import type { Gate } from "#gate/gate.ts";
import { overdueRequests } from "#gate/queue/store.ts";
import type { Operation } from "#operation/operation.ts";
import type { Clock } from "#platform/clock.ts";
import { logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";

export interface AttentionParts {
  gate: Gate;
  database: Database;
  clock: Clock;
  baseUrl: string;
  operation(name: string): Operation;
}

/** How often the log says again that nobody can be told, in milliseconds. */
const lamentEvery = 10 * 60_000;

/** Lets requests expire that nobody decided, and has people told of those that wait; called every few seconds. */
export function createAttention({ gate, database, clock, baseUrl, operation }: AttentionParts) {
  const log = logOf("requests");
  let lamented = 0;

  return async () => {
    const now = clock.now();
    if ((await overdueRequests(database.read, now, 1)).length > 0) await run("authorization.expire", {});
    const { fresh, late } = await noticesDue(database.read, now);
    if (fresh.length + late.length === 0) return;
    const told = await run<{ told: number }>("authorization.remind", { link: `${baseUrl}/authorizations` });
    if (told?.told === 0 && late.length > 0) {
      lament("Requests have waited for half their time, and nobody is told: set business.owner_numbers.", {
        requests: late.length,
      });
    }
  };

  async function run<Output>(name: string, input: unknown): Promise<Output | undefined> {
    const outcome = await gate.execute(operation(name), input, systemPrincipal, { requestId: name });
    if (outcome.kind === "done") return outcome.output as Output;
    const code = outcome.kind === "refused" ? outcome.error.code : outcome.kind;
    lament("People could not be told of what waits; it is tried again.", { operation: name, code });
    return undefined;
  }

  function lament(message: string, more: Record<string, unknown>): void {
    if (clock.now() - lamented < lamentEvery) return;
    lamented = clock.now();
    log.warning(message, more);
  }
}
