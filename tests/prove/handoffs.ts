import fc from "fast-check";
import { ingestEnv, note, token } from "#tests/ingest/caller.ts";
import { openTestDesk, type TestDeskOptions } from "#tests/support/desk.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";

export interface HandoffReport {
  acknowledged: number;
  /** Handoffs of a case that had been handed over before. */
  repeats: number;
  /** Requests that were sent again because no answer came. */
  resent: number;
  /** Answers that were kept ones. */
  replayed: number;
  kills: number;
  tickets: number;
  /** Acknowledged handoffs whose words are in no ticket and no note; in more than one place; in another ticket than was said. */
  lost: string[];
  twice: string[];
  misplaced: string[];
  /** Tickets of one case beyond the first, and answers that said `created` of one beyond the first. */
  doubledCases: string[];
  numbersUnique: boolean;
  numbersWithoutGap: boolean;
}

export interface Handoff {
  summary: string;
  caseNumber: number;
}

/**
 * Hands callers over from eight agents at once, three in ten about a case that was handed over before, while the
 * server is killed again and again; each agent repeats the same request until it is acknowledged. Then counts what
 * the database holds.
 */
export async function handOverUnderKills(handoffs: number, kills: number, seed = 1): Promise<HandoffReport> {
  const folder = scratchFolder();
  const env = { ...ingestEnv, LOG_LEVEL: "error" };
  const start = () => startServer({ folder: folder.path, env });
  let server: ServerProcess | undefined = await start();
  for (const setting of ["limits.handoffs_per_second", "limits.handoff_burst"])
    await server.cli("settings", "set", setting, "10000");
  const plan = planned(handoffs, seed);
  const said = new Map<string, { ticketId: string; created: boolean }>();
  let next = 0;
  let resent = 0;
  let replayed = 0;

  async function agent(): Promise<void> {
    for (let at = next++; at < plan.length; at = next++) {
      const { summary, caseNumber } = plan[at]!;
      const body = JSON.stringify({
        note: note(summary),
        callerNumber: `+1555${String(2_000_000 + caseNumber)}`,
      });
      for (let tries = 0; ; tries++) {
        const answer = server && (await sendOnce(server.url, body, summary));
        if (answer) {
          said.set(summary, answer.body);
          if (answer.replayed) replayed++;
          if (tries > 0) resent++;
          break;
        }
        await Bun.sleep(20);
      }
    }
  }

  const agents = Promise.all(Array.from({ length: 8 }, agent));
  for (let kill = 1; kill <= kills; kill++) {
    while (said.size < (plan.length * kill) / (kills + 1)) await Bun.sleep(1);
    await Bun.sleep((kill * 7) % 30);
    await server?.stop("SIGKILL");
    server = undefined;
    server = await start();
  }
  await agents;
  await server?.stop();
  const report = await counted({ folder: folder.path }, plan, said);
  folder.remove();
  return { ...report, acknowledged: said.size, resent, replayed, kills };
}

/** Which cases are handed over, in which order. */
export function planned(handoffs: number, seed: number): Handoff[] {
  let cases = 0;
  const choices = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat());
  return fc.sample(choices, { seed, numRuns: handoffs }).map(([tenth, which], n) => {
    const caseNumber = cases > 0 && tenth < 3 ? which % cases : cases++;
    return { summary: `Handoff ${n} of case ${caseNumber}`, caseNumber };
  });
}

/** Undefined when no answer came, or one that says that it is not done. @throws for a refusal */
export async function sendOnce(url: string, body: string, key: string) {
  const headers = { "content-type": "application/json", "x-auth-token": token, "idempotency-key": key };
  try {
    const answer = await fetch(`${url}/ingest/oa-handoff`, { method: "POST", headers, body });
    if (answer.status >= 500) return undefined;
    const said = (await answer.json()) as { ticketId: string; created: boolean };
    if (answer.status !== 200) throw new RefusedHandoff(JSON.stringify(said));
    return { body: said, replayed: answer.headers.get("idempotency-replayed") === "true" };
  } catch (failure) {
    if (failure instanceof RefusedHandoff) throw failure;
    return undefined;
  }
}

class RefusedHandoff extends Error {}

export async function counted(
  options: TestDeskOptions,
  plan: Handoff[],
  said: Map<string, { ticketId: string; created: boolean }>,
) {
  const t = await openTestDesk(options);
  const rows = await t.desk.database.slow.read(
    "SELECT number, description FROM tickets UNION ALL SELECT t.number, n.content FROM ticket_notes n JOIN tickets t ON t.id = n.ticket_id",
  );
  const numbers = (await t.desk.database.slow.read("SELECT number FROM tickets ORDER BY number")).map(([n]) =>
    Number(n),
  );
  await t.close();
  const places = new Map<string, string[]>();
  for (const [number, text] of rows)
    for (const summary of String(text).match(/Handoff \d+ of case \d+/g) ?? [])
      places.set(summary, [...(places.get(summary) ?? []), `TKT-${number}`]);
  const ticketsOf = new Map<number, Set<string>>();
  const openedOf = new Map<number, number>();
  for (const { summary, caseNumber } of plan) {
    const answer = said.get(summary);
    if (!answer) continue;
    ticketsOf.set(caseNumber, (ticketsOf.get(caseNumber) ?? new Set()).add(answer.ticketId));
    if (answer.created) openedOf.set(caseNumber, (openedOf.get(caseNumber) ?? 0) + 1);
  }
  const acknowledged = [...said.keys()];
  return {
    repeats: plan.length - ticketsOf.size,
    tickets: numbers.length,
    lost: acknowledged.filter((summary) => !places.has(summary)),
    twice: acknowledged.filter((summary) => (places.get(summary)?.length ?? 0) > 1),
    misplaced: acknowledged.filter(
      (summary) => !places.get(summary)?.includes(said.get(summary)?.ticketId ?? ""),
    ),
    doubledCases: [...ticketsOf]
      .filter(([caseNumber, tickets]) => tickets.size !== 1 || openedOf.get(caseNumber) !== 1)
      .map(([caseNumber]) => String(caseNumber)),
    numbersUnique: new Set(numbers).size === numbers.length,
    numbersWithoutGap: numbers.every((number, at) => number === 1000 + at),
  };
}
