import type { Turn } from "#faces/web/shell/visit.ts";

/** Whose numbers they are, as far as they have a name; for a list of what came from them. */
export async function namesFor(
  phones: readonly (string | null)[],
  { run }: Pick<Turn, "run">,
): Promise<Record<string, string>> {
  const asked = [...new Set(phones)].filter((phone) => phone !== null);
  if (asked.length === 0) return {};
  return (await run<{ names: Record<string, string> }>("contact.names", { phones: asked })).names;
}
