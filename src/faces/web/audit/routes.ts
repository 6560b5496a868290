import { createElement } from "hono/jsx";
import { csvFile } from "#faces/web/shell/csv-file.ts";
import { withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf, type Turn } from "#faces/web/shell/visit.ts";
import { Audit } from "./audit.tsx";
import { type AuditLine, createTeller, outcomeOf } from "./words.ts";

interface Listed {
  lines: AuditLine[];
  before: number | null;
}

/** Lines of one file: what a spreadsheet opens without a thought. */
const mostInFile = 5000;
const pageOfFile = 500;

/** `GET /audit`, and the same as a file at `/audit.csv`: the owner's alone; the gate sees to that. */
export function auditRoutes(parts: DoorParts) {
  const teller = createTeller(parts.operations);
  return { show, file };

  function filterOf({ c }: Turn) {
    const named = (name: string) => (c.req.query(name) ?? "").trim().slice(0, 200);
    return {
      operation: named("operation"),
      outcome: named("outcome"),
      who: named("who"),
      reads: named("reads") === "yes" ? "yes" : "",
    };
  }

  function wantedOf({ reads, ...filter }: ReturnType<typeof filterOf>) {
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
    // Whoever asks for one thing means it, also where it is looking.
    const isQuiet = reads === "" && filter.operation === "";
    return { ...given, ...(isQuiet ? { quiet: teller.quiet, whole: true, byOthers: true } : {}) };
  }

  function show(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const filter = filterOf(turn);
      const before = Number(c.req.query("before"));
      const { lines, before: next } = await turn.run<Listed>("audit.list", {
        ...wantedOf(filter),
        limit: 60,
        ...(before > 0 ? { before } : {}),
      });
      const given = Object.entries(filter).filter(([, value]) => value !== "");
      const query = (more: [string, string][]) => new URLSearchParams([...given, ...more]).toString();
      const content = createElement(Audit, {
        business: parts.business(),
        reader: await readerOf(turn.signedIn, c, parts),
        lines,
        filter,
        askers: await askersOf(turn),
        teller,
        file: `/audit.csv?${query([])}`,
        older: next === null ? undefined : `/audit?${query([["before", String(next)]])}`,
      });
      return await page(content);
    });
  }

  /** People and apps by their names, for the drop-down. */
  async function askersOf({ run }: Turn): Promise<[string, string][]> {
    const { people } = await run<{ people: { id: string; name: string }[] }>("person.list", {});
    const { apps } = await run<{ apps: { id: string; name: string }[] }>("app.list", {});
    return [...people, ...apps].map(({ id, name }) => [id, name]);
  }

  function file(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async (turn) => {
      const wanted = wantedOf(filterOf(turn));
      const lines: AuditLine[] = [];
      let before: number | null = Number.MAX_SAFE_INTEGER;
      while (before !== null && lines.length < mostInFile) {
        const found: Listed = await turn.run<Listed>("audit.list", { ...wanted, before, limit: pageOfFile });
        lines.push(...found.lines);
        before = found.before;
      }
      const rows = lines.map((line) => [
        line.at,
        teller.whoOf(line),
        teller.titleOf(line.operation),
        line.about ?? "",
        outcomeOf(line.outcome)[1],
        ...[
          line.operation,
          line.outcome,
          line.user,
          line.client,
          line.face,
          line.requestId,
          String(line.seq),
        ],
      ]);
      return csvFile("audit.csv", [
        [
          "When",
          "Who",
          "What",
          "About",
          "Ended",
          "operation",
          "outcome",
          "user",
          "client",
          "face",
          "request",
          "line",
        ],
        ...rows,
      ]);
    });
  }
}
