/** @jsxImportSource hono/jsx */
import { Badge, type State } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field, faulty } from "#faces/web/parts/field.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Proof } from "#faces/web/parts/proof.tsx";
import { Sure } from "#faces/web/parts/sure.tsx";
import { fieldText } from "#faces/web/settings/setting-form.ts";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { SettingKey, Settings } from "#operation/settings.ts";
import { ago } from "#platform/ago.ts";
import { isoIn, spoken } from "#platform/zone.ts";

interface Ended {
  at: number;
  problem: string | null;
  name: string | null;
}

/** What `backup.list` gives. */
export interface Listed {
  place: string | null;
  seals: boolean;
  copies: {
    name: string;
    madeAt: number;
    bytes: number;
    isSealed: boolean;
    isWhole: boolean;
    triedAt: number | null;
  }[];
  problem: string | null;
  last: Ended | null;
  lastDrill: Ended | null;
}

export interface BackupsPage {
  business: string;
  reader: Reader;
  listed: Listed;
  settings: Settings;
  /** The command line, as it is typed here. */
  command: string;
  wrong?: Readonly<Record<string, string>> | undefined;
  problem?: string | undefined;
  done?: string | undefined;
}

export const backupSettings = [
  {
    key: "backup.every_hours",
    label: "Hours between two copies",
    hint: "0 makes none by itself. Usually 24.",
  },
  { key: "backup.keep", label: "Copies that are kept", hint: "Older ones go. Usually 14." },
  {
    key: "backup.drill_days",
    label: "Days between two drills",
    hint: "In a drill the newest copy is restored aside and looked at; 0 makes none. Usually 7.",
  },
] as const satisfies readonly { key: SettingKey; label: string; hint: string }[];

/** The copies of the database there are, whether one can be relied on, and how to bring one back. */
export function Backups(page: BackupsPage) {
  const { business, reader, listed, problem, done } = page;
  return (
    <Layout
      title="Backups"
      business={business}
      reader={reader}
      crumb={{ href: "/settings", text: "Settings" }}
    >
      <Notice problem={problem ?? listed.problem ?? undefined} done={done} />
      {listed.place === null ? (
        <Empty icon="backups" title="The database server keeps its own copies">
          <p class="quiet">
            This desk’s data are on a database server, and copies are made and restored there.{" "}
            <a href="/docs/turso">How that is done</a>
          </p>
        </Empty>
      ) : (
        <Here {...page} place={listed.place} />
      )}
    </Layout>
  );
}

function Here({ reader, listed, settings, command, wrong, place }: BackupsPage & { place: string }) {
  return (
    <>
      <section aria-labelledby="standing">
        <h2 id="standing">How it stands</h2>
        <dl class="facts">
          <dt>Last copy</dt>
          <dd>
            <Standing end={listed.last} reader={reader} well="made" never="none yet" />
          </dd>
          <dt>Last drill</dt>
          <dd>
            <Standing end={listed.lastDrill} reader={reader} well="found whole" never="none yet" />
          </dd>
          <dt>Kept in</dt>
          <dd>{place}</dd>
          <dt>Sealed</dt>
          <dd>
            {listed.seals
              ? "with your passphrase: keep it somewhere else too"
              : "no: whoever gets a copy can read it, and keys of services are not in it. BACKUP_PASSPHRASE seals them."}
          </dd>
        </dl>
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <button type="submit" name="action" value="make">
            Back up now
          </button>{" "}
          {listed.copies.some(({ isWhole }) => isWhole) ? (
            <button type="submit" name="action" value="drill" class="second">
              Try the newest out
            </button>
          ) : null}
        </form>
      </section>
      <Copies listed={listed} reader={reader} command={command} settings={settings} />
      <h2>How often</h2>
      <form method="post">
        <input type="hidden" name="form" value={reader.token} />
        {backupSettings.map(({ key, label, hint }) => (
          <Field id={key} label={label} hint={hint} problem={wrong?.[key]}>
            <input
              id={key}
              name={key}
              type="number"
              min={0}
              value={fieldText(settings, key)}
              {...faulty(key, wrong?.[key])}
            />
          </Field>
        ))}
        <Proof reader={reader} id="backups" />
        <button type="submit" name="action" value="save">
          Save
        </button>
      </form>
    </>
  );
}

function Standing({
  end,
  reader,
  well,
  never,
}: {
  end: Ended | null;
  reader: Reader;
  well: string;
  never: string;
}) {
  if (end === null) return <Badge state="waiting">{never}</Badge>;
  const state: State = end.problem === null ? "done" : "failed";
  return (
    <>
      <Badge state={state}>{end.problem === null ? well : "failed"}</Badge> {ago(end.at, reader.now)}
      {end.problem === null ? "" : `. ${end.problem}`}
    </>
  );
}

function Copies({
  listed,
  reader,
  command,
  settings,
}: Pick<BackupsPage, "listed" | "reader" | "command" | "settings">) {
  const { copies } = listed;
  const zone = settings.get("business.zone");
  if (copies.length === 0)
    return (
      <Empty icon="backups" title="No copy yet">
        <p class="quiet">
          A copy has everything of this desk in it. The first is made an hour after the start, or now.
        </p>
      </Empty>
    );
  return (
    <section aria-labelledby="copies">
      <h2 id="copies">Copies</h2>
      <ul class="cards">
        {copies.map(({ name, madeAt, bytes, isSealed, isWhole, triedAt }) => (
          <li>
            <h3>{spoken(isoIn(zone, madeAt), reader.now)}</h3>
            <p>
              <Badge state={isWhole ? "done" : "failed"}>{isWhole ? "checked" : "cut off"}</Badge>{" "}
              <span class="quiet">
                {ago(madeAt, reader.now)}, {size(bytes)}
                {isSealed ? ", sealed" : ""}
                {triedAt === null ? "" : `, tried out ${ago(triedAt, reader.now)}`}
              </span>
            </p>
            {isWhole ? (
              <Sure
                id={`restore-${madeAt}`}
                label="Restore this one"
                name={ago(madeAt, reader.now)}
                title="Put this copy in the place of everything?"
              >
                <p>
                  What was said and done since is not in it. What is there now is moved aside, and what was
                  erased since is erased again. The desk is away for a moment, and everybody signs in again.
                </p>
                <form method="post">
                  <input type="hidden" name="form" value={reader.token} />
                  <input type="hidden" name="id" value={name} />
                  <Proof reader={reader} id={`restore-${madeAt}`} />
                  <button type="submit" name="action" value="restore" class="danger">
                    Restore it
                  </button>
                </form>
                <p class="quiet">
                  On another computer: <code>{`${command} restore ${name} --yes`}</code>
                </p>
              </Sure>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
