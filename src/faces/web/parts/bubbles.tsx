/** @jsxImportSource hono/jsx */
import type { CallView, MessageView } from "#domains/phone/view.ts";
import { visibleLines, visibleText } from "#platform/visible-text.ts";
import { dayHeading, timeOfDay } from "#platform/zone.ts";
import { Badge, type State } from "./badge.tsx";
import { Icon } from "./icon.tsx";

export type Said = SaidText | SpokenCall;
type SaidText = MessageView & { pictures?: string[] | undefined };

/** A ticket that stands between what was said. */
export interface OpenedTicket {
  kind: "ticket";
  id: string;
  ticketId: string;
  status: string;
  at: string;
  untrustedDescription: string;
}

type SpokenCall = CallView & {
  dialogue?:
    | { speaker: string; content?: string | undefined; untrustedContent?: string | undefined }[]
    | undefined;
  dialogueTruncated?: boolean | undefined;
};

/** Texts and calls as they are said, the oldest first, days between them. */
export function Bubbles({
  items,
  now,
  theirs,
  chosen,
  againFrom,
}: {
  items: readonly (Said | OpenedTicket)[];
  now: number;
  /** Which side stands on the left. */
  theirs: "inbound" | "outbound";
  /** The one that was looked for. */
  chosen?: string | undefined;
  /** Where a text of the desk's that did not arrive is written again; undefined where nobody may. */
  againFrom?: string | undefined;
}) {
  return (
    <ol class="bubbles">
      {items.map((item, at) => {
        const day = dayHeading(item.at, now);
        const before = items[at - 1];
        return (
          <>
            {before && dayHeading(before.at, now) === day ? null : <li class="day">{day}</li>}
            {item.kind === "ticket" ? (
              <Ticket ticket={item} />
            ) : item.kind === "call" ? (
              <Call call={item} theirs={theirs} />
            ) : (
              <li
                id={item.id}
                class={item.direction === theirs ? undefined : "ours"}
                aria-current={item.id === chosen ? "true" : undefined}
              >
                <p class="bubble">{visibleLines(wordsOf(item)).join("\n")}</p>
                {(item.pictures ?? []).map((id, n) => (
                  <a href={`/pictures/${id}`}>
                    <img
                      class="picture"
                      src={`/pictures/${id}`}
                      alt={`What came with the text, ${n + 1}`}
                      loading="lazy"
                    />
                  </a>
                ))}
                <Fate item={item} />
                {againFrom && isLost(item) ? (
                  <a class="inline" href={`${againFrom}?again=${item.id}#text`}>
                    Write it again
                  </a>
                ) : null}
              </li>
            )}
          </>
        );
      })}
    </ol>
  );
}

/** Whether it is sure that it did not arrive: what is in doubt is not written twice. */
function isLost({ direction, status }: SaidText): boolean {
  return direction === "outbound" && (status === "failed" || status === "undelivered");
}

function Ticket({ ticket: { id, ticketId, status, at, untrustedDescription } }: { ticket: OpenedTicket }) {
  return (
    <li class="between" id={id}>
      <small>
        <Icon name="tickets" />
        <a class="inline" href={`/tickets/${ticketId}`}>
          {ticketId}
        </a>
        <span>
          {status.replaceAll("_", " ")}, opened {timeOfDay(at)}: {visibleText(untrustedDescription, 120)}
        </span>
      </small>
    </li>
  );
}

function wordsOf(item: MessageView & { pictures?: string[] | undefined }): string {
  const isShown = item.pictures?.length === item.media;
  const pictures =
    item.media && !isShown ? `[${item.media} ${item.media === 1 ? "picture" : "pictures or files"}]` : "";
  return [item.untrustedContent ?? item.content ?? "", pictures].filter(Boolean).join("\n");
}

/** What each state of a text means to its sender. */
export const textWords: Record<string, readonly [State, string]> = {
  scheduled: ["waiting", "waits to go out"],
  canceled: ["stopped", "taken back"],
  queued: ["waiting", "being sent"],
  unknown: ["waiting", "nobody knows yet whether it went out"],
  sent: ["plain", "sent"],
  delivered: ["done", "delivered"],
  undelivered: ["failed", "not delivered"],
  failed: ["failed", "not sent"],
  received: ["plain", "received"],
};

function Fate({ item }: { item: MessageView }) {
  const [state, words] = textWords[item.status] ?? ["plain", item.status];
  const isOrdinary = ["received", "sent", "delivered"].includes(item.status);
  return (
    <small>
      {timeOfDay(item.at)}
      {item.direction === "inbound" ? null : isOrdinary ? (
        <span>{words}</span>
      ) : (
        <Badge state={state}>{words}</Badge>
      )}
      {item.error ? <span>{item.error.message}</span> : null}
    </small>
  );
}

/** What became of a call, as somebody who looks at a list of calls would say it. */
export const callWords: Record<string, string> = {
  queued: "about to be placed",
  ringing: "ringing",
  in_progress: "going on",
  unknown: "nobody knows yet what became of it",
  completed: "answered",
  missed: "missed",
  no_answer: "not answered",
  busy: "busy",
  forwarded: "forwarded",
  canceled: "ended before it was answered",
  failed: "did not come about",
};

/** Whether nobody took it. */
export function isMissed({ direction, status }: Pick<CallView, "direction" | "status">): boolean {
  return direction === "inbound" && ["missed", "no_answer", "busy"].includes(status);
}

function Call({ call, theirs }: { call: SpokenCall; theirs: "inbound" | "outbound" }) {
  const isTheirs = call.direction === theirs;
  return (
    <li class="between" id={call.id}>
      <small>
        <Icon name={isMissed(call) ? "missed" : "call"} />
        {isTheirs ? "They called" : theirs === "inbound" ? "The desk called" : "You called"},{" "}
        {callWords[call.status] ?? call.status}
        {call.duration ? `, ${lengthOf(call.duration)}` : ""}
        {call.answeredBy === "machine" ? ", by a machine" : ""}, {timeOfDay(call.at)}
        {(call.recordings ?? []).map(({ id, kind, duration }) => (
          <>
            {" "}
            <a class="inline" href={`/recordings/${id}`}>
              {kind === "voicemail" ? "Hear the voicemail" : "Hear the recording"}
              {duration === null ? "" : `, ${lengthOf(duration)}`}
            </a>
          </>
        ))}
      </small>
      {call.dialogue && call.dialogue.length > 0 ? (
        <details>
          <summary>What was said</summary>
          {call.dialogue.map(({ speaker, content, untrustedContent }) => (
            <p>
              <b>{speaker === "desk" ? "Desk" : speaker === "customer" ? "They" : "Somebody"}:</b>{" "}
              {visibleLines(untrustedContent ?? content ?? "").join("\n")}
            </p>
          ))}
          {call.dialogueTruncated ? <p class="quiet">It goes on.</p> : null}
        </details>
      ) : null}
    </li>
  );
}

/** Seconds as minutes and seconds: "3 min 5 s". */
export function lengthOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = `${seconds % 60} s`;
  return minutes === 0 ? rest : `${minutes} min ${rest}`;
}
