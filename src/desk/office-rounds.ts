import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import { logOf } from "#platform/log.ts";
import { systemPrincipal } from "#webhooks/system.ts";

export interface OfficeRounds {
  /** Lets go of times that were kept too long, and reminds customers of what is soon. */
  keepTimes(): Promise<void>;
  /** Makes the next visits of series, and checks future appointments against the zone data of this version. */
  lookAhead(): Promise<void>;
}

interface Rezoned {
  moved: number;
  next: string | null;
}

/** What the office does by itself, again and again. */
export function createOfficeRounds({
  gate,
  operation,
}: {
  gate: Gate;
  operation(name: string): Operation;
}): OfficeRounds {
  const log = logOf("office");

  return {
    async keepTimes() {
      await run("appointment.release", {});
      const found = (await run("appointment.remind", {})) as { ticketIds: string[] } | undefined;
      for (const ticketId of found?.ticketIds ?? [])
        await run("appointment.tell", { ticketId, occasion: "reminder" });
    },
    async lookAhead() {
      await run("series.extend", {});
      for (let after: string | null = ""; after !== null; ) {
        const found = (await run("appointment.rezone", { after })) as Rezoned | undefined;
        if (found && found.moved > 0)
          log.warning("Appointments keep their time on the wall under new zone data.", {
            moved: found.moved,
          });
        after = found?.next ?? null;
      }
    },
  };

  async function run(name: string, input: unknown): Promise<unknown> {
    const outcome = await gate.execute(operation(name), input, systemPrincipal, { requestId: "office" });
    if (outcome.kind === "done") return outcome.output;
    if (outcome.kind === "refused")
      log.warning("Something of the office's was refused.", { operation: name, code: outcome.error.code });
    return undefined;
  }
}
