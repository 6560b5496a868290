import * as z from "zod";
import { isRecord } from "#platform/record.ts";

type Schema = Record<string, unknown>;

/** What known clients add to a call's arguments by themselves (n8n's tool node): they are for the client. */
const clientsOwn = new Set(["toolCallId", "sessionId", "action", "chatInput", "tool"]);

/**
 * Arguments that say whom something is done to, or what it costs. A number in their place may have lost a leading zero or
 * a plus sign, or be another sum than was meant: they are taken as they should be, or not at all.
 */
const exact =
  /^(?:to|from|phone|phoneNumber|participant|inbox|line|caller|callerNumber|peer|email|id|.*(?:Id|_id)|(?:.*_)?(?:amount|price|total|cost|fee|deposit|tip|guests|people|persons|adults|children)(?:_.*)?)$/i;

/**
 * Arguments that are nearly right, put right by their schema: digits for a number, `"true"` for true, a number for a
 * text, JSON text for a list or an object, `null` and `""` for what may be left out, a name that is spelt with
 * underscores or without, and what a client adds by itself.
 * Everything else is left as it is, to be refused with the names of what is taken.
 */
export function mendArguments(schema: z.ZodType, given: unknown): unknown {
  return isRecord(given) ? mendRecord(shapeOf(schema), given) : given;
}

const shapes = new WeakMap<z.ZodType, Schema>();

function shapeOf(schema: z.ZodType): Schema {
  const known = shapes.get(schema);
  if (known) return known;
  const shape = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  shapes.set(schema, shape);
  return shape;
}

function mendRecord(shape: Schema, given: Record<string, unknown>): Record<string, unknown> {
  const properties = isRecord(shape["properties"]) ? shape["properties"] : {};
  const required = new Set(Array.isArray(shape["required"]) ? shape["required"] : []);
  const mended = Object.entries(given).flatMap(([spelt, value]): [string, unknown][] => {
    const name = inItsSpelling(spelt, properties, given);
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isRecord(own)) return clientsOwn.has(name) ? [] : [[name, value]];
    return required.has(name) || !isNothing(own, value) ? [[name, mendValue(own, value, name)]] : [];
  });
  return Object.fromEntries(mended);
}

/** `scheduled_at` where it is called `scheduledAt`, or the other way round, and is not there already. */
function inItsSpelling(name: string, properties: Schema, given: Record<string, unknown>): string {
  if (Object.hasOwn(properties, name) || !/^[a-z]+(?:_[a-z]+|[A-Z][a-z]+)+$/.test(name)) return name;
  const bare = bareName(name);
  const own = Object.keys(properties).find((each) => bareName(each) === bare);
  return own === undefined || Object.hasOwn(given, own) ? name : own;
}

function bareName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** `null`, where that is no value of the argument's own, or a text of nothing. */
function isNothing(shape: Schema, value: unknown): boolean {
  if (value === null) return !takes(shape, "null");
  return typeof value === "string" && value.trim() === "";
}

function mendValue(shape: Schema, value: unknown, name: string): unknown {
  if (Array.isArray(value))
    return isRecord(shape["items"])
      ? value.map((each) => mendValue(shape["items"] as Schema, each, name))
      : value;
  if (isRecord(value)) return mendRecord(shape, value);
  if (typeof value === "string" && !takes(shape, "string")) return fromText(shape, value, name);
  const isText = takes(shape, "string") && !takes(shape, "number") && !takes(shape, "integer");
  // A number that a double does not hold to its last digit is another than was sent.
  const isHeld = typeof value === "number" && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return isHeld && Number.isFinite(value) && isText && !exact.test(name) ? String(value) : value;
}

function fromText(shape: Schema, text: string, name: string): unknown {
  const plain = text.trim();
  if ((takes(shape, "integer") || takes(shape, "number")) && !exact.test(name))
    return /^[+-]?\d{1,15}(?:\.\d{1,10})?$/.test(plain) ? Number(plain) : text;
  if (takes(shape, "boolean")) {
    const word = plain.toLowerCase();
    return word === "true" ? true : word === "false" ? false : text;
  }
  const isListOrObject =
    (takes(shape, "array") && plain.startsWith("[")) || (takes(shape, "object") && plain.startsWith("{"));
  const read = isListOrObject ? jsonIn(plain) : undefined;
  return read === undefined ? text : mendValue(shape, read, name);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON stays the text that it is, and is refused as that.
    return undefined;
  }
}

/** Whether a value of this kind may stand there. */
function takes(shape: Schema, kind: string): boolean {
  const { type, anyOf } = shape;
  if (Array.isArray(anyOf)) return anyOf.some((each) => isRecord(each) && takes(each, kind));
  return Array.isArray(type) ? type.includes(kind) : type === kind;
}
