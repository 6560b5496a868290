import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fakeClock } from "#tests/support/clock.ts";
import { type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { sharedSqld, type Way } from "#tests/support/sqld.ts";
import { type Office, openOffice } from "./office.ts";

/** A hundred customers who want the same hour in the same moment. */
const crowd = 100;

interface Answer {
  status: number;
  body: { created?: boolean; code?: string; next?: string };
}

/** So many at a server, where each takes a way to and fro: all of them in `bun run prove on-a-server`. */
const fewer = process.env["TESTS_ON"] === "server" ? crowd : 40;

async function crowdOf(office: Office, size = crowd): Promise<string[]> {
  const customers: string[] = [];
  for (let n = 0; n < size; n++) customers.push(await office.customer(`Customer ${n}`));
  return customers;
}

async function everybodyAsks(offices: readonly Office[], customers: readonly string[]): Promise<Answer[]> {
  return await Promise.all(
    customers.map(async (customer_identifier, at) => {
      const office = offices[at % offices.length] as Office;
      const wish = { customer_identifier, requested_date: "2026-12-01", requested_time: "10am" };
      return await office.t.tool("schedule_appointment", wish, office.token);
    }),
  );
}

async function expectOne(offices: readonly Office[], answers: readonly Answer[]): Promise<void> {
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const others = answers.filter(({ status }) => status !== 200);
  expect(others.map(({ body }) => body.code)).toEqual(others.map(() => "CONFLICT"));
  for (const { body } of others)
    expect(body.next).toStartWith("The next free times: Tuesday 1 December, 9:00 am");
  const rows = await offices[0]?.t.desk.database.slow.read(
    "SELECT count(*) FROM appointments WHERE state = 'booked'",
    [],
  );
  expect(rows).toEqual([[1]]);
  const tickets = await offices[0]?.t.desk.database.slow.read("SELECT count(*) FROM tickets", []);
  expect(tickets).toEqual([[1]]);
}

const loose = { "limits.writes_per_minute": 10_000, "limits.reads_per_minute": 10_000 };

describe("a hundred requests at once for one hour", () => {
  let o: Office;
  beforeAll(async () => {
    o = await openOffice({ settings: loose });
  });
  afterAll(() => o.close());

  test("from one process make one appointment, and the others are told the next free time", async () => {
    const customers = await crowdOf(o);
    await expectOne([o], await everybodyAsks([o], customers));
  }, 60_000);
});

describe("requests at once for one hour, on a libSQL server", () => {
  let way: Way;
  let offices: Office[];
  beforeAll(async () => {
    way = await (await sharedSqld()).database();
    const clock = fakeClock(Date.UTC(2026, 10, 30, 15));
    const env = { DATABASE_URL: way.url, FRONTDESK_SECRET: "two-desks-one-database-0123456789abcdef" };
    const first = await openOffice({ settings: loose }, { clock, env });
    offices = [first, await openOffice({ settings: loose }, { clock, env })];
  });
  afterAll(async () => {
    for (const office of offices) await office.close();
    await way.stop();
  });

  test("from two desks make one appointment", async () => {
    const customers = await crowdOf(offices[0] as Office, fewer);
    await expectOne(offices, await everybodyAsks(offices, customers));
  }, 120_000);
});

describe("requests at once for one hour, at two servers", () => {
  let way: Way;
  let servers: ServerProcess[];
  let token: string;
  const folders = [scratchFolder(), scratchFolder()];
  beforeAll(async () => {
    way = await (await sharedSqld()).database();
    const env = { DATABASE_URL: way.url, FRONTDESK_SECRET: "two-servers-one-database-0123456789abcdef" };
    servers = [];
    for (const { path } of folders) servers.push(await startServer({ folder: path, env }));
    const [first] = servers;
    for (const limit of ["reads_per_minute", "writes_per_minute"])
      await first?.tell("settings", "set", `limits.${limit}`, "10000");
    token = (await first?.tell("token", "create", "--scopes", "office:read,office:write,phone:write")) ?? "";
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) await server.stop();
    for (const folder of folders) folder.remove();
    await way.stop();
  });

  async function call(at: number, tool: string, args: object): Promise<Answer & { body: Body }> {
    const answer = await fetch(`${servers[at % 2]?.url}/api/v1/tools/${tool}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  }

  test("that share nothing but the database, make one appointment; the others are told the next free time", async () => {
    const customers: string[] = [];
    // Nobody has a number: nobody is to be texted.
    for (let n = 0; n < fewer; n++)
      customers.push((await call(n, "create_contact", { name: `Customer ${n}` })).body.contact?.id ?? "");
    const wish = { requested_date: "next Wednesday", requested_time: "10am" };
    const answers = await Promise.all(
      customers.map((customer_identifier, at) =>
        call(at, "schedule_appointment", { customer_identifier, ...wish }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    expect(others.map(({ body }) => body.code)).toEqual(others.map(() => "CONFLICT"));
    for (const { body } of others) expect(body.next).toMatch(/^The next free times: Wednesday .*, 9:00 am/);
  }, 120_000);
});

interface Body {
  code?: string;
  next?: string;
  contact?: { id: string };
}
