import type { CompleteRequest, CompleteResult, ServerContext } from "@modelcontextprotocol/server";
import type { Exchange, McpParts } from "./exchange.ts";
import { argumentKind } from "./prompts.ts";
import { addressTemplate, read } from "./resources.ts";

/** Values in one answer; the protocol allows a hundred. */
const most = 50;

/** Numbers the business has been in touch with, its own lines, and its customers, as somebody types them. @throws ProtocolError */
export async function complete(
  { ref, argument }: CompleteRequest["params"],
  exchange: Exchange,
  parts: McpParts,
  ctx: ServerContext,
): Promise<CompleteResult> {
  const kind =
    ref.type === "ref/prompt" ? argumentKind(ref.name, argument.name) : kindInAddress(ref.uri, argument.name);
  if (kind === undefined) return { completion: { values: [], total: 0, hasMore: false } };
  if (kind === "customer") return { completion: await customers(argument.value.trim().slice(0, 60)) };
  const digits = argument.value.replace(/\D/g, "").slice(0, 15);
  const numbers = await (kind === "phone" ? peers(digits) : lines(digits));
  return { completion: numbers };

  async function peers(wanted: string): Promise<CompleteResult["completion"]> {
    const input = { limit: most, ...(wanted ? { digits: wanted } : {}) };
    const page = (await read("conversation.list", input, exchange, parts, ctx)) as {
      conversations: { phoneNumber: string }[];
      nextCursor: string | null;
    };
    return {
      values: page.conversations.map(({ phoneNumber }) => phoneNumber),
      hasMore: page.nextCursor !== null,
    };
  }

  /** Names as somebody begins them, whoever fits best first. */
  async function customers(search: string): Promise<CompleteResult["completion"]> {
    const asked = { limit: most, ...(search ? { search } : { filters: { named: true } }) };
    const { items, next_cursor } = (await read("contact.query", asked, exchange, parts, ctx)) as {
      items: { name: string | null }[];
      next_cursor: string | null;
    };
    return { values: [...new Set(items.flatMap(({ name }) => name ?? []))], hasMore: next_cursor !== null };
  }

  async function lines(wanted: string): Promise<CompleteResult["completion"]> {
    const listed = (await read("line.list", {}, exchange, parts, ctx)) as { lines: { number: string }[] };
    const values = listed.lines.map(({ number }) => number).filter((number) => number.includes(wanted));
    return { values: values.slice(0, most), total: values.length, hasMore: values.length > most };
  }
}

/** @throws ProtocolError for an address template that is not listed. */
function kindInAddress(uri: string, argument: string): "phone" | undefined {
  return argument === "phoneNumber" && addressTemplate(uri).variableNames.includes(argument)
    ? "phone"
    : undefined;
}
