/**
 * Tokens a minute of the entry that names the model most closely, such as `gpt-4 10000`: an entry holds for the name
 * itself and for what goes on behind a dash, not for another model whose name goes on otherwise (gpt-4 is not gpt-4o).
 */
export function mostTokensAMinute(model: string, entries: readonly string[]): number | undefined {
  const name = model.slice(model.lastIndexOf("/") + 1);
  let best: { length: number; tokens: number } | undefined;
  for (const entry of entries) {
    const [named = "", tokens = ""] = entry.split(" ");
    const isNamed = name === named || name.startsWith(`${named}-`) || name.startsWith(`${named}:`);
    if (isNamed && named.length > (best?.length ?? 0))
      best = { length: named.length, tokens: Number(tokens) };
  }
  return best?.tokens;
}
