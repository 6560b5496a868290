import { Hono } from "hono";
import { createElement } from "hono/jsx";
import { type CustomerDoor, ownHeaders, tokenOf } from "#faces/web/shell/customer-door.ts";
import { page } from "#faces/web/shell/layout.tsx";
import type { DoorContext, DoorEnv } from "#faces/web/shell/visit.ts";
import { Unsubscribe } from "./unsubscribe.tsx";

/** `/mail/<token>`: where whoever was mailed says that they want no more. */
export function unsubscribeRoutes({
  door,
  business,
}: {
  door: CustomerDoor;
  business(): string;
}): Hono<DoorEnv> {
  const { run, answered } = door;
  const routes = new Hono<DoorEnv>({ strict: false });
  routes.get("/mail/:token", (c) =>
    answered(c, async () => await shown(await run(c, "mail.show", { token: tokenOf(c) }))),
  );
  routes.post("/mail/:token", (c) => answered(c, () => act(c)));
  return routes;

  async function act(c: DoorContext): Promise<Response> {
    const wants = door.formOf(c).get("action") === "resume";
    return await shown(await run(c, "mail.stop", { token: tokenOf(c), wants }));
  }

  async function shown({ stopped }: { stopped: boolean }): Promise<Response> {
    const content = createElement(Unsubscribe, { business: business(), stopped });
    return await page(content, 200, ownHeaders);
  }
}
