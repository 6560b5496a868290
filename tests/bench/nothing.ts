import * as z from "zod";
import type { Tool, ToolTable } from "#catalog/tool-table.ts";
import { defineRead } from "#operation/operation.ts";

/** A tool that reads nothing: what is measured with it is the way to it and back. */
const answerNothing = defineRead({
  name: "bench.nothing",
  title: "Answer",
  description: "Answers what it was given.",
  scopes: ["phone:read"],
  input: z.strictObject({ n: z.int() }),
  output: z.object({ n: z.int() }),
  summary: ({ n }) => `${n}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ n }) => ({ n }),
});

/** The desk's tools, and this one beside them. */
export function withNothing(tools: ToolTable): ToolTable {
  const like = tools.find("list_lines");
  if (!like) throw new Error("the desk has no list_lines");
  const tool: Tool = { ...like, name: "bench_nothing", operation: answerNothing };
  return { ...tools, find: (name) => (name === tool.name ? tool : tools.find(name)) };
}
