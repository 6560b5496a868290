import { startFakeQuo } from "#tests/fakes/quo.ts";
import { ingestEnv, note } from "#tests/ingest/caller.ts";
import { hearFrom, neverQuiet, quoSecret } from "#tests/support/customers.ts";
import { openTestDesk } from "#tests/support/desk.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { startSqld } from "#tests/support/sqld.ts";
import { counted, planned, sendOnce } from "./handoffs.ts";

export interface TwoProcessesReport {
  handoffs: Awaited<ReturnType<typeof counted>> & { acknowledged: number };
  texts: {
    acknowledged: number;
    /** Made to wait for a person, where none should be. */
    heldBack: number;
    /** Acknowledged ones that the desk has not, or says are sent and the provider has not. */
    lost: string[];
    sentTwice: string[];
    /** That the provider has and the desk still doubts, after it has looked. */
    sentAndStillInDoubt: string[];
    /** That the desk had never begun with, or still had under way, when there was nothing more to wait for. */
    leftLying: number;
  };
  kills: { one: number; other: number; database: number };
  seconds: number;
}

/** Whoever is texted has written first: texts to strangers would wait for a person. */
const answered = Array.from({ length: 40 }, (_, n) => `+15550301${String(100 + n)}`);

/**
 * Two processes on one libSQL server take handoffs and texts from callers that insist, each try at either of them, while
 * one of the processes or the server itself is killed again and again. Then counts what the database and the provider
 * hold.
 */
export async function workBesideEachOther(
  handoffs: number,
  texts: number,
  kills: number,
): Promise<TwoProcessesReport> {
  const begun = performance.now();
  const quo = startFakeQuo();
  const sqld = await startSqld();
  const way = await sqld.database();
  const database = {
    DATABASE_URL: way.url,
    FRONTDESK_SECRET: "the-same-secret-for-every-process-of-the-desk",
  };
  const env = {
    ...ingestEnv,
    ...database,
    QUO_API_KEY: quo.key,
    QUO_BASE_URL: quo.url,
    QUO_WEBHOOK_SECRET: quoSecret,
    LOG_LEVEL: "error",
  };
  const folders = [scratchFolder(), scratchFolder()];
  const start = (which: number) => startServer({ folder: folders[which]!.path, env });
  const servers: (ServerProcess | undefined)[] = [await start(0), await start(1)];
  const first = servers[0]!;
  const many = ["reads_per_minute", "writes_per_minute", "handoffs_per_second", "handoff_burst"];
  for (const limit of many) await first.tell("settings", "set", `limits.${limit}`, "10000");
  await neverQuiet(first);
  const token = await first.tell("token", "create");
  for (const customer of answered) await hearFrom(customer, first, quo);
  await Bun.sleep(3000);

  const plan = planned(handoffs, 1);
  const said = new Map<string, { ticketId: string; created: boolean }>();
  const sent = new Set<string>();
  let heldBack = 0;
  let nextHandoff = 0;
  let nextText = 0;
  let turn = 0;
  const some = () => servers[turn++ % 2]?.url;

  async function agent(): Promise<void> {
    for (let at = nextHandoff++; at < plan.length; at = nextHandoff++) {
      const { summary, caseNumber } = plan[at]!;
      const callerNumber = `+1555${String(2_000_000 + caseNumber)}`;
      const body = JSON.stringify({ note: note(summary), callerNumber });
      for (;;) {
        const url = some();
        const answer = url === undefined ? undefined : await sendOnce(url, body, summary);
        if (answer) {
          said.set(summary, answer.body);
          break;
        }
        await Bun.sleep(20);
      }
    }
  }

  async function texter(): Promise<void> {
    for (let n = nextText++; n < texts; n = nextText++) {
      const content = `out ${n}`;
      for (;;) {
        const url = some();
        const answer =
          url === undefined ? undefined : await send(url, content, answered[n % answered.length]!);
        if (answer?.status === 202) heldBack++;
        if (answer?.ok) {
          sent.add(content);
          break;
        }
        await Bun.sleep(20);
      }
    }
  }

  function send(url: string, content: string, to: string): Promise<Response | undefined> {
    return fetch(`${url}/api/v1/tools/send_sms`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": content,
      },
      body: JSON.stringify({ to: [to], content }),
    }).catch(() => undefined);
  }

  const work = Promise.all([...Array.from({ length: 6 }, agent), ...Array.from({ length: 4 }, texter)]);
  const killed = { one: 0, other: 0, database: 0 };
  const all = handoffs + texts;
  for (let kill = 1; kill <= kills; kill++) {
    while (said.size + sent.size < (all * kill) / (kills + 1)) await Bun.sleep(1);
    await Bun.sleep((kill * 7) % 30);
    const which = kill % 3;
    if (which === 2) {
      killed.database++;
      await sqld.killAndRestart();
    } else {
      killed[which === 0 ? "one" : "other"]++;
      await servers[which]?.stop("SIGKILL");
      servers[which] = undefined;
      servers[which] = await start(which);
    }
  }
  await work;

  const looking = await openTestDesk({ env: database });
  const rows = (sql: string) => looking.desk.database.slow.read(sql);
  const underWay = async () =>
    Number((await rows("SELECT count(*) FROM outbox WHERE state IN ('intended', 'trying')"))[0]?.[0]);
  const inDoubt = async () => {
    const doubted = await rows("SELECT content FROM messages WHERE status = 'unknown'");
    return doubted.map(([content]) => String(content));
  };
  const wasSent = () => quo.messages.map(({ text }) => text);
  const isSettled = async () =>
    (await underWay()) === 0 && !(await inDoubt()).some((text) => wasSent().includes(text));
  for (let tries = 0; tries < 120 && !(await isSettled()); tries++) await Bun.sleep(1000);

  const kept = new Map(
    (await rows("SELECT content, status FROM messages WHERE direction = 'outbound'")).map(
      ([content, status]) => [String(content), String(status)] as const,
    ),
  );
  const leftLying = await underWay();
  const doubted = await inDoubt();
  await looking.close();
  for (const server of servers) await server?.stop();
  const handedOver = await counted({ env: database }, plan, said);
  const atProvider = wasSent();
  const report: TwoProcessesReport = {
    handoffs: { ...handedOver, acknowledged: said.size },
    texts: {
      acknowledged: sent.size,
      heldBack,
      lost: [...sent].filter((text) => {
        const status = kept.get(text);
        return status === undefined || (["sent", "delivered"].includes(status) && !atProvider.includes(text));
      }),
      sentTwice: [...new Set(atProvider.filter((text, at) => atProvider.indexOf(text) !== at))],
      sentAndStillInDoubt: doubted.filter((text) => atProvider.includes(text)),
      leftLying,
    },
    kills: killed,
    seconds: Math.round((performance.now() - begun) / 1000),
  };
  await quo.stop();
  await way.stop();
  await sqld.stop();
  for (const folder of folders) folder.remove();
  return report;
}
