import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { counted } from "#platform/words.ts";
import { listPeople } from "./person-store.ts";

/** Whom one may give something to: the names of everybody who may come in. */
export const personNames = defineRead({
  name: "person.names",
  title: "See who works here",
  description: "The names of the people who may sign in.",
  scopes: [],
  exposure: "person",
  input: z.strictObject({}),
  output: z.object({ names: z.array(z.string()) }),
  summary: ({ names }) => `${counted(names.length, "person")}.`,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read(_input, ctx) {
    const all = await listPeople(ctx.db);
    return { names: all.filter(({ disabledAt }) => disabledAt === null).map(({ name }) => name) };
  },
});
