import { describe, expect, test } from "bun:test";
import * as z from "zod";
import { catalog } from "#catalog/index.ts";
import { createToolTable } from "#catalog/tool-table.ts";
import { instructions } from "#faces/mcp/instructions.ts";
import { listing } from "#faces/mcp/listing.ts";
import { createCatalog } from "#operation/catalog.ts";
import { defineRead } from "#operation/operation.ts";

const tools = createToolTable(catalog);
const listed = tools.toolsets.flatMap((toolset) =>
  (tools.list(toolset) ?? []).map((tool) => ({ toolset, tool })),
);

/** What everybody who signs in may do, whatever their role: with what is theirs. */
const everybodys = new Set([
  "app.list",
  "app.revoke",
  "passkey.list",
  "passkey.remove",
  "password.set",
  "person.names",
  "model_key.get",
  "model_key.remove",
  "model_key.set",
  "provider_key.get",
  "provider_key.remove",
  "provider_key.set",
  "session.list",
  "session.revoke",
  "token.create",
  "token.list",
  "token.revoke",
]);

/** Any token reaches these, and what is its own alone. */
const ownOnly = new Set(["authorization.get", "authorization.own", "authorization.cancel", "token.extend"]);

describe.each(catalog.operations.map((operation) => [operation.name, operation] as const))(
  "%s",
  (name, operation) => {
    test("says what it is", () => {
      expect(name).toMatch(/^[a-z_]+\.[a-z_]+$/);
      expect(operation.title).toMatch(/^[A-Z][^.]{3,60}$/);
      expect(operation.description).toMatch(/\.$/);
      const isLong = operation.exposure !== "tools" || operation.description.length > 60;
      expect(
        isLong ? "" : "its description has to say in more than 60 characters what, when and what it costs",
      ).toBe("");
    });

    test("is reached by a scope, by somebody at a browser whose role has it, or by the owner or the desk alone", () => {
      if (operation.exposure === "person") {
        // Without a scope it is everybody's who signs in: what is theirs, and names.
        if (!everybodys.has(name)) expect(operation.scopes.length).toBeGreaterThan(0);
        return;
      }
      if (operation.exposure !== "tools") expect(operation.scopes).toEqual([]);
      else if (!ownOnly.has(name)) expect(operation.scopes.length).toBeGreaterThan(0);
    });

    test("has an example that it accepts, where tools reach it", () => {
      const { example } = operation;
      if (operation.exposure !== "tools") return expect(example).toBeUndefined();
      expect(example === undefined ? "it has no `example`" : "").toBe("");
      expect(operation.input.safeParse(example)).toMatchObject({ success: true });
    });

    test("refuses arguments it does not know", () => {
      const schema = z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" });
      const objects = (schema.anyOf as { additionalProperties?: unknown }[] | undefined) ?? [schema];
      for (const each of objects) expect(each.additionalProperties).toBe(false);
    });

    test("names an effect exactly where it reaches outside", () => {
      if (operation.kind === "read") expect(operation.hints.destructive).toBe(false);
      if (operation.kind === "write" && operation.effect) expect(operation.hints.openWorld).toBe(true);
    });
  },
);

describe("tools", () => {
  test("have names that every client takes", () => {
    for (const { tool } of listed) expect(tool.name).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
  });

  test("have all four hints, and reads say so", () => {
    for (const { tool } of listed) {
      expect(Object.values(tool.annotations).every((hint) => hint !== undefined)).toBe(true);
      expect(tool.annotations.readOnlyHint).toBe(tool.operation.kind === "read");
      if (tool.annotations.readOnlyHint) expect(tool.annotations.destructiveHint).toBe(false);
    }
  });

  test("have schemas of objects, described", () => {
    for (const { tool } of listed) {
      expect(tool.inputSchema["type"]).toBe("object");
      expect(tool.outputSchema["type"]).toBe("object");
    }
  });

  test.each(tools.toolsets.map((name) => [name] as const))(
    "of %s have one kind a value, going in and coming out",
    (toolset) => {
      const list = listing(tools.list(toolset) ?? []).tools;
      expect(list.length).toBeGreaterThan(5);
      const wrong = list.flatMap(({ name, inputSchema, outputSchema }) => [
        ...severalKinds(inputSchema, `${name} takes`),
        ...severalKinds(outputSchema, `${name} gives`),
      ]);
      expect(wrong).toEqual([]);
    },
  );

  test("of the default list, with the instructions, stay under 32 KB", () => {
    const size = Buffer.byteLength(
      JSON.stringify(listing(tools.list("default") ?? [])) +
        instructions("x".repeat(120), tools.list("default") ?? []),
    );
    expect(size).toBeLessThan(32_768);
  });

  test("of a list speak of each other by the names that they have there, and so do the instructions", () => {
    const everywhere = new Set(listed.map(({ tool }) => tool.name));
    for (const toolset of tools.toolsets) {
      const list = tools.list(toolset) ?? [];
      const operations = new Map(list.map(({ operation, name }) => [operation.name, name]));
      const words = `${JSON.stringify(list.map(({ description, inputSchema }) => [description, inputSchema]))} ${instructions("x", list)}`;
      const misnamed = [...everywhere].filter((name) => {
        const own = operations.get(tools.find(name)?.operation.name ?? "");
        return own !== undefined && own !== name && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(words);
      });
      expect([toolset, misnamed]).toEqual([toolset, []]);
    }
    const [desk, phone] = ["helpdesk", "reception"].map((name) => instructions("x", tools.list(name) ?? []));
    expect(desk).toContain("ingest_render_note writes the note that ingest_oa_handoff takes");
    expect([desk?.includes("find_contact"), phone?.includes("handoff")]).toEqual([false, false]);
  });

  test("are found by every name: listed, dotted, and their operation's own", () => {
    for (const name of ["send_sms", "message.send", "message_send", "send-message"])
      expect(tools.find(name)?.operation.name).toBe("message.send");
    for (const name of [
      "token_create",
      "token.create",
      "contact.ensure",
      "message.record",
      "setting_set",
      "toString",
      "__proto__",
    ])
      expect(tools.find(name)).toBeUndefined();
  });

  test("are listed in the same order each time", () => {
    expect(
      createToolTable(catalog)
        .list("default")
        ?.map((tool) => tool.name),
    ).toEqual(tools.list("default")?.map((tool) => tool.name));
  });

  test("do not change for clients without being noticed", () => {
    for (const toolset of tools.toolsets) expect(listing(tools.list(toolset) ?? [])).toMatchSnapshot(toolset);
  });
});

test("a catalog with a name twice, or a use of nothing, does not start", () => {
  const read = (name: string, uses: string[] = []) =>
    defineRead({
      name,
      title: "x",
      description: "x.",
      scopes: [],
      uses,
      input: z.strictObject({}),
      output: z.object({}),
      summary: () => "",
      hints: { destructive: false, idempotent: true, openWorld: false },
      read: async () => ({}),
    });
  expect(() => createCatalog([read("a.b"), read("a.b")])).toThrow("one name");
  expect(() => createCatalog([read("a.b", ["c.d"])])).toThrow("c.d");
});

/** Where a schema says that a value may be of several kinds: families of models refuse a whole list for it. */
function severalKinds(schema: unknown, place: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((each, at) => severalKinds(each, `${place}/${at}`));
  if (typeof schema !== "object" || schema === null) return [];
  const own = Object.entries(schema).flatMap(([name, value]) =>
    ["anyOf", "oneOf", "allOf", "not", "$ref"].includes(name) ||
    (name === "type" && typeof value !== "string" && !place.endsWith("/properties"))
      ? [`${place}/${name}`]
      : [],
  );
  return [
    ...own,
    ...Object.entries(schema).flatMap(([name, value]) => severalKinds(value, `${place}/${name}`)),
  ];
}

test("what waits for a person is read again as it was asked: reading an input twice gives the same", () => {
  const waiting = catalog.operations.filter(
    (each) => each.kind === "write" && each.permission?.levels.includes("requires_authorization"),
  );
  expect(waiting.length).toBeGreaterThan(20);
  for (const { name, input, example } of waiting) {
    if (example === undefined) continue;
    const once = input.parse(example);
    expect([name, input.parse(once)]).toEqual([name, once]);
  }
});
