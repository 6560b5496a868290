import { createElement } from "hono/jsx";
import { csvFile } from "#faces/web/shell/csv-file.ts";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, problemOf, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { type Consent, Consents } from "./consents.tsx";

interface Listed {
  consents: Consent[];
  nextCursor: string | null;
}

const mostInFile = 100_000;
const pageOfFile = 100;

/** `/settings/consents`, and the same as a file: whoever may read texts may read who agreed to them. */
export function consentsRoutes(parts: DoorParts) {
  return { show, file };

  function show(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const phone = (c.req.query("q") ?? "").trim().slice(0, 40);
      const cursor = c.req.query("cursor")?.slice(0, 200);
      const wanted = { ...(phone ? { phoneNumber: phone } : {}), ...(cursor ? { cursor } : {}), limit: 50 };
      const { found, problem } = await listed(turn, wanted);
      const content = createElement(Consents, {
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        phone,
        consents: found.consents,
        older:
          found.nextCursor === null
            ? undefined
            : `/settings/consents?${new URLSearchParams({ ...(phone ? { q: phone } : {}), cursor: found.nextCursor })}`,
        problem,
      });
      return await page(content, problem ? 400 : 200);
    });
  }

  async function listed({ run }: Turn, wanted: object): Promise<{ found: Listed; problem?: string }> {
    try {
      return { found: await run<Listed>("consent.list", wanted) };
    } catch (failure) {
      return { found: { consents: [], nextCursor: null }, problem: problemOf(failure) };
    }
  }

  function file(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ run }) => {
      const consents: Consent[] = [];
      let cursor: string | null = "";
      while (cursor !== null && consents.length < mostInFile) {
        const wanted: object = { limit: pageOfFile, ...(cursor ? { cursor } : {}) };
        const found: Listed = await run<Listed>("consent.list", wanted);
        consents.push(...found.consents);
        cursor = found.nextCursor;
      }
      const rows = consents.map((each) => [
        ...[each.at, each.phone, each.act, each.source, each.untrustedWords ?? "", each.evidence ?? ""],
        ...[each.recordedBy, each.id],
      ]);
      const heading = ["When", "Number", "What", "How", "Words", "Evidence", "Recorded by", "id"];
      return csvFile("consents.csv", [heading, ...rows]);
    });
  }
}
