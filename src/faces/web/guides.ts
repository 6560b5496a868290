import { Marked } from "marked";
import { guideTexts } from "./guide-texts.ts";

export interface Guide {
  /** The last part of its address: `/docs/<name>`. */
  name: string;
  title: string;
  text: string;
}

/** A guide's name from its path below docs/: `reference/tools.md` is `reference-tools`. */
function nameOf(path: string): string {
  return path.replace(/\.md$/, "").replaceAll("/", "-");
}

export const guides: readonly Guide[] = Object.entries(guideTexts).map(([path, text]) => ({
  name: nameOf(path),
  title: /^# (.+)$/m.exec(text)?.[1] ?? nameOf(path),
  text,
}));

const known = new Map(guides.map((guide) => [guide.name, guide]));

export function guideNamed(name: string): Guide | undefined {
  return known.get(name);
}

/** The guide as HTML, without its own heading; made when it is first read. */
export function guideHtml({ name, text }: Guide): string {
  const made = pages.get(name) ?? render(name, text);
  pages.set(name, made);
  return made;
}

const pages = new Map<string, string>();

function render(name: string, text: string): string {
  const folder = name.startsWith("reference-") ? "reference/" : "";
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "link") token["href"] = addressOf(String(token["href"]), folder);
    },
  });
  const body = text.replace(/^<!--.*?-->\s*/s, "").replace(/^# .+$/m, "");
  return (marked.parse(body) as string)
    .replaceAll(/<h([2-6])>([^<]*)/g, (_, level, title) => `<h${level} id="${slugOf(title)}">${title}`)
    .replaceAll("<table>", '<div class="scrolls" tabindex="0" role="region" aria-label="Table"><table>')
    .replaceAll("</table>", "</table></div>");
}

/** A link between guides as the desk serves them; one to a page that it does not serve stays without a place to go. */
function addressOf(href: string, folder: string): string {
  if (/^(?:https?:|#|\/)/.test(href)) return href;
  const [path = "", hash] = href.split("#");
  const target = new URL(path, `file:///${folder}`).pathname.slice(1);
  const guide = known.get(nameOf(target));
  return guide ? `/docs/${guide.name}${hash ? `#${hash}` : ""}` : "/docs";
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}
