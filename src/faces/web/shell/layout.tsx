/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { Icon } from "#faces/web/parts/icon.tsx";
import icon from "./icon.svg" with { type: "text" };
import { Rail, ThemeToggle } from "./rail.tsx";
import type { Reader } from "./reader.ts";

export type { Reader } from "./reader.ts";

/** The desk's sign beside its name, which says the same. */
const mark = icon
  .replace(/<title>.*?<\/title>/, "")
  .replace("<svg ", '<svg class="mark" aria-hidden="true" ');

/** Every page: a heading, landmarks, one stylesheet, no inline style or script. */
export function Layout({
  title,
  business,
  script,
  reader,
  isWorking = false,
  isPublic = false,
  isLive = false,
  isCustomers = false,
  action,
  crumb,
  children,
}: {
  title: string;
  business: string;
  script?: string | undefined;
  /** True for a page one works on: lists, cards side by side. A page one reads is narrower. */
  isWorking?: boolean;
  /** True for a page that anybody may read. */
  isPublic?: boolean;
  /** True for a page with parts that renew themselves. */
  isLive?: boolean;
  /** True for a customer's own page: it carries the business's name, and nothing of the desk's. */
  isCustomers?: boolean;
  /** The one main thing to do here. */
  action?: Child;
  /** The page this one belongs to. */
  crumb?: { href: string; text: string } | undefined;
  reader?: Reader | undefined;
  children: Child;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{`${title} · ${business}`}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <script src="/assets/theme.js" />
        {isLive ? <script src="/assets/htmx.js" defer /> : null}
        {reader?.waiting === undefined ? null : <script type="module" src="/assets/live.js" />}
        {script ? <script type="module" src={`/assets/${script}`} /> : null}
      </head>
      <body class={reader ? "with-rail" : undefined}>
        {reader ? (
          <div class="side">
            <header class="top">
              <a class="skip" href="#main">
                To the page itself
              </a>
              <Home business={business} />
              <a class="look" href="/search">
                <Icon name="search" />
                Search
              </a>
              <Find />
            </header>
            <Rail reader={reader} />
          </div>
        ) : isCustomers ? (
          <header class="top">
            <p class="home">{business}</p>
          </header>
        ) : (
          <header class={isPublic ? "top stays" : "top"}>
            <Home business={business} />
            {isPublic ? <PublicNavigation /> : null}
          </header>
        )}
        <main id="main" class={isWorking ? "working" : undefined}>
          {reader?.isStopped ? <Stopped mayResume={reader.waiting !== undefined} /> : null}
          <div class="page-head">
            {crumb ? (
              <p class="crumb">
                <a class="go" href={crumb.href}>
                  {crumb.text}
                </a>
              </p>
            ) : null}
            <h1>{title}</h1>
            {action}
          </div>
          {children}
        </main>
      </body>
    </html>
  );
}

function Home({ business }: { business: string }) {
  return (
    <a class="home" href="/">
      {raw(mark)}
      {business}
    </a>
  );
}

/** One search over contacts, texts and tickets. */
function Find() {
  return (
    <search class="find">
      <form method="get" action="/search">
        <Icon name="search" />
        <input name="q" type="search" placeholder="Search" aria-label="Search contacts, texts and tickets" />
      </form>
    </search>
  );
}

function Stopped({ mayResume }: { mayResume: boolean }) {
  return (
    <p class="notice stop-banner" role="status">
      <Icon name="stopped" />
      <span>Everything is stopped: nothing is written or sent.</span>
      {mayResume ? (
        <a class="go" href="/authorizations#stop">
          Resume
        </a>
      ) : null}
    </p>
  );
}

/** The top of a page for visitors: what is on it, the colours, and the way in. */
function PublicNavigation() {
  return (
    <nav aria-label="This desk">
      <a href="/#connect">Connect</a>
      <a href="/docs">Guides</a>
      <ThemeToggle />
      <a href="/login">Sign in</a>
    </nav>
  );
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
