/** @jsxImportSource hono/jsx */
import type { SessionView } from "#domains/assistant/sessions/session.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Empty } from "#faces/web/parts/empty.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Choice, FilterBar, Words } from "#faces/web/parts/filter-bar.tsx";
import { Entry, List } from "#faces/web/parts/list.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Older } from "#faces/web/parts/older.tsx";
import { Select } from "#faces/web/parts/select.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import { visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken } from "#platform/zone.ts";
import { AssistantPlaces } from "./places.tsx";

export type ListedSession = Omit<SessionView, "system_prompt">;

export interface SessionsPage {
  business: string;
  reader: Reader;
  show: string;
  words: string;
  sessions: ListedSession[];
  more: string | undefined;
  mayAsk: boolean;
  templates: readonly { name: string; description: string; variables: string[] }[];
  /** Who answers now, in a sentence. */
  answersBy: string;
  /** What was asked and not taken. */
  question: string;
  problem?: string | undefined;
}

export const sessionShows = [
  ["own", "Yours"],
  ["archived", "Archived"],
] as const;
export const ownersShow = ["everybody", "Everybody’s"] as const;

/** Conversations with models, and a field for a question. */
export function Sessions(page: SessionsPage) {
  const { business, reader, show, words, sessions, more, mayAsk, templates, answersBy, question } = page;
  const shows = reader.isOwner ? [...sessionShows, ownersShow] : sessionShows;
  return (
    <Layout title="Other models" business={business} reader={reader}>
      <AssistantPlaces at="sessions" />
      <Notice problem={page.problem} />
      {mayAsk ? (
        <form method="post">
          <input type="hidden" name="form" value={reader.token} />
          <Field id="question" label="Ask a model" hint={answersBy}>
            <textarea id="question" name="question" rows={3} maxlength={100_000} required>
              {question}
            </textarea>
          </Field>
          <div class="row even">
            <Field id="template" label="Begin with">
              <Select
                id="template"
                name="template"
                value=""
                options={[
                  ["", "nothing"],
                  ...templates
                    .filter(({ variables }) => variables.every((each) => each === "business"))
                    .map(({ name, description }) => [name, description || name] as const),
                ]}
              />
            </Field>
            <Field id="contact" label="About a contact" hint="A number, or empty.">
              <input id="contact" name="contact" maxlength={60} />
            </Field>
          </div>
          <button type="submit" name="action" value="ask">
            Ask
          </button>
        </form>
      ) : null}
      <FilterBar button="Show">
        <Choice name="show" label="Which" value={show} options={shows} />
        <Words label="Names and words" value={words} />
      </FilterBar>
      {sessions.length === 0 ? (
        <Empty icon="assistant" title={words ? "None has those words" : "No conversation yet"}>
          <p class="quiet">What you and your assistants ask other models in a session stands here.</p>
        </Empty>
      ) : (
        <List>
          {sessions.map((session) => (
            <Entry
              href={`/assistant/${session.id}`}
              icon="assistant"
              title={<bdi>{visibleText(session.name ?? session.session_id, 120)}</bdi>}
              text={`${counted(session.statistics.messages, "turn")}, ${costWords(session)}${
                session.user_id === null ? "" : `, for ${visibleText(session.user_id, 60)}`
              }`}
              side={
                <>
                  {spoken(session.updated_at, reader.now)}
                  {session.archived ? <Badge state="stopped">archived</Badge> : null}
                </>
              }
            />
          ))}
        </List>
      )}
      <Older href={more} />
    </Layout>
  );
}

/** What a session has cost, and that it is more where nobody knows. */
export function costWords({ statistics }: Pick<ListedSession, "statistics">): string {
  const { cost_usd, calls_of_unknown_cost: unknown } = statistics;
  return unknown === 0 ? `$${cost_usd}` : `$${cost_usd} and ${counted(unknown, "answer")} of unknown cost`;
}
