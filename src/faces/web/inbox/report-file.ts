import { csvFile } from "#faces/web/shell/csv-file.ts";
import { withReader } from "#faces/web/shell/form-page.ts";
import type { DoorContext, DoorParts } from "#faces/web/shell/visit.ts";

interface Row {
  phoneNumber: string;
  name: string | null;
  firstInboundAt: string | null;
  firstResponseSeconds: number | null;
  resolvedAt: string | null;
  resolutionSeconds: number | null;
  textsIn: number;
  textsOut: number;
  calls: number;
  assignee: string | null;
}

const pageOfFile = 200;
const mostInFile = 20_000;
const heading = [
  ...["Number", "Name", "First heard of", "Seconds to the first answer", "Done", "Seconds until done"],
  ...["Texts in", "Texts out", "Calls", "Looked after by"],
];

/** `/conversations.csv`: a row for each conversation of the last thirty days, or since `since`. */
export function reportFile(parts: DoorParts) {
  return (c: DoorContext) =>
    withReader(c, parts, async ({ run }) => {
      const since = c.req.query("since")?.slice(0, 40);
      const rows: Row[] = [];
      let cursor: string | null = "";
      while (cursor !== null && rows.length < mostInFile) {
        const wanted: object = {
          limit: pageOfFile,
          ...(since ? { since } : {}),
          ...(cursor ? { cursor } : {}),
        };
        const found: { conversations: Row[]; nextCursor: string | null } = await run(
          "conversation.report",
          wanted,
        );
        rows.push(...found.conversations);
        cursor = found.nextCursor;
      }
      const said = (value: string | number | null) => (value === null ? "" : String(value));
      const lines = rows.map((each) => [
        ...[each.phoneNumber, said(each.name), said(each.firstInboundAt), said(each.firstResponseSeconds)],
        ...[said(each.resolvedAt), said(each.resolutionSeconds), said(each.textsIn), said(each.textsOut)],
        ...[said(each.calls), said(each.assignee)],
      ]);
      return csvFile("conversations.csv", [heading, ...lines]);
    });
}
