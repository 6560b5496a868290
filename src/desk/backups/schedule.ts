import type { Database } from "#db/client.ts";
import { lastRun } from "#domains/business/backups/backup-store.ts";
import type { BackupService } from "#domains/business/backups/service.ts";
import type { Gate } from "#gate/gate.ts";
import type { Operation } from "#operation/operation.ts";
import type { Settings } from "#operation/settings.ts";
import type { Clock } from "#platform/clock.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { hasUnfinished } from "#webhooks/outbox-store.ts";
import { systemPrincipal } from "#webhooks/system.ts";

export interface ScheduleParts {
  service: BackupService;
  database: Database;
  clock: Clock;
  gate: Gate;
  settings(): Settings;
  operation(name: string): Operation;
  remember(): Promise<void>;
}

const hour = 3_600_000;
const day = 24 * hour;
/** A desk that has just been set up makes its first copy after an hour, and one that could not be made is tried again. */
const again = hour;

/** Makes copies and tries the newest out when it is time; called once a minute. */
export function createSchedule(parts: ScheduleParts): () => Promise<void> {
  const { service, database, clock, settings } = parts;
  const begun = clock.now();

  return async () => {
    if (service.place === undefined) return;
    const now = clock.now();
    await remember();
    const hours = settings().get("backup.every_hours");
    // What is asked for while everything is stopped would all be done at once afterwards.
    if (hours === 0 || settings().get("permissions.stopped")) return;
    if (await hasUnfinished(database.read, ["backup.make", "backup.drill"])) return;
    const last = await lastRun(database.read, "backup");
    const since = last?.startedAt ?? begun;
    const pause = last === undefined || last.problem !== null ? Math.min(again, hours * hour) : hours * hour;
    if (now - since >= pause) await run("backup.make");
    const days = settings().get("backup.drill_days");
    if (days === 0) return;
    const [made, drilled] = await Promise.all([
      lastRun(database.read, "backup", true),
      lastRun(database.read, "drill"),
    ]);
    if (made !== undefined && now - (drilled?.startedAt ?? made.startedAt - days * day) >= days * day)
      await run("backup.drill");
  };

  /** A place that cannot be used keeps nobody from trying to make a copy there, which then says so. */
  async function remember(): Promise<void> {
    await parts
      .remember()
      .catch((failure: unknown) =>
        logOf("backups").error(
          "What must not come back with a copy could not be kept beside the copies.",
          describeFailure(failure),
        ),
      );
  }

  async function run(name: string): Promise<void> {
    const call = { requestId: "schedule", wait: hour };
    const outcome = await parts.gate.execute(parts.operation(name), {}, systemPrincipal, call);
    if (outcome.kind === "refused")
      logOf("backups").warning("It was not the time for it.", { operation: name, code: outcome.error.code });
  }
}
