import { expect, test } from "bun:test";
import { secondsIn } from "#platform/http-messages.ts";

test.each([
  [{ "retry-after": "120" }, 120],
  [{ "retry-after": "Sun, 29 Nov 2026 10:00:30 GMT", date: "Sun, 29 Nov 2026 10:00:00 GMT" }, 30],
  [{ "retry-after": "Sun, 29 Nov 2026 09:00:00 GMT", date: "Sun, 29 Nov 2026 10:00:00 GMT" }, 0],
  [{ "retry-after": "Sun, 29 Nov 2026 10:00:30 GMT" }, 0],
  [{ "retry-after": "soon" }, 0],
  [{}, 0],
])("Retry-After in %p is %p seconds (RFC 9110 §10.2.3)", (headers, seconds) => {
  expect(secondsIn(new Headers(headers as Record<string, string>))).toBe(seconds);
});
