import { expect, test } from "bun:test";
import { budgetFor, monthOf } from "#domains/phone/usage/budget.ts";
import { cheaperThan } from "#domains/phone/usage/line-usage.ts";
import { settingsOf } from "#operation/settings.ts";

const settings = (values: Record<string, unknown>) =>
  settingsOf(new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)])));

test.each([
  ["America/Chicago", "2026-03-08T09:00:00Z", "2026-03-01T06:00:00.000Z", "2026-04-01T05:00:00.000Z"],
  ["America/Chicago", "2026-12-31T23:00:00Z", "2026-12-01T06:00:00.000Z", "2027-01-01T06:00:00.000Z"],
  ["Asia/Tokyo", "2026-11-30T15:30:00Z", "2026-11-30T15:00:00.000Z", "2026-12-31T15:00:00.000Z"],
])("a month in %s at %s is the business's own", (zone, at, begins, ends) => {
  const month = monthOf(Date.parse(at), settings({ "business.zone": zone }));
  expect([new Date(month.begins).toISOString(), new Date(month.ends).toISOString()]).toEqual([begins, ends]);
});

test("a line's own budget counts before the usual one, however its number is written", () => {
  const line = { id: "lin_1", number: "+13125550100" };
  const given = settings({ "budget.per_line": 20, "budget.lines": ["(312)555-0100 5", "lin_2 7"] });
  expect(budgetFor(line, given)).toBe(5_000_000);
  expect(budgetFor({ id: "lin_2", number: "+13125550101" }, given)).toBe(7_000_000);
  expect(budgetFor({ id: "lin_3", number: "+13125550102" }, given)).toBe(20_000_000);
  expect(budgetFor(line, settings({}))).toBeUndefined();
});

test("past a thousand texts the cheaper provider is named, and by how much", () => {
  const many = { texts: 1001, segments: 2000 };
  expect(cheaperThan("twilio", { texts: 1000, segments: 2000 })).toBeUndefined();
  expect(cheaperThan("twilio", many)).toContain("about 25.60 USD: quo would ask about 20.00");
  expect(cheaperThan("quo", many)).toContain("no other provider is cheaper");
  expect(cheaperThan("sandbox", many)).toBeUndefined();
});
