import { expect } from "bun:test";
import type { TestBrowser } from "./browser.ts";
import type { JsonResponse, TestDesk } from "./desk.ts";
import { consent, redirectUri, type TestApp } from "./oauth.ts";

/** What shows the inside of the desk: a stack, a path, SQL, the name of a library. */
const inside =
  /\bat \S+ \(|:\d+:\d+\)|\/src\/|node_modules|frontdesk-test-|\.tsx?\b|SQLITE|\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b|drizzle|libsql|Zod/;

/** Neither an answer nor the log may tell anything of the inside. */
export function expectNothingInside(text: string): void {
  expect(text).not.toMatch(inside);
}

/** An error as OAuth's endpoints answer it: its status and code, when it is that and says no more. */
export async function refusalOf(answer: JsonResponse): Promise<[number, string]> {
  const text = await answer.text();
  expectNothingInside(text);
  expect([answer.headers.get("content-type")?.split(";")[0], answer.headers.get("cache-control")]).toEqual([
    "application/json",
    "no-store",
  ]);
  const body = JSON.parse(text) as { error: string };
  expect(Object.keys(body)).toEqual(["error", "error_description"]);
  return [answer.status, body.error];
}

/** What an app is told at its address. The words for its maker are left out: they say nothing a program reads. */
export async function toldApp(
  answer: JsonResponse,
  address = redirectUri,
): Promise<Record<string, string | undefined>> {
  const location = answer.headers.get("location") ?? "";
  expect([answer.status, location.slice(0, address.length + 1)]).toEqual([303, `${address}?`]);
  expect([answer.headers.get("cache-control"), await answer.text()]).toEqual(["no-store", ""]);
  expectNothingInside(location);
  const { error_description, ...told } = Object.fromEntries(new URL(location).searchParams);
  expect(error_description === undefined).toBe(told["error"] === undefined);
  return told;
}

/** A page that says no, and sends nobody anywhere: its status and its words. */
export async function refusedPage(answer: JsonResponse): Promise<{ status: number; words: string }> {
  const words = await answer.text();
  expectNothingInside(words);
  expect([answer.headers.get("location"), answer.headers.get("content-type")]).toEqual([
    null,
    "text/html; charset=utf-8",
  ]);
  return { status: answer.status, words };
}

/** A fresh code of an app, whether or not the person has to be asked for it. */
export async function codeFor(
  browser: TestBrowser,
  app: TestApp,
  params: Record<string, string | undefined> = {},
): Promise<string> {
  const url = app.authorizeUrl(params);
  const answer = await browser.get(url);
  const scopes = (params["scope"] ?? "phone:read phone:write").split(" ");
  const location = answer.headers.get("location");
  const given = location === null ? await consent(browser, url, scopes) : new URL(location).searchParams;
  return given.get("code") ?? "";
}

/** A token, a code or a client's secret of ours. */
const secret = /fd[karcs]_[\w-]{20}/;

/** What the desk has logged so far tells nothing of the inside, and holds no secret and none of these. */
export function expectLogWithout(t: TestDesk, ...words: string[]): void {
  const said = t.log.join("");
  expect(said.length).toBeGreaterThan(0);
  expectNothingInside(said);
  expect(said).not.toMatch(secret);
  for (const word of words) expect(said).not.toContain(word);
}
