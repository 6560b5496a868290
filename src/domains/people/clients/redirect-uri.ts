import { isLoopbackHost, isLoopbackUrl } from "#platform/loopback.ts";

/** Schemes that run or read something where a browser opens them. */
const dangerous = new Set([
  "javascript:",
  "data:",
  "vbscript:",
  "file:",
  "blob:",
  "about:",
  "filesystem:",
  "view-source:",
]);

/** Schemes that belong to browsers and systems, and to no app. */
const systems = new Set(
  "ftp ftps ws wss mailto tel sms facetime chrome edge opera firefox moz-extension chrome-extension intent market steam ssh telnet ldap smb nfs vnc rdp magnet jar resource view-source android-app content shell search search-ms cid mid news nntp irc geo maps callto skype"
    .split(" ")
    .map((scheme) => `${scheme}:`),
);

/**
 * Where ChatGPT asks to be answered: one segment more, its own for each connection. Only a client that has the
 * bare prefix among its addresses is answered at any of them: one that names its own is answered there alone.
 */
const chatgptPrefix = "https://chatgpt.com/connector/oauth/";

/**
 * Whether a client may register an address: https, http on this machine (RFC 8252 §7.3), or an app's own
 * scheme (§7.1). No fragment, no user name, no wildcard; nothing that two readers could read differently.
 */
export function isRegistrable(text: string): boolean {
  if (text.length > 2000 || !/^[\x21-\x7e]+$/.test(text) || /[\\*<>"^`{|}]/.test(text)) return false;
  if (!URL.canParse(text) || text.includes("#")) return false;
  const url = new URL(text);
  if (url.username || url.password || dangerous.has(url.protocol)) return false;
  if (url.protocol === "https:") return /^https:\/\/[^/@]/.test(text);
  if (url.protocol === "http:") return /^http:\/\/[^/@]/.test(text) && isLoopbackHost(url.hostname);
  // A scheme may wrap another one.
  if (
    /:.*(script|data|file):/i.test(text) ||
    /script:|^mhtml:|^its:|^chrome-|^gopher:|^sftp:/.test(url.protocol)
  )
    return false;
  if (systems.has(url.protocol) || /^(ms-|web\+|x-apple|itms)/.test(url.protocol)) return false;
  return /^[a-z][a-z0-9+.-]+:\/{0,3}[^/@]/.test(text) && !text.includes("@");
}

/**
 * Whether a request's address is one that was registered: the same text, but for the port of an address on
 * this machine (RFC 8252 §7.3), and the segment after ChatGPT's prefix.
 */
export function isRegistered(asked: string, registered: readonly string[]): boolean {
  if (!isRegistrable(asked)) return false;
  return registered.some(
    (known) => asked === known || isSameLoopback(asked, known) || isChatgpt(asked, known),
  );
}

/** The same text on this machine, whatever the port. */
function isSameLoopback(asked: string, known: string): boolean {
  const [mine, theirs] = [asked, known].map((text) => onLoopback.exec(text));
  return Boolean(mine && theirs && mine[1] === theirs[1] && (mine[2] ?? "") === (theirs[2] ?? ""));
}

const onLoopback = /^(http:\/\/(?:localhost|127\.0\.0\.1|\[::1\]))(?::\d{1,5})?([/?].*)?$/;

function isChatgpt(asked: string, known: string): boolean {
  if (known !== chatgptPrefix || !asked.startsWith(chatgptPrefix)) return false;
  return /^[A-Za-z0-9_-]{1,200}$/.test(asked.slice(chatgptPrefix.length));
}

/** True for an address that only programs on the person's own machine can answer at. */
export function isLoopbackRedirect(text: string): boolean {
  return URL.canParse(text) && isLoopbackUrl(text);
}
