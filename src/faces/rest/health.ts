import type { Desk } from "#src/desk.ts";
import { version } from "#src/version.ts";

interface Check {
  status: "ok" | "degraded" | "failed";
  detail?: string;
}

/** `/healthz`: the process answers. It asks nothing else, so that a slow disk does not get it restarted. */
export function alive(): Response {
  return Response.json({ status: "ok", service: "frontdesk", version });
}

type Status = "ready" | "degraded" | "failed" | "stopping";

/** How the desk is: failed when the database does not answer; anything else that is not well is degraded. */
export async function readiness(
  desk: Desk,
  isStopping: boolean,
): Promise<{ status: Status; checks: Record<string, Check> }> {
  const checks: Record<string, Check> = { database: await database(desk) };
  for (const provider of desk.phone.all) {
    checks[provider.name] = provider.isResting
      ? { status: "degraded", detail: "It failed again and again and is given a rest." }
      : { status: "ok" };
  }
  if (desk.database.isFull) checks["write queue"] = { status: "degraded", detail: "It is full." };
  if (isStopping) return { status: "stopping", checks };
  if (checks["database"]?.status === "failed") return { status: "failed", checks };
  const isDegraded = Object.values(checks).some((check) => check.status !== "ok");
  return { status: isDegraded ? "degraded" : "ready", checks };
}

/** `/readyz`: 503 when the database does not answer or the desk is stopping; `degraded` is 200. */
export async function ready(desk: Desk, isStopping: boolean): Promise<Response> {
  const { status, checks } = await readiness(desk, isStopping);
  const timestamp = new Date(desk.clock.now()).toISOString();
  const isFailed = status === "failed" || status === "stopping";
  const body = { status, service: "frontdesk", version, checks, timestamp };
  return Response.json(body, { status: isFailed ? 503 : 200 });
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
