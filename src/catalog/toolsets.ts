import * as z from "zod";
import type { Catalog } from "#operation/catalog.ts";
import { parseArguments } from "#operation/input.ts";
import { inputSchema, type JsonSchema, outputSchema } from "#operation/json-schema.ts";
import type { Operation } from "#operation/operation.ts";

/** A name under which an operation is offered. */
interface ToolEntry {
  name: string;
  operation: string;
  alias?: Alias;
  /** True where the document wants the answer's JSON as the one text, without a readable line before it. */
  answersInJsonAlone?: boolean;
}

/** A document's own argument names: their schema, an example, and how they become the operation's. */
interface Alias {
  input: z.ZodType<Record<string, unknown>>;
  example: Record<string, unknown>;
  adapt(given: Record<string, unknown>): Record<string, unknown>;
}

const phoneTools: ToolEntry[] = [
  { name: "send_sms", operation: "message.send" },
  { name: "make_call", operation: "call.make" },
  { name: "get_call_history", operation: "call.list" },
  { name: "get_message_history", operation: "message.list" },
];

const searchTool: ToolEntry = { name: "search_messages", operation: "message.search" };

const sharedTools: ToolEntry[] = [
  { name: "get_conversation_context", operation: "conversation.context" },
  { name: "get_call_transcripts", operation: "call.transcripts" },
  { name: "list_lines", operation: "line.list" },
];

const helpdeskTools: ToolEntry[] = [
  { name: "create_ticket", operation: "ticket.create" },
  { name: "append_ticket_note", operation: "ticket.append_note" },
  { name: "find_or_create_ticket", operation: "ticket.find_or_create" },
  { name: "list_tickets", operation: "ticket.list" },
  { name: "get_ticket", operation: "ticket.get" },
];

/** What ChatGPT's research wants of every source, by these very names. */
const researchTools: ToolEntry[] = [
  { name: "search", operation: "record.search", answersInJsonAlone: true },
  { name: "fetch", operation: "record.fetch", answersInJsonAlone: true },
];

const oneText: Alias = {
  input: z.strictObject({
    to: z.string().min(1).max(40).describe("The number, any readable form."),
    content: z.string().min(1).max(1600),
    from: z
      .string()
      .max(40)
      .optional()
      .describe("The desk's number to send from; the usual line when left out."),
  }),
  example: { to: "+15550100200", content: "Breakfast is from eight." },
  adapt: ({ to, ...rest }) => ({ ...rest, to: [to] }),
};

const inboxTexts: Alias = {
  input: z.strictObject({
    inbox: z
      .string()
      .max(60)
      .optional()
      .describe("One of the desk's numbers or line ids; the usual line when left out."),
    participant: z.string().max(40).optional().describe("Only texts with this number."),
    limit: z.int().min(1).max(100).default(10),
    cursor: z.string().max(200).optional(),
  }),
  example: { participant: "+15550100200", limit: 10 },
  adapt: ({ inbox, participant, ...rest }) => ({
    ...rest,
    ...(inbox === undefined ? {} : { line: inbox }),
    ...(participant === undefined ? {} : { phoneNumber: participant }),
  }),
};

const openphoneTools: ToolEntry[] = [
  { name: "send-message", operation: "message.send", alias: oneText },
  { name: "bulk-messages", operation: "message.send_bulk" },
  { name: "create-contact", operation: "contact.create" },
  { name: "fetch-call-transcripts", operation: "call.transcripts" },
  { name: "fetch-messages", operation: "message.list", alias: inboxTexts },
  { name: "get_authorization", operation: "authorization.get" },
];

/** The lists that clients are offered, by the last part of `/mcp/<toolset>`; `default` is `/mcp`. */
const toolsetTable: Record<string, ToolEntry[]> = {
  default: [
    ...phoneTools,
    searchTool,
    ...sharedTools,
    { name: "send_bulk_sms", operation: "message.send_bulk" },
    { name: "find_contact_by_phone", operation: "contact.find_by_phone" },
    { name: "create_contact", operation: "contact.create" },
    ...helpdeskTools,
    { name: "render_handoff_note", operation: "handoff.render_note" },
    { name: "submit_handoff", operation: "handoff.submit" },
    { name: "get_authorization", operation: "authorization.get" },
  ],
  reception: [
    ...phoneTools,
    { name: "search_guest_by_phone", operation: "contact.find_by_phone" },
    { name: "get_conversation_context", operation: "conversation.context" },
    { name: "get_authorization", operation: "authorization.get" },
  ],
  openphone: openphoneTools,
  connector: [...openphoneTools, ...researchTools],
  helpdesk: [
    { name: "helpdesk_create_ticket", operation: "ticket.create" },
    { name: "helpdesk_append_note", operation: "ticket.append_note" },
    { name: "helpdesk_find_or_create_ticket", operation: "ticket.find_or_create" },
    { name: "ingest_render_note", operation: "handoff.render_note" },
    { name: "ingest_oa_handoff", operation: "handoff.submit" },
    { name: "list_tickets", operation: "ticket.list" },
    { name: "get_ticket", operation: "ticket.get" },
    { name: "ticket_assign", operation: "ticket.assign" },
    { name: "ticket_set_status", operation: "ticket.set_status" },
    { name: "ticket_split", operation: "ticket.split" },
    { name: "ticket_merge", operation: "ticket.merge" },
    { name: "get_authorization", operation: "authorization.get" },
  ],
  phone: [
    ...phoneTools,
    searchTool,
    ...sharedTools,
    { name: "send_bulk_sms", operation: "message.send_bulk" },
    { name: "conversation_list", operation: "conversation.list" },
    { name: "conversation_sync", operation: "conversation.sync" },
    { name: "find_contact_by_phone", operation: "contact.find_by_phone" },
    { name: "create_contact", operation: "contact.create" },
    { name: "contact_delete", operation: "contact.delete" },
    { name: "contact_merge", operation: "contact.merge" },
    { name: "get_authorization", operation: "authorization.get" },
    { name: "authorization_cancel", operation: "authorization.cancel" },
  ],
};

/** A tool as it is listed, with everything computed once. */
export interface Tool {
  name: string;
  operation: Operation;
  title: string;
  description: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
  /** True where the answer's JSON is the one text of it. */
  answersInJsonAlone: boolean;
  /** Arguments as the documentation shows them. */
  example: Record<string, unknown>;
  annotations: {
    title: string;
    readOnlyHint: boolean;
    destructiveHint: boolean;
    idempotentHint: boolean;
    openWorldHint: boolean;
  };
  /** The operation's arguments from the tool's own, where the names differ. @throws DeskError VALIDATION_ERROR */
  adapt?: (given: Record<string, unknown>) => Record<string, unknown>;
}

export interface ToolTable {
  /** Names of toolsets. */
  readonly toolsets: readonly string[];
  /** The tools of a toolset in their order; undefined for a name there is none by. */
  list(toolset: string): readonly Tool[] | undefined;
  /** A tool by any name it has anywhere: dots and underscores are the same, and so is `domain_action`. */
  find(name: string): Tool | undefined;
}

/** @throws TypeError for a tool whose operation is not in the catalog or not for tools. */
export function createToolTable(catalog: Catalog): ToolTable {
  const lists = new Map(
    Object.entries(toolsetTable).map(([name, entries]) => [
      name,
      entries.map((entry) => toolOf(entry, catalog, renaming(entries))),
    ]),
  );
  const named = new Map<string, Tool>();
  for (const tool of [...lists.values()].flat()) if (!named.has(tool.name)) named.set(tool.name, tool);
  for (const operation of catalog.operations) {
    const name = operation.name.replaceAll(".", "_");
    if (operation.exposure === "tools" && !named.has(name))
      named.set(name, toolOf({ name, operation: operation.name }, catalog));
  }
  return {
    toolsets: [...lists.keys()],
    list: (toolset) => lists.get(toolset),
    find: (name) => named.get(name) ?? named.get(name.replaceAll(".", "_")),
  };
}

/** Each operation's first name, which descriptions use. */
const usualNames = new Map(
  Object.values(toolsetTable)
    .flat()
    .reverse()
    .map(({ name, operation }) => [operation, name]),
);

/** Has a text name the tools of a list as that list does. */
function renaming(entries: readonly ToolEntry[]): (text: string) => string {
  const others = entries
    .map(({ name, operation }) => ({ name, usual: usualNames.get(operation) ?? name }))
    .filter(({ name, usual }) => name !== usual);
  return (text) =>
    others.reduce(
      (renamed, { name, usual }) =>
        renamed.replaceAll(new RegExp(`(?<![\\w-])${usual}(?![\\w-])`, "g"), name),
      text,
    );
}

function toolOf(
  { name, operation: operationName, alias, answersInJsonAlone = false }: ToolEntry,
  catalog: Catalog,
  renamed = (text: string) => text,
): Tool {
  const operation = catalog.get(operationName);
  if (operation?.exposure !== "tools") throw new TypeError(`${operationName} is not an operation for tools`);
  const { title, description, hints, kind } = operation;
  return {
    name,
    operation,
    title,
    description: renamed(description),
    inputSchema: JSON.parse(renamed(JSON.stringify(inputSchema(operation, alias?.input)))) as JsonSchema,
    outputSchema: outputSchema(operation),
    answersInJsonAlone,
    example: alias?.example ?? operation.example ?? {},
    annotations: {
      title,
      readOnlyHint: kind === "read",
      destructiveHint: hints.destructive,
      idempotentHint: hints.idempotent,
      openWorldHint: hints.openWorld,
    },
    ...(alias ? { adapt: (given) => alias.adapt(parseArguments(alias.input, given)) } : {}),
  };
}
