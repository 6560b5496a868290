/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** Every page: a heading, landmarks, one stylesheet, no inline style or script. */
export function Layout({
  title,
  business,
  script,
  children,
}: {
  title: string;
  business: string;
  script?: string;
  children: Child;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · ${business}`}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        {script ? <script type="module" src={`/assets/${script}`} /> : null}
      </head>
      <body>
        <header>
          <strong>{business}</strong>
          <span class="quiet">Frontdesk</span>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

export async function page(
  content: { toString(): string | Promise<string> },
  status = 200,
): Promise<Response> {
  const html = await content.toString();
  return new Response(`<!doctype html>${html}`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}
