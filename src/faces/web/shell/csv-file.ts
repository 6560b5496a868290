/** Rows as a file for a spreadsheet (RFC 4180), the first one their headings. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): Response {
  const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  return new Response(`${text}\r\n`, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
    },
  });
}

/** A file for a spreadsheet that is written already. */
export function csvResponse(csv: string, name: string): Response {
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name.replaceAll(/[^\w.-]/g, "")}"`,
      "cache-control": "no-store",
    },
  });
}

/** A value as a spreadsheet takes it for text: an app's name is no formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
