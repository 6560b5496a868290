import { describe, expect, test } from "bun:test";
import { readSpokenDate } from "#platform/spoken-date.ts";
import { readFromNow, readTimeOfDay } from "#platform/time-of-day.ts";

/** A Saturday. */
const today = "2026-11-28";

describe("a day as somebody says it", () => {
  test.each([
    ["2026-12-01", "2026-12-01", undefined],
    ["2026-12-01T14:00", "2026-12-01", "14:00"],
    ["2026-12-01 at 2pm", "2026-12-01", "2pm"],
    ["today", "2026-11-28", undefined],
    ["tomorrow", "2026-11-29", undefined],
    ["Tomorrow afternoon", "2026-11-29", "afternoon"],
    ["tomorrow at 3pm", "2026-11-29", "at 3pm"],
    ["day after tomorrow", "2026-11-30", undefined],
    ["the day after tomorrow", "2026-11-30", undefined],
    ["yesterday", "2026-11-27", undefined],
    ["tonight", "2026-11-28", "evening"],
    ["Monday", "2026-11-30", undefined],
    ["next Monday", "2026-11-30", undefined],
    ["on Friday", "2026-12-04", undefined],
    ["Saturday", "2026-11-28", undefined],
    ["next Saturday", "2026-12-05", undefined],
    ["Monday at 9am", "2026-11-30", "9:00"],
    ["in 3 days", "2026-12-01", undefined],
    ["the 5th", "2026-12-05", undefined],
    ["the 28th", "2026-11-28", undefined],
    ["on the 31st at 3pm", "2026-12-31", "at 3pm"],
    ["el lunes que viene", "2026-11-30", undefined],
    ["Dec 5", "2026-12-05", undefined],
    ["5th of December", "2026-12-05", undefined],
    ["December 5, 2027", "2027-12-05", undefined],
    ["January 3", "2027-01-03", undefined],
    ["hoy", "2026-11-28", undefined],
    ["mañana", "2026-11-29", undefined],
    ["mañana por la tarde", "2026-11-29", "por la tarde"],
    ["pasado mañana", "2026-11-30", undefined],
    ["el lunes", "2026-11-30", undefined],
    ["5 de diciembre", "2026-12-05", undefined],
  ])("%p is %s", async (said, date, time) => {
    const read = await readSpokenDate(said, today, "US");
    expect([read?.date, read?.time]).toEqual([date, time]);
  });

  test("12/5 is the fifth of December in the United States, and the twelfth of May elsewhere", async () => {
    expect(await readSpokenDate("12/5", today, "US")).toEqual({ date: "2026-12-05" });
    expect(await readSpokenDate("12/5", today, "GB")).toEqual({ date: "2027-05-12" });
  });

  test.each([
    "",
    "soon",
    "Feb 30",
    "2026-02-30",
    "2026-13-01",
    "Friday the 13th",
    "whenever Bob is free",
    "12",
  ])("%p is no day", async (said) => expect(await readSpokenDate(said, today, "US")).toBeUndefined());
});

describe("a time of day as somebody says it", () => {
  test.each([
    ["9am", 540, false],
    ["9 a.m.", 540, false],
    ["9:30 am", 570, false],
    ["2:30pm", 870, false],
    ["12pm", 720, false],
    ["12am", 0, false],
    ["noon", 720, false],
    ["15:30", 930, false],
    ["09:00", 540, false],
    ["at 3", 180, true],
    ["3:30", 210, true],
    ["3 in the afternoon", 900, false],
    ["half past two", 150, true],
    ["quarter to 3pm", 885, false],
    ["a quarter past ten", 615, true],
    ["3ish", 180, true],
    ["14h", 840, false],
    ["three o'clock", 180, true],
    ["a las 4 de la tarde", 960, false],
    ["9 de la mañana", 540, false],
    ["a las 3 y media", 210, true],
  ])("%p is one time", (said, minute, isUnsure) => {
    expect(readTimeOfDay(said)).toEqual({ kind: "at", minute, isUnsure });
  });

  test.each([
    ["morning", 0, 720, false],
    ["Afternoon", 720, 1020, false],
    ["in the evening", 1020, 1440, false],
    ["por la tarde", 720, 1020, false],
    ["por la mañana", 0, 720, false],
    ["9 to 5", 540, 1020, true],
    ["11am-1", 660, 780, true],
    ["después de las 3 de la tarde", 900, 1440, false],
    ["between 2 and 4pm", 840, 960, true],
    ["10am to 1pm", 600, 780, true],
    ["after 3pm", 900, 1440, false],
    ["before noon", 0, 720, false],
    ["anytime", 0, 1440, false],
  ])("%p is a part of the day", (said, from, until, isWindow) => {
    expect(readTimeOfDay(said)).toEqual({ kind: "within", from, until, isWindow });
  });

  test.each([
    ["9:00-11:00", 540, 660, "both"],
    ["9 – 11", 540, 660, "both"],
    ["5-7", 300, 420, "both"],
    ["after 4", 240, 1440, "from"],
    ["before 3", 0, 180, "until"],
  ])("%p may be twelve hours later", (said, from, until, unsure) => {
    expect(readTimeOfDay(said)).toMatchObject({ kind: "within", from, until, unsure });
  });

  test.each([
    ["in an hour", 60],
    ["in 2 hours", 120],
    ["in 90 minutes", 90],
    ["in half an hour", 30],
    ["en una hora", 60],
    ["dentro de 2 horas", 120],
  ])("%p is reckoned from now, and is no day", async (said, minutes) => {
    expect(readFromNow(said)).toBe(minutes);
    expect(await readSpokenDate(said, today, "US")).toBeUndefined();
  });

  test.each(["", "soon", "25:00", "9:75", "13pm", "4pm-2pm", "half"])("%p is no time", (said) =>
    expect(readTimeOfDay(said)).toBeUndefined(),
  );
});
