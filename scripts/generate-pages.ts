import { join } from "node:path";
import { catalog } from "#catalog/index.ts";
import { createToolTable, type Tool } from "#catalog/tool-table.ts";
import { options } from "#desk/options.ts";
import { topicOf } from "#domains/phone/routing/topic.ts";
import { topics } from "#domains/phone/routing/topics.ts";
import { isRuled, type Operation } from "#operation/operation.ts";
import { scopeMeanings } from "#operation/scopes.ts";
import { settingTable } from "#operation/settings.ts";
import { errorStatus } from "#src/errors.ts";
import { lessons, textsIn } from "./learn-topics.ts";

/** Pages made from the code's own tables; a check fails when one of them has drifted. */
export const generatedPages: Record<string, () => string> = {
  ".env.example": envExample,
  "docs/reference/configuration.md": configuration,
  "docs/reference/settings.md": settings,
  "docs/reference/tools.md": toolReference,
  "docs/reference/errors.md": errors,
  "docs/reference/permissions.md": permissions,
  "docs/reference/topics.md": topicPage,
};

const made = "<!-- Made by `bun run generate`. Do not edit. -->\n\n";

/** How well the desk guesses what a text is about, on texts that it has not learnt from. */
function topicPage(): string {
  const texts = textsIn(join(import.meta.dirname, "../tests/domains/phone/routing/texts.jsonl"));
  const guessed = texts.map(({ text, topic, language }) => ({ topic, language, guess: topicOf(text) }));
  const count = (topic: string, guess: string) =>
    guessed.filter((each) => each.topic === topic && each.guess === guess).length;
  const rows = topics.map(
    (topic) => `| ${topic} | ${topics.map((guess) => count(topic, guess)).join(" | ")} |`,
  );
  const right = guessed.filter(({ topic, guess }) => topic === guess).length;
  const share = (some: number, all: number) => `${Math.round((100 * some) / all)} %`;
  const each = topics.map((topic) => {
    const [hit, said] = [count(topic, topic), guessed.filter((one) => one.guess === topic).length];
    const all = guessed.filter((one) => one.topic === topic).length;
    return `| ${topic} | ${share(hit, all)} | ${share(hit, said)} |`;
  });
  const languages = ["en", "es"].map((language) => {
    const those = guessed.filter((one) => one.language === language);
    return `${language} ${share(those.filter(({ topic, guess }) => topic === guess).length, those.length)} of ${those.length}`;
  });
  return `${made}# What a text is about

The desk guesses from its words alone what a text or a call is about; nothing leaves the machine. The weights were learnt from ${lessons().texts.length} made-up texts (\`scripts/topics/\`, \`bun scripts/learn-topics.ts\`), and are measured here on ${texts.length} others, which somebody else wrote before them, most of them on purpose indirect: sarcasm, two subjects in one, words in another sense, typing errors, five languages.

${right} of ${texts.length} were guessed right (${share(right, texts.length)}; ${languages.join(", ")}). In each line what they were about, in each column what was guessed:

| | ${topics.join(" | ")} |
| --- | ${topics.map(() => "---").join(" | ")} |
${rows.join("\n")}

| | of those, found | of those said to be, right |
| --- | --- | --- |
${each.join("\n")}

A text counts as an emergency from 40 % sureness on, whatever else is likelier: a false alarm costs a look, an overlooked one more. It is a guess all the same: nobody should rely on it to be told of danger.
`;
}

function envExample(): string {
  const lines = Object.entries(options).map(
    ([name, { meaning, example, fallback }]) =>
      `# ${meaning}\n# Without it: ${fallback || "not set"}\n#${name}=${example}\n`,
  );
  return `# Copy this to .env in the data folder, or set these in the environment, which wins.\n\n${lines.join("\n")}`;
}

function configuration(): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const { meaning, example, fallback } = option;
    const kind = "secret" in option ? " (secret)" : "";
    return `| \`${name}\`${kind} | ${fallback ? `\`${fallback}\`` : ""} | \`${example.replaceAll("`", "")}\` | ${meaning} |`;
  });
  return `${made}# Configuration

Variables of the environment. A file \`.env\` in the data folder is read too, and no other; the environment wins over it. Everything wrong is said at once, and the desk does not start.

| variable | without it | example | meaning |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function settings(): string {
  const rows = Object.entries(settingTable).map(
    ([key, { initial, meaning }]) => `| \`${key}\` | \`${JSON.stringify(initial)}\` | ${meaning} |`,
  );
  return `${made}# Settings

What the owner decides about the business, kept in the database: \`frontdesk settings get\`, \`frontdesk settings set KEY VALUE\`. A change counts at once.

| key | at first | meaning |
| --- | --- | --- |
${rows.join("\n")}
`;
}

function errors(): string {
  const rows = Object.entries(errorStatus).map(([code, status]) => `| \`${code}\` | ${status} |`);
  return `${made}# Error codes

Every refusal carries \`code\`, \`message\` and mostly \`next\`: what to do now. REST answers with the status below as \`application/problem+json\`; MCP with a tool result marked \`isError\`. \`authorization_required\` is no error: 202 on REST, an ordinary result over MCP.

| code | HTTP status |
| --- | --- |
${rows.join("\n")}
`;
}

function permissions(): string {
  const shown = catalog.operations.filter(({ exposure }) => exposure !== "system");
  return `${made}# Permissions

Every operation asks for a level each time it is called, from the facts of that very call:

| level | what it means |
| --- | --- |
| \`unrestricted\` | runs at once |
| \`soft_limit\` | runs with a \`reasoning\` that says why; the reason is kept in the audit |
| \`requires_authorization\` | waits for a person, who allows it once, allows it always, or denies it |

Where several parts of a call ask for something, the strictest holds. What is not for apps has no level: it is reached by people who sign in, as the second column says.

| operation | reached by | levels | when | can be allowed always |
| --- | --- | --- | --- | --- |
${shown.map(permissionRow).join("\n")}
`;
}

const reachedBy = {
  tools: "apps and people",
  person: "signed-in people",
  approver: "those who decide",
  owner: "owners",
  system: "the desk",
};

function permissionRow({ name, exposure, ...operation }: Operation): string {
  const rule = operation.kind === "write" ? operation.permission : undefined;
  const levels = (rule?.levels ?? ["unrestricted"]).map((level) => `\`${level}\``).join(", ");
  const always = rule === undefined ? "" : rule.always ? "yes" : "never";
  return `| \`${name}\` | ${reachedBy[exposure]} | ${exposure === "tools" ? levels : ""} | ${rule?.rule ?? ""} | ${always} |`;
}

function toolReference(): string {
  const tools = createToolTable(catalog);
  const lists = tools.toolsets.map((toolset) => {
    const names = (tools.list(toolset) ?? []).map((tool) => `\`${tool.name}\``).join(", ");
    return `| \`${toolset === "default" ? "/mcp" : `/mcp/${toolset}`}\` | ${names} |`;
  });
  const offered = catalog.operations.filter((operation) => operation.exposure === "tools");
  const every = new Map(
    tools.toolsets.flatMap((toolset) =>
      (tools.list(toolset) ?? []).map((tool) => [tool.name, tool] as const),
    ),
  );
  return `${made}# Tools

## Toolsets

Each address lists its own names; a call by any known name is answered at every one of them. ChatGPT, which says who it is, finds the list of \`/mcp/connector\` at \`/mcp\`. Over REST each tool is \`POST /api/v1/tools/<name>\` with its arguments as JSON.

| address | tools |
| --- | --- |
${lists.join("\n")}

## Operations

| operation | scope | level |
| --- | --- | --- |
${offered.map((operation) => `| \`${operation.name}\` | ${scopesOf(operation)} | ${levelOf(operation)} |`).join("\n")}

## Scopes

| scope | what it allows |
| --- | --- |
${Object.entries(scopeMeanings)
  .map(([scope, meaning]) => `| \`${scope}\` | ${meaning} |`)
  .join("\n")}

${[...every.values()].map(describeTool).join("\n\n")}
`;
}

function describeTool(tool: Tool): string {
  const properties = (tool.inputSchema["properties"] ?? {}) as Record<string, Record<string, unknown>>;
  const required = (tool.inputSchema["required"] ?? []) as string[];
  const rows = Object.entries(properties).map(([name, schema]) => {
    const type = Array.isArray(schema["enum"])
      ? schema["enum"].join(" or ")
      : String(schema["type"] ?? "any");
    const limits = ["minimum", "maximum", "maxLength", "maxItems", "default"].flatMap((key) =>
      schema[key] === undefined ? [] : `${key} ${schema[key]}`,
    );
    return `| \`${name}\`${required.includes(name) ? " (required)" : ""} | ${type} | ${limits.join(", ")} | ${schema["description"] ?? ""} |`;
  });
  if (rows.length === 0) return `## ${tool.name}\n\n${tool.description}\n\nTakes no arguments.`;
  return `## ${tool.name}

${tool.description}

| argument | type | limits | meaning |
| --- | --- | --- | --- |
${rows.join("\n")}`;
}

function scopesOf(operation: Operation): string {
  return operation.scopes.length === 0
    ? "any token; own requests only"
    : operation.scopes.map((scope) => `\`${scope}\``).join(" or ");
}

function levelOf(operation: Operation): string {
  return isRuled(operation) ? (operation.permission?.rule ?? "") : "unrestricted";
}
