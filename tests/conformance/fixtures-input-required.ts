import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import { sampling } from "./fixtures-asking.ts";
import { text } from "./fixtures-content.ts";

/** How far a flow is; it travels through the client, signed and bound to who began it. */
interface FlowState {
  round: number;
}

export const requestState = createRequestStateCodec<FlowState>({
  key: crypto.getRandomValues(new Uint8Array(32)),
  bind: (ctx) => `${ctx.mcpReq.method}\0${ctx.http?.authInfo?.clientId ?? ""}`,
});

const withName = z.object({ name: z.string() });
const withColor = z.object({ color: z.string() });
const withOk = z.object({ ok: z.boolean() });

const askName = inputRequired.elicit({ message: "What is your name?", requestedSchema: withName });
const askStepOne = inputRequired.elicit({ message: "Step 1: What is your name?", requestedSchema: withName });
const askStepTwo = inputRequired.elicit({
  message: "Step 2: What is your favorite color?",
  requestedSchema: withColor,
});
const askConfirm = inputRequired.elicit({ message: "Please confirm", requestedSchema: withOk });
const askCapital = sampling("What is the capital of France?");

/** Tools that answer with what they still need, and finish when the client comes back with it (SEP-2322). */
export function addInputRequiredTools(server: McpServer): void {
  addSingleQuestions(server);
  addStatefulQuestions(server);
  addCapabilityQuestions(server);
}

function addSingleQuestions(server: McpServer): void {
  server.registerTool(
    "test_input_required_result_elicitation",
    { description: "Needs a name." },
    ({ mcpReq }) => {
      const given = acceptedContent(mcpReq.inputResponses, "user_name", withName);
      return given ? text(`Hello, ${given.name}!`) : inputRequired({ inputRequests: { user_name: askName } });
    },
  );
  server.registerTool(
    "test_input_required_result_sampling",
    { description: "Needs the client's model." },
    ({ mcpReq }) => {
      const given = inputResponse(mcpReq.inputResponses, "capital_question");
      if (given.kind === "sampling") return text(JSON.stringify(given.result.content));
      return inputRequired({ inputRequests: { capital_question: askCapital } });
    },
  );
  server.registerTool(
    "test_input_required_result_list_roots",
    { description: "Needs the client's roots." },
    ({ mcpReq }) => {
      const given = inputResponse(mcpReq.inputResponses, "client_roots");
      if (given.kind === "roots") return text(given.roots.map(({ uri }) => uri).join(", "));
      return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
    },
  );
}

function addStatefulQuestions(server: McpServer): void {
  server.registerTool(
    "test_input_required_result_request_state",
    { description: "Needs a confirmation, and its state back." },
    (ctx) => confirm(ctx),
  );
  server.registerTool(
    "test_input_required_result_tampered_state",
    { description: "Refuses a state that somebody changed." },
    (ctx) => confirm(ctx),
  );
  server.registerTool(
    "test_input_required_result_multiple_inputs",
    { description: "Needs three things at once." },
    (ctx) => askThree(ctx),
  );
  server.registerTool(
    "test_input_required_result_multi_round",
    { description: "Needs a name, then a colour." },
    (ctx) => askTwice(ctx),
  );
}

async function confirm(ctx: ServerContext) {
  const given = acceptedContent(ctx.mcpReq.inputResponses, "confirm", withOk);
  if (given && roundOf(ctx) === 1) return text("state-ok");
  return inputRequired({
    inputRequests: { confirm: askConfirm },
    requestState: await requestState.mint({ round: 1 }, ctx),
  });
}

async function askThree(ctx: ServerContext) {
  const { inputResponses } = ctx.mcpReq;
  const name = acceptedContent(inputResponses, "user_name", withName)?.name;
  const greeting = inputResponse(inputResponses, "greeting");
  const roots = inputResponse(inputResponses, "client_roots");
  if (name !== undefined && greeting.kind === "sampling" && roots.kind === "roots" && roundOf(ctx) === 1) {
    return text(`${JSON.stringify(greeting.result.content)}, ${name}, of ${roots.roots.length} roots`);
  }
  return inputRequired({
    inputRequests: {
      user_name: askName,
      greeting: sampling("Generate a greeting", 50),
      client_roots: inputRequired.listRoots(),
    },
    requestState: await requestState.mint({ round: 1 }, ctx),
  });
}

async function askTwice(ctx: ServerContext) {
  const { inputResponses } = ctx.mcpReq;
  const round = roundOf(ctx);
  const color = acceptedContent(inputResponses, "step2", withColor)?.color;
  if (round === 2 && color !== undefined) return text(`You like ${color}.`);
  const isFirst = round < 2 && !(round === 1 && acceptedContent(inputResponses, "step1", withName));
  return inputRequired({
    inputRequests: isFirst ? { step1: askStepOne } : { step2: askStepTwo },
    requestState: await requestState.mint({ round: isFirst ? 1 : 2 }, ctx),
  });
}

function roundOf(ctx: ServerContext): number {
  return ctx.mcpReq.requestState<FlowState>()?.round ?? 0;
}

/** Tools that show what becomes of questions the client did not say it can answer. */
function addCapabilityQuestions(server: McpServer): void {
  server.registerTool(
    "test_input_required_result_capabilities",
    { description: "Asks only what the client said it can answer." },
    (ctx) => {
      const { elicitation, sampling: model } = declaredBy(ctx);
      return inputRequired({
        inputRequests: {
          ...(elicitation ? { user_name: askName } : {}),
          ...(model ? { capital_question: askCapital } : {}),
        },
      });
    },
  );
  server.registerTool("test_missing_capability", { description: "Needs the client's model, always." }, () =>
    inputRequired({ inputRequests: { capital_question: askCapital } }),
  );
  server.registerTool("test_streaming_elicitation", { description: "Needs a name, always." }, () =>
    inputRequired({ inputRequests: { user_name: askName } }),
  );
}

function declaredBy({ mcpReq }: ServerContext): ClientCapabilities {
  const envelope: Record<string, unknown> = mcpReq.envelope ?? {};
  return (envelope[CLIENT_CAPABILITIES_META_KEY] ?? {}) as ClientCapabilities;
}
