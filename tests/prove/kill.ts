import { type FakeQuo, signStandard, startFakeQuo } from "#tests/fakes/quo.ts";
import { messageOfNow } from "#tests/fakes/quo-events.ts";
import { hearFrom, neverQuiet, quoSecret } from "#tests/support/customers.ts";
import { commands, type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

export interface KillReport {
  kills: number;
  webhooksAcknowledged: number;
  webhooksLost: string[];
  webhooksDoubled: string[];
  sendsAcknowledged: number;
  /** Texts that were made to wait for a person, where none should be: nothing of them was sent. */
  sendsHeldBack: string[];
  sendsLost: string[];
  sentTwice: string[];
  inDoubt: number;
  stillInDoubt: number;
  /** Texts that the provider has and the desk still doubts, after it has looked. */
  sentAndStillInDoubt: string[];
}

/**
 * Kills the server again and again while webhooks arrive and texts are sent, and counts afterwards: what
 * was acknowledged has to be there once, and the fake provider has to have seen each text at most once.
 * `reconcile`: waits until texts that were cut off have been looked up.
 */
export async function killUnderLoad(
  kills: number,
  reconcile: boolean,
  command = commands.source,
): Promise<KillReport> {
  const quo = startFakeQuo();
  const folder = scratchFolder();
  const env = {
    QUO_API_KEY: quo.key,
    QUO_BASE_URL: quo.url,
    QUO_WEBHOOK_SECRET: quoSecret,
    LOG_LEVEL: "error",
  };
  const start = () => startServer({ command, folder: folder.path, env });
  let server: ServerProcess | undefined = await start();
  const token = await prepare(server);
  for (const customer of answered) await hearFrom(customer, server, quo);
  await untilProcessed(server);
  const load = createLoad(quo, token, () => server?.url);
  const workers = load.run();
  for (let i = 0; i < kills; i++) {
    await untilBusy(load, 3 * (i + 1));
    await Bun.sleep(60 + Math.random() * 240);
    await server.stop("SIGKILL");
    server = undefined;
    server = await start();
  }
  await Bun.sleep(300);
  load.stop();
  await workers;
  const report = await count(server, token, quo, load, kills);
  if (reconcile) {
    const left = await untilReconciled(server, token, quo);
    report.stillInDoubt = left.length;
    report.sentAndStillInDoubt = left.filter((text) => quo.messages.some((message) => message.text === text));
  }
  await server.stop();
  await quo.stop();
  folder.remove();
  return report;
}

/** However busy the machine is, something is under way when the server is killed. */
async function untilBusy({ webhooks, sends }: Load, most: number): Promise<void> {
  while (webhooks.size < most || sends.size < most) await Bun.sleep(10);
}

/** Whoever is texted has written first: texts to strangers would wait for a person. */
const answered = Array.from({ length: 40 }, (_, n) => `+15550301${String(100 + n)}`);

async function prepare(server: ServerProcess): Promise<string> {
  for (const setting of ["limits.writes_per_minute", "limits.reads_per_minute"])
    await server.tell("settings", "set", setting, "100000");
  await neverQuiet(server);
  return await server.tell("token", "create");
}

interface Load {
  webhooks: Set<string>;
  sends: Set<string>;
  heldBack: Set<string>;
  run(): Promise<void>;
  stop(): void;
}

function createLoad(quo: FakeQuo, token: string, url: () => string | undefined): Load {
  const webhooks = new Set<string>();
  const sends = new Set<string>();
  const heldBack = new Set<string>();
  let isOver = false;
  let serial = 0;

  /** The caller gives up on nothing: it repeats the same request until it is acknowledged. */
  async function insist(ask: (base: string) => Promise<Response>): Promise<number | undefined> {
    while (!isOver) {
      const base = url();
      const answer = base ? await ask(base).catch(() => undefined) : undefined;
      if (answer?.ok) return answer.status;
      await Bun.sleep(20);
    }
    return undefined;
  }

  async function webhookWorker(): Promise<void> {
    while (!isOver) {
      const n = ++serial;
      const messageId = `ACin${n}`;
      const body = JSON.stringify(
        messageOfNow({
          id: `EV${n}`,
          messageId,
          text: `in ${n}`,
          customer: `+1555020${String(1000 + (n % 50))}`,
          desk: quo.number,
        }),
      );
      const status = await insist((base) =>
        fetch(`${base}/webhooks/quo`, {
          method: "POST",
          body,
          headers: signStandard(body, quoSecret, Date.now(), `msg_${n}`),
        }),
      );
      if (status === 200) webhooks.add(`in ${n}`);
    }
  }

  async function sendWorker(): Promise<void> {
    while (!isOver) {
      const n = ++serial;
      const content = `out ${n}`;
      const status = await insist((base) =>
        fetch(`${base}/api/v1/tools/send_sms`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            "idempotency-key": content,
          },
          body: JSON.stringify({ to: [answered[n % answered.length]], content }),
        }),
      );
      if (status === 200) sends.add(content);
      else if (status === 202) heldBack.add(content);
    }
  }

  return {
    webhooks,
    sends,
    heldBack,
    async run() {
      await Promise.all([
        webhookWorker(),
        webhookWorker(),
        webhookWorker(),
        sendWorker(),
        sendWorker(),
        sendWorker(),
      ]);
    },
    stop() {
      isOver = true;
    },
  };
}

interface Text {
  content?: string;
  untrustedContent?: string;
  status: string;
}

async function history(server: ServerProcess, token: string): Promise<Text[]> {
  const all: Text[] = [];
  let cursor: string | undefined;
  do {
    const answer = await fetch(`${server.url}/api/v1/tools/get_message_history`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ limit: 100, ...(cursor ? { cursor } : {}) }),
    });
    const page = (await answer.json()) as { messages: Text[]; nextCursor: string | null };
    all.push(...page.messages);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return all;
}

async function count(
  server: ServerProcess,
  token: string,
  quo: FakeQuo,
  load: Load,
  kills: number,
): Promise<KillReport> {
  await untilProcessed(server);
  const texts = await history(server, token);
  const inbound = texts.flatMap((text) => text.untrustedContent ?? []);
  const outbound = new Map(
    texts.flatMap((text) => (text.content ? [[text.content, text.status] as const] : [])),
  );
  const wasSent = quo.messages.map((message) => message.text);
  const doubled = (list: string[]) => [...new Set(list.filter((each, i) => list.indexOf(each) !== i))];
  return {
    kills,
    webhooksAcknowledged: load.webhooks.size,
    webhooksLost: [...load.webhooks].filter((text) => !inbound.includes(text)),
    webhooksDoubled: doubled(inbound),
    sendsAcknowledged: load.sends.size,
    sendsHeldBack: [...load.heldBack],
    sendsLost: [...load.sends].filter((text) => {
      const status = outbound.get(text);
      return status === undefined || (status === "sent" && !wasSent.includes(text));
    }),
    sentTwice: doubled(wasSent),
    inDoubt: [...outbound.values()].filter((status) => status === "unknown").length,
    stillInDoubt: 0,
    sentAndStillInDoubt: [],
  };
}

async function untilProcessed(server: ServerProcess): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const waiting = await server.cli("events", "list", "--state", "received", "--json");
    if (waiting.out.trim() === "" || waiting.out.trim() === "[]") return;
    await Bun.sleep(100);
  }
}

/** Texts that were sent and cut off are found at the provider; those that were not stay in doubt. */
async function untilReconciled(server: ServerProcess, token: string, quo: FakeQuo): Promise<string[]> {
  const doubted = async () =>
    (await history(server, token)).flatMap((text) =>
      text.status === "unknown" && text.content ? [text.content] : [],
    );
  for (let i = 0; i < 60; i++) {
    const left = await doubted();
    if (!left.some((text) => quo.messages.some((message) => message.text === text))) return left;
    await Bun.sleep(1000);
  }
  return await doubted();
}
