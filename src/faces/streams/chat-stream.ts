import type { Gate } from "#gate/gate.ts";
import type { Outcome } from "#gate/passage.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { UnderWay } from "#operation/under-way.ts";
import { digestOf } from "#platform/canonical.ts";
import { pause } from "#platform/turn.ts";
import type { Socket, SocketHearer } from "#runtime/serve.ts";
import { asDeskError, DeskError, errorBody } from "#src/errors.ts";
import { questionOf, readMessage } from "./messages.ts";
import { mostUnread, type SlowReader, watchReader } from "./slow-reader.ts";

export interface ChatStreamParts {
  gate: Gate;
  operation(name: string): Operation;
  underWay: UnderWay;
  /** Milliseconds that a question may take in all. */
  patience(): number;
}

export interface ChatVisit {
  requestId: string;
  session: string;
  /** Whom the token speaks for now. @throws DeskError where it is not good any more, or may not ask */
  principal(): Promise<Principal>;
  /** Called once, when the stream is over. */
  ended(): void;
}

export interface OpenStream extends SocketHearer {
  /** Ends it: the desk stops. */
  end(): void;
  /** Ends it where its token may not ask any more. */
  review(): Promise<void>;
}

/** Close codes (RFC 6455 §7.4): ours are in the range for applications. */
const closing = {
  restart: [1012, "the desk stops; connect again and resume"],
  slow: [4008, "too slow: read faster, then connect again and resume"],
  refused: [4003, "this token is not good any more"],
  noise: [1008, "what was sent is none of ask, resume, cancel and ping"],
} as const;

/** Letters of a message, of what is sent in one. */
const longestPiece = 16_384;
const mostAtOnce = 8;
const mostNoise = 20;
/** Between two looks at an answer that another process is giving, in milliseconds. */
const lookEvery = 500;

/** An answer on its way to this reader. */
interface Following {
  /** True once another follower of the same answer has taken its place. */
  isReplaced: boolean;
  /** Takes it up again. */
  goOn(): void;
  replace(): void;
}

interface Answer {
  call_id: string;
  status: string;
  content: string | null;
}

/**
 * `/ws/stream/<sessionId>`: questions in one session, and their answers as they are written. Each piece says how many letters
 * were before it; whoever was cut off asks for the rest with `resume`, and gets no letter twice.
 */
export function openChatStream(parts: ChatStreamParts, visit: ChatVisit): OpenStream {
  const { gate, operation, underWay } = parts;
  const { requestId, session } = visit;
  let socket: Socket | undefined;
  let reader: SlowReader | undefined;
  let noise = 0;
  let isOver = false;
  /** Answers on their way, with what takes them up again once the reader has caught up. */
  const answers = new Map<string, Following>();
  /** Questions that are being taken, and have no answer on its way yet. */
  let taking = 0;

  return { opened, heard, drained, closed, review, end: () => close("restart") };

  async function review(): Promise<void> {
    await allowed();
  }

  /** Whom it speaks for; undefined where it may not ask any more, and is ended. */
  async function allowed(): Promise<Principal | undefined> {
    try {
      return await visit.principal();
    } catch (failure) {
      if (!(failure instanceof DeskError)) throw failure;
      close("refused");
      return undefined;
    }
  }

  function opened(given: Socket): void {
    socket = given;
    reader = watchReader(given, () => close("slow"));
    send({ type: "ready", session_id: session });
  }

  function heard(text: string | undefined): void {
    const message = readMessage(text);
    if (message === undefined) misunderstood();
    else if (message.type === "ping") send({ type: "pong" });
    else void take(message).catch((failure: unknown) => refuse(undefined, asDeskError(failure)));
  }

  function misunderstood(): void {
    if (++noise > mostNoise) close("noise");
    else
      refuse(undefined, new DeskError("VALIDATION_ERROR", "That is none of ask, resume, cancel and ping."));
  }

  async function take(message: Exclude<ReturnType<typeof readMessage>, { type: "ping" } | undefined>) {
    const principal = await allowed();
    if (!principal) return;
    if (message.type === "cancel") {
      const outcome = await run("chat.cancel", { call_id: message.call_id }, principal);
      return outcome.kind === "refused" ? refuse(message.call_id, outcome.error) : undefined;
    }
    if (answers.size + taking >= mostAtOnce)
      return refuse(
        message.type === "ask" ? message.id : message.call_id,
        new DeskError("RATE_LIMIT_EXCEEDED", `There are ${mostAtOnce} answers on their way here.`, {
          retryAfter: 1,
          next: "Wait for one of them, or cancel it.",
        }),
      );
    taking++;
    const begun = await begin(message, principal).finally(() => taking--);
    if (begun) await follow(begun.callId, begun.after, principal);
  }

  /** What there is to follow, and from where; undefined where it was refused. */
  async function begin(
    message: Extract<ReturnType<typeof readMessage>, { type: "ask" | "resume" }>,
    principal: Principal,
  ): Promise<{ callId: string; after: number } | undefined> {
    if (message.type === "resume") {
      const { call_id: callId, after } = message;
      // Whoever may not read it is told so, before a letter of it.
      const outcome = await run("chat.get_answer", { call_id: callId }, principal);
      if (outcome.kind === "done") return { callId, after };
      refuse(callId, errorOf(outcome));
      return undefined;
    }
    const { id } = message;
    // The same id again in the same session is the same question.
    const key = id === undefined ? {} : { idempotencyKey: digestOf([session, id]) };
    const outcome = await run("chat.stream", questionOf(message, session), principal, key);
    if (outcome.kind === "done") {
      const { call_id: callId } = outcome.output as Answer;
      send({ type: "started", call_id: callId, session_id: session, ...(id === undefined ? {} : { id }) });
      return { callId, after: 0 };
    }
    refuse(id, errorOf(outcome));
    return undefined;
  }

  /** Gives an answer from a place on, as far as the reader takes it, and how it ended. One answer has one follower here. */
  async function follow(callId: string, after: number, principal: Principal): Promise<void> {
    answers.get(callId)?.replace();
    const own: Following = { isReplaced: false, goOn: () => undefined, replace: () => undefined };
    own.replace = () => {
      own.isReplaced = true;
      own.goOn();
    };
    answers.set(callId, own);
    try {
      const until = performance.now() + parts.patience();
      const sent = await followLive(callId, after, own, until);
      if (!isOver && !own.isReplaced) await tellEnd(callId, sent, { own, until, principal });
    } finally {
      if (answers.get(callId) === own) answers.delete(callId);
    }
  }

  /** What is told while it is written; gives how far it came. */
  async function followLive(callId: string, after: number, own: Following, until: number): Promise<number> {
    let sent = after;
    let isEnded = false;
    while (!isEnded && performance.now() < until && (await hasRoomFor(own))) {
      let isBehind = false;
      const turned = new Promise<void>((resolve) => {
        own.goOn = resolve;
      });
      const listening = underWay.follow(callId, sent, (piece) => {
        if (piece === undefined) isEnded = true;
        if (piece === undefined || isOver || own.isReplaced) return own.goOn();
        if (isBehind) return;
        const text = piece.text.slice(0, longestPiece);
        send({ type: "delta", call_id: callId, at: piece.at, text });
        sent = piece.at + text.length;
        isBehind = text.length < piece.text.length || !reader?.hasRoom;
        // A piece that is longer than one message goes on in the next turn.
        if (isBehind && reader?.hasRoom) own.goOn();
      });
      if (!listening) break;
      await turned;
      listening.leave();
    }
    return sent;
  }

  async function tellEnd(
    callId: string,
    after: number,
    { own, until, principal }: { own: Following; until: number; principal: Principal },
  ): Promise<void> {
    let sent = after;
    for (;;) {
      const outcome = await run("chat.get_answer", { call_id: callId }, principal);
      if (isOver || own.isReplaced) return;
      if (outcome.kind !== "done") return refuse(callId, errorOf(outcome));
      const answer = outcome.output as Answer;
      if (answer.status === "queued" && performance.now() < until) {
        await pause(lookEvery);
        continue;
      }
      const { content, ...rest } = answer;
      const whole = content ?? "";
      while (sent < whole.length) {
        if (!(await hasRoomFor(own))) return;
        const text = whole.slice(sent, sent + longestPiece);
        send({ type: "delta", call_id: callId, at: sent, text });
        sent += text.length;
      }
      return send({ type: "done", ...rest, length: whole.length });
    }
  }

  /** Resolves once the reader takes more; false where it will not. */
  async function hasRoomFor(own: Following): Promise<boolean> {
    while (!isOver && !own.isReplaced && !reader?.hasRoom)
      await new Promise<void>((resolve) => {
        own.goOn = resolve;
      });
    return !isOver && !own.isReplaced;
  }

  function run(
    name: string,
    input: unknown,
    principal: Principal,
    more: { idempotencyKey?: string } = {},
  ): Promise<Outcome> {
    return gate.execute(operation(name), input, principal, { requestId, wait: 0, ...more });
  }

  function drained(): void {
    reader?.drained();
    for (const { goOn } of answers.values()) goOn();
  }

  function closed(): void {
    if (isOver && socket === undefined) return;
    isOver = true;
    socket = undefined;
    reader?.stop();
    for (const { goOn } of answers.values()) goOn();
    visit.ended();
  }

  function close(why: keyof typeof closing): void {
    if (isOver) return;
    isOver = true;
    const [code, reason] = closing[why];
    socket?.close(code, reason);
    for (const { goOn } of answers.values()) goOn();
  }

  function refuse(about: string | undefined, error: DeskError): void {
    send({ type: "error", ...(about === undefined ? {} : { about }), ...errorBody(error, requestId) });
  }

  function send(message: object): void {
    if (isOver || !socket) return;
    // Questions and errors have an end as well: who sends and reads nothing is cut.
    if (socket.waiting > mostUnread) close("slow");
    else socket.send(JSON.stringify(message));
  }
}

function errorOf(outcome: Exclude<Outcome, { kind: "done" }>): DeskError {
  if (outcome.kind === "refused") return outcome.error;
  return new DeskError("CONFLICT", "It waits for a person.", {
    refs: { queue_id: outcome.waiting.queue_id },
  });
}
