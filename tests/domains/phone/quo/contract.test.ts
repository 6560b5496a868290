import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import * as quo from "#domains/phone/quo/schemas.ts";

const published = join(import.meta.dirname, "../../../../../shared/reference/quo-public-api-v1.openapi.json");

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  $ref?: string;
}

if (existsSync(published)) {
  const document = JSON.parse(readFileSync(published, "utf8"));
  const resolve = (schema: Schema): Schema =>
    schema.$ref
      ? schema.$ref
          .split("/")
          .slice(1)
          .reduce((node, key) => node[key], document)
      : schema;
  const body = (content: { content: Record<string, { schema: Schema }> }) =>
    resolve(content.content["application/json"]!.schema);
  const post = (path: string) => body(document.paths[path].post.requestBody);
  const answer = (path: string, method: string, status: string) =>
    body(document.paths[path][method].responses[status]);
  const query = (path: string): Schema => {
    const parameters = document.paths[path].get.parameters as {
      name: string;
      required: boolean;
      schema: Schema;
    }[];
    return {
      type: "object",
      properties: Object.fromEntries(parameters.map((each) => [each.name, each.schema])),
      required: parameters.filter((each) => each.required).map((each) => each.name),
    };
  };

  /** What we send has to be something Quo takes: every field of ours is theirs, every one they require is ours, no limit is wider. */
  const requests: [string, z.ZodType, Schema][] = [
    ["POST /v1/messages", quo.sendMessageRequest, post("/v1/messages")],
    ["POST /v1/contacts", quo.createContactRequest, post("/v1/contacts")],
    ["GET /v1/messages", quo.listQuery, query("/v1/messages")],
    ["GET /v1/calls", quo.listCallsQuery, query("/v1/calls")],
    ["GET /v1/conversations", quo.listThreadsQuery, query("/v1/conversations")],
    ["GET /v1/contacts", quo.listContactsQuery, query("/v1/contacts")],
  ];

  /** What we read has to be something Quo gives: every field we require they require, and we take every value they may give. */
  const answers: [string, z.ZodType, Schema][] = [
    ["POST /v1/messages 202", quo.sendMessageAnswer, answer("/v1/messages", "post", "202")],
    ["GET /v1/messages 200", quo.listMessagesAnswer, answer("/v1/messages", "get", "200")],
    ["GET /v1/calls 200", quo.listCallsAnswer, answer("/v1/calls", "get", "200")],
    ["GET /v1/call-transcripts 200", quo.transcriptAnswer, answer("/v1/call-transcripts/{id}", "get", "200")],
    ["GET /v1/conversations 200", quo.listConversationsAnswer, answer("/v1/conversations", "get", "200")],
    [
      "GET /v1/call-voicemails 200",
      quo.voicemailAnswer,
      answer("/v1/call-voicemails/{callId}", "get", "200"),
    ],
    ["GET /v1/phone-numbers 200", quo.listNumbersAnswer, answer("/v1/phone-numbers", "get", "200")],
    ["GET /v1/contacts 200", quo.listContactsAnswer, answer("/v1/contacts", "get", "200")],
    ["POST /v1/contacts 201", quo.createContactAnswer, answer("/v1/contacts", "post", "201")],
  ];

  const json = (schema: z.ZodType, io: "input" | "output") => z.toJSONSchema(schema, { io }) as Schema;

  test.each(requests)("%s: what the desk sends is what Quo publishes", (_name, ours, theirs) => {
    expect(sendingProblems(json(ours, "output"), theirs, "")).toEqual([]);
  });

  test.each(answers)("%s: the desk takes whatever Quo may answer", (_name, ours, theirs) => {
    expect(readingProblems(json(ours, "input"), theirs, "")).toEqual([]);
  });

  function sendingProblems(ours: Schema, given: Schema, at: string): string[] {
    if (Array.isArray(ours.type))
      return alternatives(ours).flatMap((each) => sendingProblems(each, given, at));
    const theirs = choose(resolve(given), ours);
    if (!theirs) return [`${at} is of a type Quo does not take`];
    const problems: string[] = [];
    for (const name of theirs.required ?? [])
      if (!ours.required?.includes(name) && ours.properties)
        problems.push(`${at}/${name} is required by Quo`);
    for (const [name, part] of Object.entries(ours.properties ?? {})) {
      const published = theirs.properties?.[name];
      problems.push(
        ...(published
          ? alternatives(part).flatMap((each) => sendingProblems(each, published, `${at}/${name}`))
          : [`${at}/${name} is not Quo's`]),
      );
    }
    if (ours.items && theirs.items)
      problems.push(
        ...alternatives(ours.items).flatMap((each) => sendingProblems(each, theirs.items!, `${at}[]`)),
      );
    if ((theirs.maxLength ?? Infinity) < (ours.maxLength ?? (ours.pattern ? 0 : Infinity)))
      problems.push(`${at} may be longer than Quo takes`);
    if ((theirs.maxItems ?? Infinity) < (ours.maxItems ?? Infinity))
      problems.push(`${at} may have more items than Quo takes`);
    if ((theirs.maximum ?? Infinity) < (ours.maximum ?? Infinity))
      problems.push(`${at} may be larger than Quo takes`);
    return problems;
  }

  function readingProblems(ours: Schema, given: Schema, at: string): string[] {
    const problems: string[] = [];
    for (const theirs of alternatives(resolve(given))) {
      const taker = alternatives(ours).find(
        (each) =>
          typeOf(each) === typeOf(theirs) || (typeOf(each) === "number" && typeOf(theirs) === "integer"),
      );
      if (!taker) {
        problems.push(`${at} may be ${typeOf(theirs)}, which the desk does not take`);
        continue;
      }
      const missing = (taker.required ?? []).filter((name) => !theirs.required?.includes(name));
      problems.push(...missing.map((name) => `${at}/${name} is not always given`));
      for (const [name, part] of Object.entries(taker.properties ?? {})) {
        const published = theirs.properties?.[name];
        problems.push(
          ...(published ? readingProblems(part, published, `${at}/${name}`) : [`${at}/${name} is not Quo's`]),
        );
      }
      if (taker.items && theirs.items)
        problems.push(...readingProblems(taker.items, theirs.items, `${at}[]`));
      if (taker.enum)
        problems.push(
          ...(theirs.enum ?? ["anything"])
            .filter((value) => !taker.enum!.includes(value))
            .map((value) => `${at} may be ${value}`),
        );
      if ((taker.maxItems ?? Infinity) < (theirs.maxItems ?? Infinity))
        problems.push(`${at} may have more items than the desk takes`);
    }
    return problems;
  }

  function alternatives(schema: Schema): Schema[] {
    if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
    return schema.anyOf?.flatMap((each) => alternatives(resolve(each))) ?? [schema];
  }

  function choose(theirs: Schema, ours: Schema): Schema | undefined {
    return (
      alternatives(theirs).find((each) => typeOf(each) === typeOf(ours)) ??
      (typeOf(theirs) === "integer" && typeOf(ours) === "number" ? theirs : undefined)
    );
  }

  function typeOf(schema: Schema): string {
    if (schema.type) return String(schema.type);
    if (schema.const !== undefined || schema.enum) return "string";
    return "object";
  }
} else {
  process.stderr.write(
    "\nSKIPPED, LOUDLY: Quo's published OpenAPI file is not at hand, so the desk's schemas were not compared with it.\n\n",
  );
  test.skip("the desk's schemas hold to Quo's published interface (its OpenAPI file is not at hand)", () => {});
}
