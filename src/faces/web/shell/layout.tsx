/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** What every page of a signed-in person has at its top. */
export interface Reader {
  name: string;
  /** The path of the page they are on. */
  at: string;
  isOwner: boolean;
  /** How many requests wait for them; undefined for somebody who does not decide. */
  waiting: number | undefined;
  /** True while everything is stopped. */
  isStopped: boolean;
  /** True while their sign-in is recent enough to decide something. */
  isRecent: boolean;
  /** For the form that signs out. */
  token: string;
}

/** Every page: a heading, landmarks, one stylesheet, no inline style or script. */
export function Layout({
  title,
  business,
  script,
  reader,
  isWide = false,
  isPublic = false,
  children,
}: {
  title: string;
  business: string;
  script?: string;
  /** True for a page of cards side by side. */
  isWide?: boolean;
  /** True for a page that anybody may read. */
  isPublic?: boolean;
  reader?: Reader | undefined;
  children: Child;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${business}`}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <script src="/assets/theme.js" />
        {reader?.waiting === undefined ? null : <script type="module" src="/assets/waiting.js" />}
        {script ? <script type="module" src={`/assets/${script}`} /> : null}
      </head>
      <body>
        <header class={isPublic && !reader ? "public" : undefined}>
          <a class="home" href="/">
            <strong>{business}</strong>
          </a>
          <span class="quiet">Frontdesk</span>
          {reader ? <Navigation reader={reader} /> : isPublic ? <PublicNavigation /> : null}
        </header>
        <main class={isWide ? "wide" : undefined}>
          {reader?.isStopped ? (
            <p class="warning" role="status">
              Everything is stopped: nothing is written or sent.{" "}
              {reader.waiting === undefined ? (
                ""
              ) : (
                <a class="go" href="/authorizations#stop">
                  Resume
                </a>
              )}
            </p>
          ) : null}
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

/** Light or dark: it needs the script, which shows it. */
function ThemeToggle() {
  return <button type="button" class="plain" data-theme-toggle hidden />;
}

/** The top of a page for visitors: what is on it, and the colours. */
function PublicNavigation() {
  return (
    <nav aria-label="This desk">
      <a href="/#connect">Connect</a>
      <a href="/#tools">Tools</a>
      <a href="/docs">Guides</a>
      <ThemeToggle />
    </nav>
  );
}

function Navigation({ reader }: { reader: Reader }) {
  const isAt = (href: string) => reader.at === href || reader.at.startsWith(`${href}/`);
  const place = (href: string) => ({ href, ...(isAt(href) ? { "aria-current": "page" as const } : {}) });
  return (
    <nav aria-label="Your desk">
      {reader.waiting === undefined ? null : (
        <a {...place("/authorizations")}>
          Waiting for you{" "}
          <span class="badge" data-waiting hidden={reader.waiting === 0}>
            {reader.waiting}
          </span>
        </a>
      )}
      <a {...place("/tickets")}>Tickets</a>
      <a {...place("/settings/apps")}>Connected apps</a>
      {reader.isOwner ? <a {...place("/settings/people")}>People</a> : null}
      {reader.isOwner ? <a {...place("/audit")}>Audit</a> : null}
      <a {...place("/docs")}>Guides</a>
      <a {...place("/settings/account")}>{reader.name}</a>
      <ThemeToggle />
      <form method="post" action="/logout">
        <input type="hidden" name="form" value={reader.token} />
        <button type="submit" class="plain">
          Sign out
        </button>
      </form>
    </nav>
  );
}

/** The way to the next page of a list; nothing on the last one. */
export function Older({ href }: { href: string | undefined }) {
  if (href === undefined) return null;
  return (
    <p>
      <a class="go" href={href}>
        Older
      </a>
    </p>
  );
}

/** What went wrong, or what was done, said where a screen reader says it at once. */
export function Notice({ problem, done }: { problem?: string | undefined; done?: string | undefined }) {
  if (problem)
    return (
      <p class="problem" role="alert">
        {problem}
      </p>
    );
  return done ? (
    <p class="done" role="status">
      {done}
    </p>
  ) : null;
}

export async function page(
  content: { toString(): string | Promise<string> },
  status = 200,
  headers: Record<string, string> = {},
): Promise<Response> {
  const html = await content.toString();
  return new Response(`<!doctype html>${html}`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
  });
}
