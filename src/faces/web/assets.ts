import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import cardStyles from "./authorizations/cards.css" with { type: "text" };
import calendarStyles from "./calendar/calendar.css" with { type: "text" };
import importScript from "./contacts/import.client.js" with { type: "text" };
import landingScript from "./landing/landing.client.js" with { type: "text" };
import landingStyles from "./landing/landing.css" with { type: "text" };
import passkeyScript from "./login/passkey.client.js" with { type: "text" };
import copyScript from "./parts/copy.client.js" with { type: "text" };
import paperStyles from "./parts/paper.css" with { type: "text" };
import partStyles from "./parts/parts.css" with { type: "text" };
import setupScript from "./setup/setup.client.js" with { type: "text" };
import icon from "./shell/icon.svg" with { type: "text" };
import liveScript from "./shell/live.client.js" with { type: "text" };
import renewalScript from "./shell/renewal.client.js" with { type: "text" };
import baseStyles from "./shell/style/base.css" with { type: "text" };
import shellStyles from "./shell/style/shell.css" with { type: "text" };
import tokens from "./shell/style/tokens.css" with { type: "text" };
import themeScript from "./shell/theme.client.js" with { type: "text" };

const script = "text/javascript; charset=utf-8";
/** One stylesheet, without what only its readers here need. */
const stylesheet = [
  tokens,
  baseStyles,
  shellStyles,
  partStyles,
  paperStyles,
  cardStyles,
  calendarStyles,
  landingStyles,
]
  .join("\n")
  .replaceAll(/\/\*.*?\*\//gs, "")
  .replaceAll(/\n\s*/g, "\n")
  .replaceAll(/([{};,])\n/g, "$1")
  .replaceAll(": ", ":")
  .replaceAll(" {", "{");

/** Files that pages ask for, inside the binary. */
export const assets: Record<string, { type: string; content: string }> = {
  "style.css": { type: "text/css; charset=utf-8", content: stylesheet },
  "icon.svg": { type: "image/svg+xml", content: icon },
  "htmx.js": { type: script, content: `${htmx}\n${renewalScript}` },
  "copy.js": { type: script, content: copyScript },
  "passkey.js": { type: script, content: passkeyScript },
  "import.js": { type: script, content: importScript },
  "live.js": { type: script, content: liveScript },
  "landing.js": { type: script, content: `${copyScript}\n${landingScript}` },
  "setup.js": { type: script, content: setupScript },
  "theme.js": { type: script, content: themeScript },
};

export function serveAsset(name: string): Response | undefined {
  const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
  return (
    asset &&
    new Response(asset.content, { headers: { "content-type": asset.type, "cache-control": "max-age=300" } })
  );
}
