/** @jsxImportSource hono/jsx */
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { sectionsOf } from "./sections.tsx";

/** Everything somebody may set. */
export function SettingsIndex({
  business,
  reader,
  now,
}: {
  business: string;
  reader: Reader;
  /** What of each section holds now, by its name; where a few words say it. */
  now: Record<string, string>;
}) {
  return (
    <Layout title="Settings" business={business} reader={reader}>
      <List>
        {sectionsOf(reader).map(({ name, href, text, icon, about }) => (
          <Entry
            href={href}
            icon={icon}
            title={text}
            text={about}
            side={now[name] ? <span class="quiet">{now[name]}</span> : undefined}
          />
        ))}
        <Entry
          href="/settings/account"
          icon="account"
          title={reader.name}
          text="How you sign in, and where"
        />
        {reader.waiting === undefined ? null : (
          <Entry
            href="/authorizations/rules"
            icon="rules"
            title="Standing rules"
            text="What was allowed always"
          />
        )}
      </List>
    </Layout>
  );
}
