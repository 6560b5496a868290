/** @jsxImportSource hono/jsx */
import { createElement } from "hono/jsx";
import { isLocal } from "#faces/loopback.ts";
import { Layout, page, type Reader } from "#faces/web/shell/layout.tsx";
import type { Clock } from "#platform/clock.ts";
import { DeskError } from "#src/errors.ts";
import { Forms, Lists, Signs, Told, Type } from "./parts-shown.tsx";
import type { SandboxVisit } from "./routes.ts";

/** `GET /sandbox/parts`: every part of the pages in every state, for who makes pages; on this machine alone. */
export async function showParts(
  { request, address, reader }: SandboxVisit,
  { business, clock }: { business(): string; clock: Clock },
): Promise<Response> {
  if (!isLocal(request, address)) throw new DeskError("NOT_FOUND", "There is no such page.");
  const content = createElement(PartsPage, {
    business: business(),
    reader: await reader(),
    now: clock.now(),
  });
  return await page(content);
}

function PartsPage({ business, reader, now }: { business: string; reader: Reader | undefined; now: number }) {
  return (
    <Layout
      title="Parts"
      business={business}
      reader={reader}
      isWorking
      crumb={{ href: "/sandbox", text: "The page this one belongs to" }}
      action={
        <a class="button" href="/sandbox/parts">
          The one main action
        </a>
      }
      script="copy.js"
    >
      <p class="lead">What the pages are made of, each in every state. The design says when to take which.</p>
      <div class="columns">
        <div>
          <Type />
          <Signs />
          <Lists now={now} />
        </div>
        <div>
          <Forms />
          <Told now={now} />
        </div>
      </div>
    </Layout>
  );
}
