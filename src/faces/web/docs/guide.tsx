/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { type Guide, guideHtml } from "./guides.ts";

/** A guide that came with the program. */
export function GuidePage({
  business,
  guide,
  baseUrl,
  reader,
}: {
  business: string;
  guide: Guide;
  baseUrl: string;
  reader: Reader | undefined;
}) {
  return (
    <Layout title={guide.title} business={business} reader={reader} isPublic>
      <article class="guide">{raw(guideHtml(guide, baseUrl))}</article>
    </Layout>
  );
}

/** Which guides there are. */
export function GuideList({
  business,
  guides,
  reader,
}: {
  business: string;
  guides: readonly Guide[];
  reader: Reader | undefined;
}) {
  return (
    <Layout title="Guides" business={business} reader={reader} isPublic>
      <ul>
        <GuideLinks guides={guides} />
      </ul>
    </Layout>
  );
}

export function GuideLinks({ guides }: { guides: readonly Pick<Guide, "name" | "title">[] }) {
  return (
    <>
      {guides.map(({ name, title }) => (
        <li>
          <a class="go" href={`/docs/${name}`}>
            {title}
          </a>
        </li>
      ))}
    </>
  );
}
