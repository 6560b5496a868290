/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** What every page of a signed-in person has at its top. */
export interface Reader {
  name: string;
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
        <header>
          <a class="home" href="/">
            <strong>{business}</strong>
          </a>
          <span class="quiet">Frontdesk</span>
          {isPublic ? <PublicNavigation /> : null}
          {reader ? <Navigation reader={reader} /> : null}
        </header>
        <main class={isWide ? "wide" : undefined}>
          {reader?.isStopped ? (
            <p class="warning" role="status">
              Everything is stopped: nothing is written or sent.{" "}
              {reader.waiting === undefined ? (
                ""
              ) : (
                <a class="go" href="/authorizations#stop">
                  Let the desk go on
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

/** The top of a page for everybody: what is on it, and the colours, which need the script. */
function PublicNavigation() {
  return (
    <nav aria-label="This desk">
      <a href="/#connect">Connect</a>
      <a href="/#tools">Tools</a>
      <a href="/docs">Guides</a>
      <button type="button" class="plain" data-theme-toggle hidden />
    </nav>
  );
}

function Navigation({ reader }: { reader: Reader }) {
  return (
    <nav aria-label="Your desk">
      {reader.waiting === undefined ? null : (
        <a href="/authorizations">
          Waiting for you{" "}
          <span class="badge" data-waiting hidden={reader.waiting === 0}>
            {reader.waiting}
          </span>
        </a>
      )}
      <a href="/tickets">Tickets</a>
      <a href="/settings/apps">Connected apps</a>
      {reader.isOwner ? <a href="/settings/people">People</a> : null}
      {reader.isOwner ? <a href="/audit">Audit</a> : null}
      <a href="/settings/account">{reader.name}</a>
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
