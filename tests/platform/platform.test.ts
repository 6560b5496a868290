import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";
import { ago } from "#platform/ago.ts";
import { canonicalJson, digestOf } from "#platform/canonical.ts";
import { decodeCursor, encodeCursor, pageOf } from "#platform/cursor.ts";
import { idPattern, newId } from "#platform/ids.ts";
import { createLanes } from "#platform/lanes.ts";
import { configureLog, describeFailure, lineOf, logOf } from "#platform/log.ts";
import { readPhoneNumber } from "#platform/phone-number.ts";
import { forTerminal, hasWords, visibleLines } from "#platform/visible-text.ts";
import { isoIn, isZone, nextLocalMinute } from "#platform/zone.ts";
import { DeskError } from "#src/errors.ts";

describe("ids", () => {
  test("sort in the order they were made, also when the clock stands still or goes back", () => {
    const times = [5, 5, 5, 4, 9, 9, 3];
    const made = times.map((time) => newId("msg", 1_763_000_000_000 + time));
    expect([...made].sort()).toEqual(made);
    for (const id of made) expect(id).toMatch(idPattern("msg"));
  });

  test("do not repeat", () => {
    expect(new Set(Array.from({ length: 50_000 }, () => newId("evt", 1))).size).toBe(50_000);
  });
});

describe("canonical JSON", () => {
  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse());
        expect(digestOf(shuffled)).toBe(digestOf(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("tells values apart", () => {
    expect(new Set([1, "1", [1], { a: 1 }, { a: "1" }, { b: 1 }, null].map(digestOf)).size).toBe(7);
  });
});

describe("cursors", () => {
  test("come back as they went out", () => {
    fc.assert(
      fc.property(fc.nat(), (at) => {
        const position = { at, id: newId("msg", 1_763_000_000_000) };
        expect(decodeCursor(encodeCursor(position))).toEqual(position);
      }),
    );
  });

  test("of anybody else are refused", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d{1,15}\.[a-z]+_[0-9a-z]+$/.test(Buffer.from(text, "base64url").toString()));
        expect(() => decodeCursor(text)).toThrow(DeskError);
      }),
    );
  });

  test("a page is never empty while there are rows, however large one is", () => {
    const rows = [
      { at: 2, id: "msg_b", text: "x".repeat(50_000) },
      { at: 1, id: "msg_a", text: "y" },
    ];
    const page = pageOf(
      rows,
      10,
      (row) => row,
      (row) => row,
    );
    expect(page.rows).toHaveLength(1);
    expect(page).toMatchObject({ truncated: true, nextCursor: encodeCursor({ at: 2, id: "msg_b" }) });
  });
});

describe("numbers", () => {
  test.each([
    ["(555) 123-4567", "US", "+15551234567"],
    ["00 49 30 901820", "DE", "+4930901820"],
    ["030 901820", "DE", "+4930901820"],
    ["+44 (0)20 7946 0018", "US", "+442079460018"],
    ["tel:+1-555-123-4567", "US", "+15551234567"],
  ])("%s in %s is %s", (text, region, expected) => expect(readPhoneNumber(text, region)).toBe(expected));

  test("behind +1 are read as the library reads them", () => {
    const digits = fc.integer({ min: 2_000_000_000, max: 9_999_999_999 });
    fc.assert(
      fc.property(digits, fc.constantFrom("US", "DE", "GB"), (number, region) => {
        const read = parsePhoneNumberFromString(`+1${number}`, region as CountryCode);
        expect([readPhoneNumber(`+1${number}`, region), read?.isPossible()]).toEqual([read?.number, true]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(["", "call me", "12", "+", "+999999999999999999", "72975", "Anonymous", "555-1234 x12"])(
    "'%s' cannot be read",
    (text) => {
      expect(readPhoneNumber(text, "US")).toBeUndefined();
    },
  );
});

describe("zones", () => {
  test("have data newer than the runtime's: Vancouver keeps its summer time", () => {
    expect(isoIn("America/Vancouver", Date.UTC(2026, 11, 1, 20))).toBe("2026-12-01T13:00:00.000-07:00");
  });

  test("find the next eight o'clock across the change of clocks", () => {
    const before = Date.UTC(2026, 10, 1, 3, 0);
    expect(isoIn("America/Chicago", nextLocalMinute("America/Chicago", before, 480))).toBe(
      "2026-11-01T08:00:00.000-06:00",
    );
    expect(isoIn("America/Chicago", before)).toBe("2026-10-31T22:00:00.000-05:00");
  });

  test("are known by name", () => expect([isZone("Europe/Berlin"), isZone("Berlin")]).toEqual([true, false]));
});

test("lanes keep their order, and run beside each other up to the limit", async () => {
  const lanes = createLanes(2);
  const order: string[] = [];
  let atOnce = 0;
  let most = 0;
  for (const name of ["a1", "b1", "c1", "a2", "b2", "a3"]) {
    lanes.run(name[0]!, async () => {
      most = Math.max(most, ++atOnce);
      await Bun.sleep(name === "a1" ? 20 : 2);
      order.push(name);
      atOnce--;
    });
  }
  await lanes.idle();
  expect(most).toBe(2);
  expect(order.filter((name) => name.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
  expect(order).toHaveLength(6);
});

describe("the log", () => {
  test("keeps secrets, contents and whole numbers out, wherever they stand", () => {
    const lines: string[] = [];
    configureLog({ level: "debug", format: "json", write: (line) => void lines.push(line) });
    logOf("test").info("Called +15551234567 with Bearer abc.def", {
      token: "fdk_abcdef",
      apiKey: "k",
      content: "see you at nine",
      nested: { Authorization: "Bearer xyz", note: "private", to: "+15551234567" },
      free: "whsec_abc and fdk_zzz and +4930901820",
    });
    const [line = ""] = lines;
    for (const secret of [
      "5551234567",
      "abc.def",
      "fdk_abcdef",
      "see you",
      "xyz",
      "private",
      "whsec_abc",
      "fdk_zzz",
      "4930901820",
    ])
      expect(line).not.toContain(secret);
    expect(line).toContain("…4567");
  });

  test("stays JSON where something in it was taken out, also of a line that is written as text", () => {
    const lines: string[] = [];
    configureLog({ level: "info", format: "json", write: (line) => void lines.push(line) });
    const fields = { args: { status: 'Bearer abc.def", x' }, request: "r1" };
    logOf("gate").info("Called.", fields);
    lineOf("gate", "Called.").write("info", JSON.stringify(fields));
    expect(lineOf("gate", "Called.").isEnabledFor("debug")).toBe(false);
    lineOf("gate", "Called.").write("info", JSON.stringify({ request: "r2", client: "tok_plain" }));
    const [first, second, plain] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(second).toEqual({ ...first, "@timestamp": second?.["@timestamp"] });
    expect(JSON.stringify(first)).not.toContain("abc.def");
    expect(first?.["request"]).toBe("r1");
    expect(plain).toMatchObject({
      level: "INFO",
      message: "Called.",
      logger: "frontdesk.gate",
      request: "r2",
      client: "tok_plain",
    });
  });

  test("says of a database's failure its code, and never the values", () => {
    const failure = Object.assign(
      new Error("Failed query: insert into x values (?) params: +15551234567,secret"),
      {
        name: "DrizzleQueryError",
        cause: Object.assign(new Error("UNIQUE"), { code: "SQLITE_CONSTRAINT", name: "SqliteError" }),
      },
    );
    const said = JSON.stringify(describeFailure(failure));
    expect(said).not.toContain("secret");
    expect(said).toContain("SQLITE_CONSTRAINT");
  });
});

test("a terminal is shown what would move its cursor, and keeps lines and columns", () => {
  expect(forTerminal("a\tb\n\u001b[2J\u202eé🙂")).toBe("a\tb\n[U+001B][2J[U+202E]é🙂");
});

describe("a stranger's longer text", () => {
  test.each([
    ["Two\nlines", ["Two", "lines"]],
    ["a\n\n\n\n\nb", ["a", "[4 empty lines]", "b"]],
    [`a${" ".repeat(500)}b`, ["a [500 spaces] b"]],
    ["\u200b", ["[U+200B]"]],
    ["a\u2028b\u202ec", ["a", "b[U+202E]c"]],
    ["", ["[nothing to see]"]],
  ])("%j is shown whole, with what is invisible in it", (text, lines) => {
    expect(visibleLines(text)).toEqual(lines);
  });

  test.each(["\u200b", "\u2800\u3164", " \n\u00ad", ""])("%j has no words in it", (text) => {
    expect(hasWords(text)).toBe(false);
  });
});

test.each([
  [0, "just now"],
  [-10_000, "just now"],
  [-90_000, "2 minutes ago"],
  [-3_600_000, "1 hour ago"],
  [-3 * 86_400_000, "3 days ago"],
  [86_400_000, "in 24 hours"],
])("%d ms is %s", (difference, words) => {
  expect(ago(1e12 + difference, 1e12)).toBe(words);
});

test("a rate that is shared is kept to when those who share it become more or fewer", async () => {
  const { createService } = await import("#platform/http.ts");
  const { createMetrics } = await import("#platform/metrics.ts");
  const at: number[] = [];
  const server = Bun.serve({
    port: 0,
    fetch: () => Response.json({}),
  });
  let sharers = 1;
  const ask = () =>
    service.request({
      ...{ method: "POST", path: "/", headers: {} },
      begin: async () => void at.push(performance.now()),
    });
  const service = createService({
    name: "shared",
    baseUrl: `http://127.0.0.1:${server.port}`,
    concurrency: 10,
    perSecond: 10,
    sharers: () => sharers,
    metrics: createMetrics(),
  });
  const asked = Array.from({ length: 30 }, () => ask());
  await Bun.sleep(300);
  sharers = 2;
  asked.push(ask());
  await Bun.sleep(1500);
  sharers = 1;
  asked.push(ask());
  await Promise.all(asked);
  await server.stop(true);
  // In no second of any begin more than ten, whatever the share was.
  const most = Math.max(
    ...at.map((begin) => at.filter((each) => each >= begin && each < begin + 950).length),
  );
  expect([at.length, most <= 10]).toEqual([32, true]);
}, 20_000);
