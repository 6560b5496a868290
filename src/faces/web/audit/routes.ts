import { createElement } from "hono/jsx";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { Audit, type AuditPage } from "./audit.tsx";

/** `GET /audit`: the owner's alone; the gate sees to that. */
export function auditRoute(parts: DoorParts) {
  return (c: DoorContext): Promise<Response> =>
    withReader(c, parts, async ({ signedIn, run }) => {
      const named = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 200);
      const filter = { operation: named("operation"), outcome: named("outcome"), who: named("who") };
      const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
      const before = Number(c.req.query("before"));
      const { lines, before: next } = await run<Pick<AuditPage, "lines"> & { before: number | null }>(
        "audit.list",
        { ...given, ...(before > 0 ? { before } : {}) },
      );
      const older =
        next === null ? undefined : `/audit?${new URLSearchParams({ ...given, before: String(next) })}`;
      const reader = await readerOf(signedIn, c, parts);
      return await page(createElement(Audit, { business: parts.business(), reader, lines, filter, older }));
    });
}
