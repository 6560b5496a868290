import type { Gate } from "#gate/gate.ts";
import type { Outcome } from "#gate/passage.ts";
import type { Operation, Principal } from "#operation/operation.ts";
import type { UnderWay } from "#operation/under-way.ts";
import { pause } from "#platform/turn.ts";
import type { Socket, SocketHearer } from "#runtime/serve.ts";
import { asDeskError, DeskError, errorBody } from "#src/errors.ts";
import { questionOf, readMessage } from "./messages.ts";
import { type SlowReader, watchReader } from "./slow-reader.ts";

export interface ChatStreamParts {
  gate: Gate;
  operation(name: string): Operation;
  underWay: UnderWay;
  /** Milliseconds that a question may take in all. */
  patience(): number;
}

export interface ChatVisit {
  principal: Principal;
  requestId: string;
  session: string;
  /** False once the token is refused. */
  isStillAllowed(): Promise<boolean>;
  /** Called once, when the stream is over. */
  ended(): void;
}

export interface OpenStream extends SocketHearer {
  /** Ends it: the desk stops. */
  end(): void;
}

/** Close codes (RFC 6455 §7.4): ours are in the range for applications. */
const closing = {
  restart: [1012, "the desk stops; connect again and resume"],
  slow: [4008, "too slow: read faster, then connect again and resume"],
  refused: [4003, "this token is not good any more"],
  noise: [1008, "what was sent is none of ask, resume, cancel and ping"],
} as const;

const mostAtOnce = 8;
const mostNoise = 20;
/** Between two looks at an answer that another process is giving, in milliseconds. */
const lookEvery = 500;

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
  const { principal, requestId, session } = visit;
  let socket: Socket | undefined;
  let reader: SlowReader | undefined;
  let noise = 0;
  let isOver = false;
  /** Answers on their way, with what takes them up again once the reader has caught up. */
  const answers = new Map<string, { goOn: () => void; leave: () => void }>();

  return { opened, heard, drained, closed, end: () => close("restart") };

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
    if (!(await visit.isStillAllowed())) return close("refused");
    if (message.type === "cancel") {
      const outcome = await run("chat.cancel", { call_id: message.call_id });
      return outcome.kind === "refused" ? refuse(message.call_id, outcome.error) : undefined;
    }
    if (answers.size >= mostAtOnce)
      return refuse(
        message.type === "ask" ? message.id : message.call_id,
        new DeskError("RATE_LIMIT_EXCEEDED", `There are ${mostAtOnce} answers on their way here.`, {
          retryAfter: 1,
          next: "Wait for one of them, or cancel it.",
        }),
      );
    if (message.type === "resume") return await resume(message.call_id, message.after);
    const key = message.id === undefined ? {} : { idempotencyKey: message.id };
    const outcome = await run("chat.stream", questionOf(message, session), key);
    if (outcome.kind !== "done") return refuse(message.id, errorOf(outcome));
    const { call_id } = outcome.output as Answer;
    send({ type: "started", call_id, session_id: session, ...(message.id ? { id: message.id } : {}) });
    await follow(call_id, 0);
  }

  async function resume(callId: string, after: number): Promise<void> {
    // Whoever may not read it is told so, before a letter of it.
    const outcome = await run("chat.get_answer", { call_id: callId });
    if (outcome.kind !== "done") return refuse(callId, errorOf(outcome));
    await follow(callId, after);
  }

  /** Gives an answer from a place on, as far as the reader takes it, and how it ended. */
  async function follow(callId: string, after: number): Promise<void> {
    let sent = after;
    let listening: { leave(): void } | undefined;
    let wake: () => void = () => undefined;
    let isEnded = false;
    const goOn = () => wake();
    answers.set(callId, { goOn, leave: () => listening?.leave() });
    const until = performance.now() + parts.patience();
    while (!isOver && !isEnded && performance.now() < until) {
      let isBehind = false;
      const turned = new Promise<void>((resolve) => {
        wake = resolve;
      });
      listening = underWay.follow(callId, sent, (piece) => {
        if (piece === undefined) {
          isEnded = true;
          return wake();
        }
        if (isBehind || isOver) return;
        send({ type: "delta", call_id: callId, at: piece.at, text: piece.text });
        sent = piece.at + piece.text.length;
        isBehind = !reader?.hasRoom;
      });
      if (!listening) break;
      await turned;
      listening.leave();
    }
    if (!isOver) await tellEnd(callId, sent, until);
    answers.delete(callId);
  }

  async function tellEnd(callId: string, sent: number, until: number): Promise<void> {
    for (;;) {
      const outcome = await run("chat.get_answer", { call_id: callId });
      if (isOver) return;
      if (outcome.kind !== "done") return refuse(callId, errorOf(outcome));
      const answer = outcome.output as Answer;
      if (answer.status === "queued" && performance.now() < until) {
        await pause(lookEvery);
        continue;
      }
      const { content, ...rest } = answer;
      const left = content?.slice(sent) ?? "";
      if (left !== "") send({ type: "delta", call_id: callId, at: sent, text: left });
      return send({ type: "done", ...rest, length: content?.length ?? 0 });
    }
  }

  function run(name: string, input: unknown, more: { idempotencyKey?: string } = {}): Promise<Outcome> {
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
    for (const { goOn, leave } of answers.values()) {
      leave();
      goOn();
    }
    visit.ended();
  }

  function close(why: keyof typeof closing): void {
    if (isOver) return;
    isOver = true;
    const [code, reason] = closing[why];
    socket?.close(code, reason);
  }

  function refuse(about: string | undefined, error: DeskError): void {
    send({ type: "error", ...(about === undefined ? {} : { about }), ...errorBody(error, requestId) });
  }

  function send(message: object): void {
    if (!isOver) socket?.send(JSON.stringify(message));
  }
}

function errorOf(outcome: Exclude<Outcome, { kind: "done" }>): DeskError {
  if (outcome.kind === "refused") return outcome.error;
  return new DeskError("CONFLICT", "It waits for a person.", {
    refs: { queue_id: outcome.waiting.queue_id },
  });
}
