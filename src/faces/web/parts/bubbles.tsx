/** @jsxImportSource hono/jsx */
import type { CallView, MessageView } from "#domains/phone/view.ts";
import { visibleLines } from "#platform/visible-text.ts";
import { dayHeading, timeOfDay } from "#platform/zone.ts";
import { Badge, type State } from "./badge.tsx";
import { Icon } from "./icon.tsx";

export type Said = (MessageView & { pictures?: string[] | undefined }) | CallView;

/** Texts and calls as they are said, the oldest first, days between them. */
export function Bubbles({
  items,
  now,
  theirs,
  chosen,
}: {
  items: readonly Said[];
  now: number;
  /** Which side stands on the left. */
  theirs: "inbound" | "outbound";
  /** The one that was looked for. */
  chosen?: string | undefined;
}) {
  return (
    <ol class="bubbles">
      {items.map((item, at) => {
        const day = dayHeading(item.at, now);
        const before = items[at - 1];
        return (
          <>
            {before && dayHeading(before.at, now) === day ? null : <li class="day">{day}</li>}
            {item.kind === "call" ? (
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
              </li>
            )}
          </>
        );
      })}
    </ol>
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

function Call({ call, theirs }: { call: CallView; theirs: "inbound" | "outbound" }) {
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
    </li>
  );
}

/** Seconds as minutes and seconds: "3 min 5 s". */
export function lengthOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = `${seconds % 60} s`;
  return minutes === 0 ? rest : `${minutes} min ${rest}`;
}
