import { createElement } from "hono/jsx";
import { settingsPage, withReader } from "#faces/web/shell/form-page.ts";
import { page } from "#faces/web/shell/layout.tsx";
import { type DoorContext, type DoorParts, readerOf } from "#faces/web/shell/visit.ts";
import { counted } from "#platform/words.ts";
import { Import, type ImportPage, type ListGiven, type ListPreview } from "./import.tsx";

/** `/contacts/import`: lists that are brought in and taken back; `/contacts.csv`: all contacts as a file. */
export function importRoutes(parts: DoorParts) {
  const given = (form: URLSearchParams): ListGiven => ({
    name: form.get("name")?.trim() || "A list",
    text: form.get("text") ?? "",
  });
  const forms = settingsPage<ListGiven>(
    {
      acts: {
        async preview(form, { run }) {
          const list = given(form);
          return { fresh: { ...list, preview: await run<ListPreview>("contact.import_preview", list) } };
        },
        async bring(form, { run }) {
          const { contacts } = await run<{ contacts: number }>("contact.import", given(form));
          return { done: `Brought in: ${counted(contacts, "contact")}.` };
        },
        async undo(form, { run }) {
          const { removed, kept } = await run<{ removed: number; kept: number }>("contact.import_undo", {
            id: form.get("id"),
          });
          const stay = kept > 0 ? ` ${counted(kept, "contact")} that were changed since stay.` : "";
          return { done: `Taken back: ${counted(removed, "contact")}.${stay}` };
        },
      },
      keepsOnProblem: given,
      async show({ c, signedIn, run }, { problem, wrong, done, fresh }, status) {
        const { imports } = await run<Pick<ImportPage, "imports">>("contact.import_list", {});
        const content = createElement(Import, {
          business: parts.business(),
          reader: await readerOf(signedIn, c, parts),
          ...{ imports, given: fresh, problem, wrong, done },
        });
        return await page(content, status);
      },
    },
    parts,
  );
  return { ...forms, file };

  function file(c: DoorContext): Promise<Response> {
    return withReader(c, parts, async ({ run }) => {
      const { csv } = await run<{ csv: string }>("contact.export_all", {});
      return new Response(`${csv}\r\n`, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="contacts.csv"',
          "cache-control": "no-store",
        },
      });
    });
  }
}
