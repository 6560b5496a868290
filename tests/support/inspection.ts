import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Page } from "playwright-core";
import { overflowOf, screenshot } from "./chromium.ts";

const axe = readFileSync(join(import.meta.dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");
const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What is written down in the page, without the colours, which are the same at every width. */
const structure = ["wcag2a", "best-practice"];
/** What depends on the colours: all that changes by night. */
const colours = ["cat.color"];

/** By night too where there is room: `bun run prove pages` looks at that; the gate at colours on a phone alone. */
const looksAtAll = process.env["INSPECT"] === "all";

/** What stands in the way of somebody, as axe sees it: the rule, and where it is broken. */
const violations = (tags: string[]) => `axe
  .run(document, { runOnly: { type: "tag", values: ${JSON.stringify(tags)} }, resultTypes: ["violations"] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target)))`;

/** What a thumb would miss: lower than 44 pixels. A box to tick is as high as its label. */
const tooLow = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .map((each) => [each, (each.matches("[type=checkbox]") ? each.closest("label") : each).getBoundingClientRect()])
  .filter(([, { height }]) => height > 0 && Math.round(height) < 44)
  .map(([each, { height }]) => each.outerHTML.slice(0, 80) + " is " + height)`;

/**
 * Looks at what a page shows now, narrow and wide, by day and by night, and keeps pictures of it where it is asked to.
 * Gives what is wrong, one line each.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = [];
  await page.evaluate(`${axe}; undefined`);
  for (const [width, height] of [
    [390, 844],
    [1280, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    const overflow = await overflowOf(page);
    const found = overflow === 0 ? [] : [`${overflow} pixels are beyond the edge`];
    found.push(...(await page.evaluate<string[]>(tooLow)));
    for (const [colorScheme, tags] of [
      ["dark", colours],
      ["light", width > 390 && !looksAtAll ? structure : everything],
    ] as const) {
      if (colorScheme === "dark" && width > 390 && !looksAtAll) continue;
      await page.emulateMedia({ colorScheme });
      const broken = await page.evaluate<string[]>(violations(tags));
      found.push(...broken.map((each) => `${colorScheme}: ${each}`));
    }
    if (looksAtAll) await screenshot(page, `${name}-${width}`);
    wrong.push(...found.map((each) => `${name} at ${width}: ${each}`));
  }
  return wrong;
}
