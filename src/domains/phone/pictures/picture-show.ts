import { Buffer } from "node:buffer";
import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { DeskError } from "#src/errors.ts";
import { pictureById } from "./pictures-store.ts";

/** A picture that came with a text, for the page that shows it. @throws NOT_FOUND */
export const pictureShow = defineRead({
  name: "picture.show",
  title: "See a picture",
  description: "A picture that came with a text.",
  scopes: ["phone:read"],
  exposure: "person",
  input: z.strictObject({ id: z.string().max(60) }),
  output: z.object({ type: z.string(), base64: z.string() }),
  summary: ({ type }) => type,
  hints: { destructive: false, idempotent: true, openWorld: false },
  async read({ id }, ctx) {
    const found = await pictureById(ctx.db, id);
    if (!found) throw new DeskError("NOT_FOUND", "There is no such picture.");
    return { type: found.type, base64: Buffer.from(found.bytes).toString("base64") };
  },
});
