import { beforeAll, describe, expect, test } from "bun:test";
import { followSilentStreams, type SilentStreamsReport } from "#tests/prove/silent-streams.ts";
import { installedProxies, lamentMissingProxies, proxyNames } from "./proxy.ts";

let report: SilentStreamsReport;
lamentMissingProxies();

beforeAll(async () => {
  if (installedProxies.length > 0) report = await followSilentStreams(18, installedProxies);
}, 60_000);

describe.each(proxyNames)("through %s, as docs/deploy.md sets it up", (name) => {
  const shown = test.skipIf(!installedProxies.includes(name));
  const streams = () => report.streams.filter(({ proxy }) => proxy === name);

  shown("both streams begin within a second", () => {
    expect(streams().map(({ stream }) => stream)).toEqual(["GET /sse", "subscriptions/listen"]);
    for (const { firstByteMs } of streams()) expect(firstByteMs).toBeLessThan(1000);
  });

  shown("a comment comes at fifteen seconds, and nothing else", () => {
    for (const { keepAlivesAt, silentFor } of streams()) {
      expect(keepAlivesAt).toHaveLength(1);
      expect(keepAlivesAt[0]).toBeWithin(14.5, 17.5);
      expect(silentFor).toBeGreaterThanOrEqual(18);
    }
  });

  shown("who listens is told of a customer's text at once", () => {
    for (const { eventMs } of streams()) expect(eventMs ?? "nothing came").toBeLessThan(2000);
  });

  shown("a request that names another host opens no stream", () => {
    expect(report.toAnotherHost[name]).not.toContain("event-stream");
  });

  shown("a SIGTERM ends the streams and the desk within three seconds", () => {
    for (const { endedMs } of streams()) expect(endedMs ?? "still open, or cut off").toBeLessThan(3000);
    expect(report.exitCode).toBe(0);
    expect(report.exitMs).toBeLessThan(3000);
  });
});
