import { Marked } from "marked";
import { isLoopbackUrl } from "#platform/loopback.ts";
import { commandName } from "#runtime/compiled.ts";
import { type GuideText, guideTexts } from "./guide-texts.ts";

export interface Guide extends Omit<GuideText, "path"> {
  /** The last part of its address: `/docs/<name>`. */
  name: string;
  title: string;
}

/** A guide's name from its path below docs/: `reference/tools.md` is `reference-tools`. */
function nameOf(path: string): string {
  return path.replace(/\.md$/, "").replaceAll("/", "-");
}

export const guides: readonly Guide[] = guideTexts.map(({ path, ...guide }) => ({
  ...guide,
  name: nameOf(path),
  title: /^# (.+)$/m.exec(guide.text)?.[1] ?? nameOf(path),
}));

const known = new Map(guides.map((guide) => [guide.name, guide]));

export function guideNamed(name: string): Guide | undefined {
  return known.get(name);
}

/** The guide as HTML, without its own heading, this desk's address in it; made when it is first read. */
export function guideHtml({ name, text }: Guide, baseUrl: string): string {
  const key = `${baseUrl} ${name}`;
  const made = pages.get(key) ?? render(name, typed(addressed(name, text, baseUrl)));
  pages.set(key, made);
  return made;
}

const pages = new Map<string, string>();

/** Guides that are followed at this desk; the others show what may be set up elsewhere. */
const followed = ["connect", "chatgpt", "claude-desktop", "voice-agents"];

/** Commands as whoever started this desk types them: on a line of their own, or in a text's own type. */
function typed(text: string): string {
  return text.replaceAll(/(^|`)frontdesk (?=[a-z])/gm, `$1${commandName} `);
}

/** A guide with the desk's own address where it shows one, unless it speaks of a public address and this is none. */
function addressed(name: string, text: string, baseUrl: string): string {
  if (!followed.includes(name)) return text;
  const own = (part: string) => part.replaceAll("https://desk.example.com", baseUrl);
  if (!isLoopbackUrl(baseUrl)) return own(text);
  const here = text.replaceAll("http://localhost:3000", baseUrl);
  return name === "connect" ? own(here) : here.replaceAll(/^```.*?^```$/gms, own);
}

function render(name: string, text: string): string {
  const folder = /^(reference|deploy)-/.exec(name)?.[1];
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "link")
        token["href"] = addressOf(String(token["href"]), folder === undefined ? "" : `${folder}/`);
    },
  });
  let tables = 0;
  const body = text.replace(/^<!--.*?-->\s*/s, "").replace(/^# .+$/m, "");
  return (marked.parse(body) as string)
    .replaceAll(/<h([2-6])>([^<]*)/g, (_, level, title) => `<h${level} id="${slugOf(title)}">${title}`)
    .replaceAll(
      "<table>",
      () => `<div class="scrolls" tabindex="0" role="region" aria-label="Table ${++tables}"><table>`,
    )
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
