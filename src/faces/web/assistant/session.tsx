/** @jsxImportSource hono/jsx */

import type { z } from "zod";
import type { turnView } from "#domains/assistant/sessions/chat-get-session.ts";
import type { SessionView } from "#domains/assistant/sessions/session.ts";
import { Badge } from "#faces/web/parts/badge.tsx";
import { Facts } from "#faces/web/parts/facts.tsx";
import { Field } from "#faces/web/parts/field.tsx";
import { Live } from "#faces/web/parts/live.tsx";
import { Notice } from "#faces/web/parts/notice.tsx";
import { Layout, type Reader } from "#faces/web/shell/layout.tsx";
import type { CardLine } from "#operation/card.ts";
import { visibleLines, visibleText } from "#platform/visible-text.ts";
import { counted } from "#platform/words.ts";
import { spoken, timeOfDay } from "#platform/zone.ts";
import { costWords } from "./sessions.tsx";

export type TurnView = z.infer<typeof turnView>;

export interface SessionPage {
  business: string;
  reader: Reader & { id: string };
  session: SessionView;
  turns: TurnView[];
  /** Address of the turns before these. */
  earlier: string | undefined;
  /** True where it is one's own and goes on. */
  mayAsk: boolean;
  /** True while an answer is being written. */
  isWaiting: boolean;
  question: string;
  problem?: string | undefined;
  done?: string | undefined;
}

/** One conversation with a model. */
export function Session(page: SessionPage) {
  const { business, reader, session, turns, earlier, mayAsk, isWaiting, question, problem, done } = page;
  const name = visibleText(session.name ?? session.session_id, 120);
  return (
    <Layout
      title={name}
      business={business}
      reader={reader}
      crumb={{ href: "/assistant", text: "Other models" }}
      isWorking
      isLive
    >
      <Notice problem={problem} done={done} />
      <div class="beside">
        <div>
          {session.archived ? <Badge state="stopped">archived</Badge> : null}
          {earlier ? (
            <p>
              <a class="go" href={earlier}>
                Earlier turns
              </a>
            </p>
          ) : null}
          <Live id="turns" from={`/assistant/${session.id}`} label="What was said">
            <ol class="bubbles">
              {turns.map((turn) => (
                <li id={`turn-${turn.place}`} class={turn.role === "user" ? "ours" : undefined}>
                  <p class="bubble">{visibleLines(turn.content).join("\n")}</p>
                  <small>
                    {turn.role === "assistant" ? "Model" : turn.role === "system" ? "Rule" : "You"},{" "}
                    {timeOfDay(turn.at)}
                    {turn.answer ? <span>{answerWords(turn.answer)}</span> : null}
                    {turn.cut ? <span>It goes on in the file.</span> : null}
                  </small>
                </li>
              ))}
            </ol>
            {isWaiting ? (
              <p>
                <Badge state="waiting">being answered</Badge>
              </p>
            ) : null}
          </Live>
          {mayAsk ? (
            <form method="post">
              <input type="hidden" name="form" value={reader.token} />
              <Field id="question" label="Ask on" hint="What was said so far goes along.">
                <textarea id="question" name="question" rows={3} maxlength={100_000} required>
                  {question}
                </textarea>
              </Field>
              <button type="submit" name="action" value="ask">
                Ask
              </button>
            </form>
          ) : null}
        </div>
        <div class="forms">
          <Facts lines={linesOf(session, reader.now)} />
          <p>
            <a class="go" href={`/assistant/${session.id}/conversation.md`}>
              Save as a file
            </a>
          </p>
          {session.owner === reader.id ? (
            <form method="post">
              <input type="hidden" name="form" value={reader.token} />
              <div class="actions">
                <button type="submit" name="action" value="branch" class="second">
                  Branch it
                </button>
                <button
                  type="submit"
                  name="action"
                  value={session.archived ? "restore" : "archive"}
                  class="second"
                >
                  {session.archived ? "Take it back" : "Archive it"}
                </button>
              </div>
            </form>
          ) : (
            <p class="quiet">It is somebody else’s: you see it because you own the desk.</p>
          )}
        </div>
      </div>
    </Layout>
  );
}

/** Who answered, and for how much. */
function answerWords({ model, cost, finish_reason }: NonNullable<TurnView["answer"]>): string {
  const price = cost.usd === null ? "cost unknown" : `$${cost.usd}`;
  const end =
    finish_reason === "stop" || finish_reason === null
      ? ""
      : `, ended by ${finish_reason.replaceAll("_", " ")}`;
  return `${visibleText(model, 60)}, ${price}${end}`;
}

function linesOf(session: SessionView, now: number): CardLine[] {
  const { statistics: sums } = session;
  return [
    { label: "Cost", value: costWords(session) },
    { label: "Tokens", value: `${sums.input_tokens} read, ${sums.output_tokens} written` },
    { label: "Answers", value: `${counted(sums.calls, "call")}, ${counted(sums.errors, "error")}` },
    ...(sums.average_ms === null
      ? []
      : [{ label: "Time", value: `${(sums.average_ms / 1000).toFixed(1)} s an answer` }]),
    { label: "Begun", value: spoken(session.created_at, now) },
    ...(session.user_id ? [{ label: "For", value: session.user_id }] : []),
    ...(session.case_id ? [{ label: "Case", value: session.case_id }] : []),
    ...(session.system_prompt ? [{ label: "Rule", quote: session.system_prompt }] : []),
  ];
}
