import { sql } from "drizzle-orm";
import type { TestDesk } from "#tests/support/desk.ts";
import { systemPrincipal } from "#webhooks/system.ts";
import { carryOut, type Scene } from "./acts.ts";
import { type Asker, atBrowser, createAsker, deciders, setUp, setUpDeciders } from "./asker.ts";
import type { Outside } from "./carrier.ts";
import { gather } from "./evidence.ts";
import { judge } from "./judge.ts";
import { clearLedger, turnPage } from "./ledger.ts";
import { beginProcess, type DeskProcess } from "./process.ts";
import { actsOf, type Batch, roundsPerBatch, type WorldEvent } from "./schedule.ts";
import { emptyTally, type Tally } from "./tally.ts";

export interface Verdict {
  tally: Tally;
  /** What is wrong, by the place of the schedule in its batch; -1 where it is nobody's. */
  wrong: Map<number, string[]>;
}

const minute = 60_000;
/** Milliseconds from one round to the next. */
const pace = 10_000;
/** Milliseconds of real time after which a round is taken to hang. */
const patience = 20_000;

/** Runs the schedules of a batch side by side on one desk, then holds what is left against every rule. */
export async function runBatch(t: TestDesk, batch: Batch): Promise<Verdict> {
  const { clock } = t;
  const { database } = t.desk;
  const outside: Outside = { sent: [], failed: new Set(), round: 0 };
  const tally = emptyTally();
  const askers = batch.schedules.map((schedule, place) => createAsker(schedule, place));
  let process = await beginProcess(t, outside);
  let twin: DeskProcess | undefined;
  let crash: Extract<WorldEvent, { do: "crash" }> | undefined;
  let serial = 0;

  await prepare();
  for (let at = 0; at < roundsPerBatch; at++) await play(at);
  await conclude();
  const wrong = judge(askers, await gather(database, outside), tally);
  for (const each of tally.unexplained) wrong.set(-1, [...(wrong.get(-1) ?? []), each]);
  tally.schedules = askers.length;
  tally.cutOff = askers.filter(({ wasCutOff }) => wasCutOff).length;
  await clearLedger(database);
  return { tally, wrong };

  async function prepare(): Promise<void> {
    const [line] = await database.read.values<[string]>(sql`SELECT id FROM lines LIMIT 1`);
    const now = clock.now();
    await database.write([
      ...setUpDeciders(now),
      ...askers.flatMap((asker) => setUp(asker, line?.[0] ?? "", now)),
    ]);
  }

  async function nextRound(milliseconds: number): Promise<void> {
    clock.advance(milliseconds);
    outside.round++;
    await turnPage(database, outside.round);
  }

  async function play(at: number): Promise<void> {
    await nextRound(pace);
    await lookAtRequests();
    const event = batch.world[at] ?? { do: "nothing" };
    if (event.do === "crash") {
      crash = event;
      process.fuse.light(event.cut, event.count);
    }
    const scene: Scene = { process, tally, now: () => clock.now(), newSerial: () => ++serial };
    const underWay = new Set<Asker>();
    const works = askers.flatMap((asker) =>
      actsOf(asker.schedule, at).map(async (act) => {
        underWay.add(asker);
        tally.acts++;
        await turns(act.after);
        await carryOut(act, asker, scene);
        underWay.delete(asker);
      }),
    );
    await untilDone(Promise.all([...works, happen(event, process)]));
    if (!process.fuse.isDead) return;
    for (const asker of underWay) asker.wasCutOff = true;
    await restart();
  }

  async function untilDone(work: Promise<unknown>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hang = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        tally.unexplained.push("A call was not answered.");
        resolve();
      }, patience);
    });
    await Promise.race([work, process.fuse.death, hang]);
    clearTimeout(timer);
  }

  /** What somebody at a browser sees: every request, those that wait first. */
  async function lookAtRequests(): Promise<void> {
    const rows = await database.read.values<[string, string, string]>(
      sql`SELECT id, digest, client FROM authorization_requests ORDER BY state <> 'pending', id DESC`,
    );
    const byClient = Map.groupBy(rows, ([, , client]) => client.slice(4));
    for (const asker of askers)
      asker.requests = (byClient.get(String(asker.serial)) ?? []).map(([id, digest]) => ({ id, digest }));
  }

  async function happen(event: WorldEvent, { call, outbox }: DeskProcess): Promise<void> {
    const owner = atBrowser(deciders[0], "owner", clock.now());
    switch (event.do) {
      case "stop":
        return void (await call("desk.stop", {}, owner));
      case "resume":
        return void (await call("desk.resume", {}, owner));
      case "sweep":
        return void (await call("authorization.expire", {}, systemPrincipal));
      case "jobs":
        await resumeTwice();
        return await outbox.lookUpUnknown();
      case "advance":
        await turns(event.after);
        return clock.advance(event.minutes * minute);
    }
  }

  /** The next process begins where the one before has died; it may die as well while it recovers. */
  async function restart(): Promise<void> {
    let again = crash?.again ?? 0;
    clock.advance((crash?.downtime ?? 0) * minute);
    do {
      tally.crashes++;
      twin?.fuse.blow();
      await Promise.all([process.idle(), twin?.idle()]);
      process = await beginProcess(t, outside);
      if (again > 0) process.fuse.light("after a write", again);
      again = 0;
      await Promise.race([process.outbox.recover(), process.fuse.death]);
    } while (process.fuse.isDead);
  }

  /** Nothing more is asked: what was begun comes to its end, and what waits expires. */
  async function conclude(): Promise<void> {
    if (process.fuse.isLit || process.fuse.isDead) {
      process.fuse.blow();
      crash = undefined;
      await restart();
    }
    const { call, outbox } = process;
    await nextRound(pace);
    await call("desk.resume", {}, atBrowser(deciders[0], "owner", clock.now()));
    for (let tries = 0; tries < 3; tries++) {
      await nextRound(minute);
      await resumeTwice();
    }
    for (const pause of [1, 5, 30, 120, 120]) {
      await nextRound(pause * minute);
      await outbox.lookUpUnknown();
    }
    await nextRound(25 * 60 * minute);
    const overdue = sql`SELECT count(*) FROM authorization_requests WHERE state = 'pending'`;
    for (let tries = 0; tries < 20 && (await database.read.values<[number]>(overdue))[0]?.[0]; tries++)
      await call("authorization.expire", {}, systemPrincipal);
  }

  /** As if the lock on the database had failed: two processes take up what was meant, at once. */
  async function resumeTwice(): Promise<void> {
    twin = await beginProcess(t, outside);
    const both = [process.outbox, twin.outbox];
    await Promise.all(both.map((outbox) => outbox.resume()));
    const open = sql`SELECT id FROM outbox WHERE state IN ('intended', 'trying')`;
    const ids = (await database.read.values<[string]>(open)).map(([id]) => id);
    await Promise.all(both.map((outbox) => outbox.settled(ids, patience)));
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
