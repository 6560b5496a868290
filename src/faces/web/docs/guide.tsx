/** @jsxImportSource hono/jsx */
import { raw } from "hono/html";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { guideGroups } from "./guide-texts.ts";
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
    <Layout
      title={guide.title}
      business={business}
      reader={reader}
      crumb={{ href: "/docs", text: "Guides" }}
      isPublic
    >
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
      <GuideGroups guides={guides} />
    </Layout>
  );
}

/** Guides by what somebody is about to do, each with the sentence it begins with. */
export function GuideGroups({
  guides,
  isWithin = false,
}: {
  guides: readonly Guide[];
  /** True below a heading of their own. */
  isWithin?: boolean;
}) {
  return (
    <>
      {guideGroups.map((group) => (
        <>
          {isWithin ? <h3>{group}</h3> : <h2>{group}</h2>}
          <ul class="guides">
            {guides
              .filter((guide) => guide.group === group)
              .map(({ name, title, lead }) => (
                <li>
                  <a class="go" href={`/docs/${name}`}>
                    {title}
                  </a>
                  <p class="quiet">{lead}</p>
                </li>
              ))}
          </ul>
        </>
      ))}
    </>
  );
}
