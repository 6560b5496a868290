import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readHours, readSettingText, spokenHours } from "#operation/setting-words.ts";
import { becomeOwner, joinAs, type TestBrowser } from "#tests/support/browser.ts";
import { openTestDesk, type TestDesk } from "#tests/support/desk.ts";
import { startServer } from "#tests/support/process.ts";

const closed = { mon: null, tue: null, wed: null, thu: null, fri: null, sat: null, sun: null };
const nine = { open: "09:00", close: "17:00" };

describe("hours are read as people write them", () => {
  test.each([
    [
      "mon-fri 9:00-17:00, sat 10-14",
      {
        mon: nine,
        tue: nine,
        wed: nine,
        thu: nine,
        fri: nine,
        sat: { open: "10:00", close: "14:00" },
        sun: null,
      },
    ],
    ["Monday 9am - 5pm", { ...closed, mon: nine }],
    ["sat–mon 9-17", { ...closed, sat: nine, sun: nine, mon: nine }],
    [
      "daily 9-17; sun closed",
      { mon: nine, tue: nine, wed: nine, thu: nine, fri: nine, sat: nine, sun: null },
    ],
    ["tues 12am-12pm", { ...closed, tue: { open: "00:00", close: "12:00" } }],
  ])("%s", (text, hours) => {
    expect(readHours(text)).toEqual(hours as never);
  });

  test.each([
    "",
    "whenever",
    "mon",
    "mon 9",
    "9-17",
    "mon-fri nine to five",
    "mo 9-17",
    "mon-fri 9-12, fri 13-17",
  ])("and %p is none", (text) => {
    expect(readHours(text)).toBeUndefined();
  });

  test("and said as people say them", () => {
    expect(spokenHours(readHours("mon-fri 9-17, sat 10-14") ?? closed)).toBe(
      "Mon to Fri 9:00 to 17:00, Sat 10:00 to 14:00",
    );
    expect(spokenHours(closed)).toBe("closed");
  });
});

test.each([
  ["business.holidays", "2026-12-25, 2027-01-01", ["2026-12-25", "2027-01-01"]],
  ["business.owner_numbers", "+15550109999", ["+15550109999"]],
  ["business.categories", '["a", "b"]', ["a", "b"]],
  ["business.name", "2026", "2026"],
  ["limits.new_numbers_per_day", "7", 7],
  ["permissions.stopped", "true", true],
] as const)("%s takes %s", (key, text, value) => {
  expect(readSettingText(key, text)).toEqual(value);
});

let t: TestDesk;
let ada: TestBrowser;
beforeAll(async () => {
  t = await openTestDesk();
  ada = await becomeOwner(t);
});
afterAll(() => t.close());

const week = (from = "09:00", until = "17:00") =>
  Object.fromEntries(
    Object.keys(closed).flatMap((day) => [
      [`from.${day}`, from],
      [`until.${day}`, until],
    ]),
  );

test("the business is set on its page: name, zone, hours, places, and it holds at once", async () => {
  const answer = await ada.submit("/settings/business", {
    action: "save",
    "business.name": "Harbour Yoga",
    "business.zone": "America/Chicago",
    "business.region": "US",
    "business.currency": "USD",
    "business.holidays": "2026-12-25\n2027-01-01",
    "business.categories": "general\nbooking",
    ...week(),
    "open.mon": "yes",
    "place.id": ["", ""],
    "place.name": ["Main Street 5", ""],
    "place.address": ["", ""],
    "place.line": ["", ""],
  });
  expect(await answer.text()).toContain("It holds from now on.");
  const settings = t.desk.settings();
  expect(settings.get("business.hours")).toEqual({ ...closed, mon: nine });
  expect(settings.get("business.properties")).toEqual([{ id: "main-street-5", name: "Main Street 5" }]);
  expect(settings.get("business.holidays")).toEqual(["2026-12-25", "2027-01-01"]);
  expect(await (await ada.get("/")).text()).toContain("Harbour Yoga");
});

test("several settings are changed together or not at all, and each wrong one says what it takes", async () => {
  const before = t.desk.settings().get("limits.new_numbers_per_day");
  const answer = await ada.submit("/settings/limits", {
    action: "save",
    "limits.new_numbers_per_day": String(before + 1),
    "limits.bulk_without_asking": "lots",
    "windows.quiet_from": "25:00",
  });
  const html = await answer.text();
  expect(answer.status).toBe(400);
  expect(html).toContain("it takes a whole number from 1 to 5.");
  expect(html).toContain("it takes a time of day such as 08:00.");
  const marked = [...html.matchAll(/aria-invalid="true" aria-describedby="([^"]+)"/g)].map(([, id]) => id);
  expect(marked).toEqual(["limits.bulk_without_asking-problem", "windows.quiet_from-problem"]);
  for (const id of marked) expect(html).toContain(`id="${id}"`);
  expect(t.desk.settings().get("limits.new_numbers_per_day")).toBe(before);
});

test.each([
  "/settings/business",
  "/settings/phone",
  "/settings/notices",
  "/settings/limits",
  "/settings/voice",
  "/settings/subscribers",
  "/settings/data",
])("%s is the owner's alone", async (path) => {
  const staff = await joinAs(t, ada, "staff", `staff-${path.slice(10)}@example.com`);
  expect((await staff.get(path)).status).toBe(403);
});

test("the command line takes hours as people write them, and refuses others in words", async () => {
  const server = await startServer({});
  const set = await server.cli("settings", "set", "business.hours", "mon-fri 9:00-17:00, sat 10-14");
  expect([set.code, JSON.parse((await server.cli("settings", "get", "business.hours")).out).sat]).toEqual([
    0,
    { open: "10:00", close: "14:00" },
  ]);
  const wrong = await server.cli("settings", "set", "business.hours", "whenever");
  expect([wrong.code, wrong.err]).toEqual([
    1,
    expect.stringContaining('it takes days with their times, such as "mon-fri 9:00-17:00, sat 10-14"'),
  ]);
  await server.stop();
}, 30_000);
