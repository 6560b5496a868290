import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Desk } from "#desk/desk.ts";
import { takeBody } from "#faces/body.ts";
import { createAddressReader } from "#platform/address.ts";
import type { Cell, Spread } from "#platform/counting.ts";
import { describeFailure, lineOf, logOf } from "#platform/log.ts";
import { DeskError } from "#src/errors.ts";

export interface RequestVariables {
  /** The id in `X-Request-Id`, in the log, in errors and in the audit. */
  requestId: string;
  /** Where it comes from, as limits count it. */
  address: string;
  /** Keeps the request in the count after its answer has begun; what it gives lets go of it. */
  hold: () => () => void;
  /** Set when the gate has logged what was asked. */
  isLogged?: boolean;
}

/** A request with what was answered to it. */
interface Answered {
  request: Request;
  /** The route's pattern, as it is counted. */
  route: string;
  status: number;
  requestId: string;
  /** When it came, on the process's clock. */
  started: number;
  /** True when the gate has logged what was asked. */
  isLogged: boolean;
}

interface Tally {
  requests: Cell;
  seconds: Spread;
}

/** Kept on the request itself: a map of requests is work for every garbage collection. */
const beginning = Symbol("beginning");
type Begun = Request & { [beginning]?: number };

/** Paths that answer however much is going on. */
const always = new Set(["/healthz", "/readyz", "/health", "/metrics"]);

/** What every request gets: an id, a place in the count, a log line, a measurement. */
export function observeRequests({ metrics, config }: Desk, mostInFlight: number) {
  const addressOf = createAddressReader(config.trustedProxies);
  const log = logOf("http");
  const answered = lineOf("http", "Answered.");
  const tallies = new Map<string, Map<number, Tally>>();
  let inFlight = 0;
  let isStopping = false;

  const middleware: MiddlewareHandler<{
    Bindings: { address: string | undefined };
    Variables: RequestVariables;
  }> = async (c, next) => {
    const started = began(c.req.raw);
    const requestId = randomUUID();
    c.set("requestId", requestId);
    c.set("hold", hold);
    c.set("address", addressOf(c.env.address, c.req.raw.headers));
    const { path } = c.req;
    await takeBody(c.req.raw, path);
    if (!always.has(path)) refuseWhenFull();
    enter();
    try {
      await next();
    } finally {
      const { headers, status } = c.res;
      if (!headers.has("x-request-id")) headers.set("x-request-id", requestId);
      leave({
        ...{
          request: c.req.raw,
          route: routeOf(c, status),
          status,
          requestId,
          started,
        },
        isLogged: c.get("isLogged") === true,
      });
    }
  };

  /** When a request came, on the process's clock: when it was first asked, whatever way it has gone since. */
  function began(request: Request): number {
    const held = request as Begun;
    held[beginning] ??= performance.now();
    return held[beginning];
  }

  function enter(): void {
    metrics.inFlight.value = ++inFlight;
  }

  /** Counts, measures and logs a request that has its answer. */
  function leave({ request, route, status, requestId, started, isLogged }: Answered): void {
    metrics.inFlight.value = --inFlight;
    const seconds = (performance.now() - started) / 1000;
    const tally = tallyOf(route, status);
    tally.requests.value++;
    tally.seconds.observe(seconds);
    const level = status < 300 && status >= 200 && isLogged ? "debug" : "info";
    if (!answered.isEnabledFor(level)) return;
    const fields = {
      method: request.method,
      route,
      status,
      ms: Math.round(seconds * 1000),
      request: requestId,
      ...traceOf(request.headers.get("traceparent")),
    };
    answered.write(level, JSON.stringify(fields));
  }

  /** The numbers that a request counts in, looked up without their labels being put together. */
  function tallyOf(route: string, status: number): Tally {
    const known = tallies.get(route) ?? new Map<number, Tally>();
    tallies.set(route, known);
    const tally = known.get(status) ?? {
      requests: metrics.httpRequests.at(route, String(status)),
      seconds: metrics.httpSeconds.at(route),
    };
    known.set(status, tally);
    return tally;
  }

  function hold(): () => void {
    let isHeld = true;
    inFlight++;
    return () => {
      if (isHeld) inFlight--;
      isHeld = false;
    };
  }

  function refuseWhenFull(): void {
    if (!isStopping && inFlight < mostInFlight) return;
    const message = isStopping ? "The desk is shutting down." : "Too many requests are being answered.";
    throw new DeskError("UNAVAILABLE", message, {
      retryAfter: isStopping ? 5 : 1,
      next: "Try again in a moment.",
    });
  }

  return {
    middleware,
    /** For a request that does not come by the router: it enters where there is room, and leaves with its answer. */
    began,
    enter,
    leave,
    hold,
    get hasRoom() {
      return !isStopping && inFlight < mostInFlight;
    },
    get inFlight() {
      return inFlight;
    },
    get isStopping() {
      return isStopping;
    },
    turnAway() {
      isStopping = true;
    },
    logFailure(requestId: string, thrown: unknown, error: DeskError): void {
      if (error.code === "INTERNAL")
        log.error("A request failed.", { request: requestId, ...describeFailure(thrown) });
    },
  };
}

/** The pattern of the route that answered; what none of ours did, or was refused before one, is of no route. */
function routeOf(c: Context, status: number): string {
  const pattern = status === 404 ? "" : routePath(c);
  return pattern === "" || pattern.endsWith("*") ? "unknown" : pattern;
}

/** The caller's trace id (W3C Trace Context §3.2); anything else in its place is left out. */
function traceOf(traceparent: string | null): { trace?: string } {
  const trace = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent ?? "")?.[1];
  return trace ? { trace } : {};
}
