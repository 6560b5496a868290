import waitingScript from "./authorizations/waiting.client.js" with { type: "text" };
import landingScript from "./landing/landing.client.js" with { type: "text" };
import passkeyScript from "./login/passkey.client.js" with { type: "text" };
import copyScript from "./parts/copy.client.js" with { type: "text" };
import sandboxScript from "./sandbox/sandbox.client.js" with { type: "text" };
import icon from "./shell/icon.svg" with { type: "text" };
import stylesheet from "./shell/style.css" with { type: "text" };
import themeScript from "./shell/theme.client.js" with { type: "text" };

/** Files that pages ask for, inside the binary. */
const assets: Record<string, { type: string; content: string }> = {
  "style.css": { type: "text/css; charset=utf-8", content: stylesheet },
  "icon.svg": { type: "image/svg+xml", content: icon },
  "copy.js": { type: "text/javascript; charset=utf-8", content: copyScript },
  "passkey.js": { type: "text/javascript; charset=utf-8", content: passkeyScript },
  "waiting.js": { type: "text/javascript; charset=utf-8", content: waitingScript },
  "landing.js": { type: "text/javascript; charset=utf-8", content: landingScript },
  "theme.js": { type: "text/javascript; charset=utf-8", content: themeScript },
  "sandbox.js": { type: "text/javascript; charset=utf-8", content: sandboxScript },
};

export function serveAsset(name: string): Response | undefined {
  const asset = Object.hasOwn(assets, name) ? assets[name] : undefined;
  return (
    asset &&
    new Response(asset.content, { headers: { "content-type": asset.type, "cache-control": "max-age=300" } })
  );
}
