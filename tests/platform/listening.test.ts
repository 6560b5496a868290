import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Listener, listen } from "#runtime/serve.ts";

let listener: Listener;
const failures: unknown[] = [];

beforeAll(() => {
  const failing = () => {
    throw new RangeError("+15550100200 /a/path");
  };
  listener = listen("127.0.0.1", 0, failing, (thrown) => failures.push(thrown));
});
afterAll(() => listener.stop());

test("what is thrown past everything is told to us, and to the caller in a number alone", async () => {
  const answer = await fetch(`http://127.0.0.1:${listener.port}/`);
  expect([answer.status, await answer.text()]).toEqual([500, ""]);
  expect(failures).toEqual([new RangeError("+15550100200 /a/path")]);
});
