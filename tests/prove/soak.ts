import { readdirSync, readFileSync } from "node:fs";
import { median, quantile } from "#tests/bench/median.ts";
import { callShot, type Shot } from "#tests/bench/shots.ts";
import { signStandard } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { token as ingestToken, note } from "#tests/ingest/caller.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

/** What was seen in one stretch of the load. */
export interface Stretch {
  megabytes: number;
  openFiles: number;
  p99Ms: number;
  answered: number;
}

export interface SoakReport {
  /** Requests a second that the desk answered when it was given all it could take, and what it was then given. */
  capacity: number;
  rate: number;
  stretches: Stretch[];
  /** Answers that were not as they should be, the first ten. */
  strange: string[];
  /** How the median of the last third stands to that of the first: 1 is no change. */
  trend: { memory: number; files: number; p99: number };
}

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const json = { "content-type": "application/json" };
const connections = 16;
/** Callers and customers: enough that nobody is a rarity, few enough that they come again. */
const people = 500;

/**
 * Mixed load at half of what the desk can take: reads in both eras, contacts, handoffs of voice agents, signed texts of
 * customers. After a stretch to warm up, memory, open files and the slowest answers are noted `count` times.
 */
export async function soak(seconds: number, count: number): Promise<SoakReport> {
  const folder = scratchFolder();
  const server = await startServer({
    folder: folder.path,
    env: { LOG_LEVEL: "warning", INGEST_TOKEN: ingestToken, QUO_WEBHOOK_SECRET: secret },
  });
  try {
    for (const key of ["limits.reads_per_minute", "limits.writes_per_minute"])
      await server.tell("settings", "set", key, "100000");
    for (const key of ["limits.handoffs_per_second", "limits.handoff_burst"])
      await server.tell("settings", "set", key, "10000");
    const token = (
      await server.tell(
        "token",
        "create",
        "soak",
        "--scopes",
        "phone:read,phone:write,office:read,office:write",
      )
    ).trim();
    const load = createLoad(server, token);
    const capacity = (await load.run(3)).answered / 3;
    const rate = capacity / 2;
    await load.run(Math.min(60, Math.max(2, seconds / 10)), rate);
    const stretches: Stretch[] = [];
    for (let n = 0; n < count; n++) {
      const { answered, times } = await load.run(seconds / count, rate);
      stretches.push({ ...stateOf(server), p99Ms: quantile(times, 0.99), answered });
    }
    return { capacity, rate, stretches, strange: load.strange, trend: trendOf(stretches) };
  } finally {
    await server.stop();
    folder.remove();
  }
}

function trendOf(stretches: readonly Stretch[]): SoakReport["trend"] {
  const third = Math.ceil(stretches.length / 3);
  const change = (of: (stretch: Stretch) => number) =>
    median(stretches.slice(-third).map(of)) / median(stretches.slice(0, third).map(of));
  return {
    memory: change(({ megabytes }) => megabytes),
    files: change(({ openFiles }) => openFiles),
    p99: change(({ p99Ms }) => p99Ms),
  };
}

function stateOf({ pid }: ServerProcess): Pick<Stretch, "megabytes" | "openFiles"> {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return {
    megabytes: Math.round(Number(kilobytes) / 1024),
    openFiles: readdirSync(`/proc/${pid}/fd`).length,
  };
}

function createLoad({ url }: ServerProcess, token: string) {
  const strange: string[] = [];
  let serial = 0;
  return { run, strange };

  /** For so many seconds, at `rate` a second or as fast as answers come. */
  async function run(seconds: number, rate = Number.POSITIVE_INFINITY) {
    const begun = performance.now();
    const end = begun + seconds * 1000;
    const times: number[] = [];
    let started = 0;
    await Promise.all(
      Array.from({ length: connections }, async () => {
        for (;;) {
          const due = begun + (started++ / rate) * 1000;
          if (due >= end || performance.now() >= end) return;
          const pause = due - performance.now();
          if (pause > 0) await Bun.sleep(pause);
          const asked = performance.now();
          await ask(shotOf(serial++, token));
          times.push(performance.now() - asked);
        }
      }),
    );
    return { answered: times.length, times };
  }

  async function ask({ path, headers, body }: Shot): Promise<void> {
    const answer = await fetch(url + path, { method: "POST", headers, body });
    const text = await answer.text();
    const isRight = answer.status === 200 && !text.includes('"isError"');
    if (!isRight && strange.length < 10) strange.push(`${path} ${answer.status} ${text.slice(0, 200)}`);
  }
}

function shotOf(n: number, token: string): Shot {
  const phone = `+1555${String(3_000_000 + (n % people))}`;
  const kind = n % 10;
  if (kind === 0) return textOf(n, phone);
  if (kind === 1) {
    const body = JSON.stringify({ note: note(), callerNumber: phone });
    return { path: "/ingest/oa-handoff", headers: { ...json, "x-auth-token": ingestToken }, body };
  }
  const era = n % 2 === 0 ? "2025-11-25" : "2026-07-28";
  if (kind === 2) return callShot(era, n, "create_contact", { name: `Ada ${n}` }, [token]);
  if (kind < 6) return callShot(era, n, "list_lines", {}, [token]);
  return callShot(era, n, "get_message_history", { phoneNumber: phone, limit: 10 }, [token]);
}

function textOf(n: number, customer: string): Shot {
  const event = { id: `EV${n}`, messageId: `AC${n}`, text: `Is the flat still free? ${n}`, customer };
  const body = JSON.stringify(messageOfNow(event));
  return { path: "/webhooks/quo", headers: { ...json, ...signStandard(body, secret, Date.now()) }, body };
}
