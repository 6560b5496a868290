import type { Desk } from "#desk/desk.ts";
import { lastRun } from "#domains/business/backups/backup-store.ts";
import { failingSince } from "#domains/business/webhook-store.ts";
import { version } from "#platform/version.ts";
import { zoneDataVersion } from "#platform/zone.ts";

interface Check {
  status: "ok" | "degraded" | "failed";
  detail?: string;
}

/** How long a ticket's event may wait for the helpdesk outside, in milliseconds. */
const longestWait = 10 * 60_000;

/** After how many times its turn a copy that did not come about is told. */
const latest = 3;

/** `/healthz`: the process answers. It asks nothing else, so that a slow disk does not get it restarted. */
export function alive(): Response {
  return Response.json({ status: "ok", service: "frontdesk", version });
}

/** The parts by name; the helpdesk's in one word, as its callers know it. */
interface Checks {
  database: Check;
  helpdesk?: "healthy" | "unhealthy";
  [part: string]: Check | "healthy" | "unhealthy" | undefined;
}

type Status = "ready" | "degraded" | "unavailable" | "failed" | "stopping";

/**
 * How the desk is: failed when the database does not answer, unavailable when a subscriber has not taken what
 * happened to tickets for ten minutes; anything else that is not well is degraded.
 */
export async function readiness(
  desk: Desk,
  isStopping: boolean,
): Promise<{ status: Status; checks: Checks }> {
  const checks: Checks = { database: await database(desk) };
  for (const provider of desk.phone.all) {
    checks[provider.name] = provider.isResting
      ? { status: "degraded", detail: "It failed again and again and is given a rest." }
      : { status: "ok" };
  }
  checks["models"] = models(desk);
  if (desk.database.lacksReplica)
    checks["replica"] = {
      status: "degraded",
      detail: "The copy of the database here is not up to date; everything is read from the server.",
    };
  if (checks.database.status === "ok") Object.assign(checks, await backups(desk));
  if (desk.database.isFull) checks["write queue"] = { status: "degraded", detail: "It is full." };
  const isDegraded = Object.values(checks).some(
    (check) => typeof check === "object" && check.status !== "ok",
  );
  checks.helpdesk = await helpdesk(desk, checks.database);
  if (isStopping) return { status: "stopping", checks };
  if (checks.database.status === "failed") return { status: "failed", checks };
  if (checks.helpdesk === "unhealthy") return { status: "unavailable", checks };
  return { status: isDegraded ? "degraded" : "ready", checks };
}

/** `/readyz`: 503 when the desk is stopping, the database does not answer or the helpdesk outside does not; `degraded` is 200. */
export async function ready(desk: Desk, isStopping: boolean): Promise<Response> {
  const { status, checks } = await readiness(desk, isStopping);
  const timestamp = new Date(desk.clock.now()).toISOString();
  const isFailed = status !== "ready" && status !== "degraded";
  const body = { status, service: "frontdesk", version, zone_data: zoneDataVersion, checks, timestamp };
  return Response.json(body, { status: isFailed ? 503 : 200 });
}

/** Who answers for models, and whether the last call went well; nobody asks them for this. */
function models({ models: { providers, failingSince } }: Desk): Check {
  const { isSandbox } = providers.own();
  if (failingSince !== undefined)
    return { status: "degraded", detail: "The last call to a model has failed." };
  return isSandbox ? { status: "ok", detail: "The sandbox answers." } : { status: "ok" };
}

async function database(desk: Desk): Promise<Check> {
  if (!desk.database.isWritable) return { status: "failed", detail: "The database cannot be written." };
  try {
    await desk.database.read.run("SELECT 1");
    return { status: "ok" };
  } catch {
    return { status: "failed", detail: "The database does not answer." };
  }
}

/** Whether the last copy came about, and the last drill found one whole; nothing is said before the first. */
async function backups(desk: Desk): Promise<{ backups?: Check }> {
  const { read } = desk.database;
  const [copy, drill] = await Promise.all([lastRun(read, "backup"), lastRun(read, "drill")]);
  if (copy === undefined) return {};
  const problem = copy.problem ?? drill?.problem ?? undefined;
  if (problem !== undefined) return { backups: { status: "degraded", detail: problem } };
  const hours = desk.settings().get("backup.every_hours");
  const isOld = hours > 0 && desk.clock.now() - copy.startedAt > latest * hours * 3_600_000;
  return {
    backups: isOld
      ? { status: "degraded", detail: "The newest copy is older than it should be." }
      : { status: "ok" },
  };
}

/** Tickets are kept here: they are well with the database, and while who subscribed to them takes what is told. */
async function helpdesk(desk: Desk, { status }: Check): Promise<"healthy" | "unhealthy"> {
  if (status === "failed") return "unhealthy";
  const since = await failingSince(desk.database.read);
  return since === undefined || desk.clock.now() - since < longestWait ? "healthy" : "unhealthy";
}
