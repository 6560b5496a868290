import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, type ServerProcess, scratchFolder, startServer } from "#tests/support/process.ts";
import { surroundings } from "#tests/support/surroundings.ts";
import { ingestEnv, secret, token } from "./caller.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/voice-agents.md"), "utf8");
const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
  language: language ?? "",
  code: code ?? "",
}));

let server: ServerProcess;
const scratch = scratchFolder();

beforeAll(async () => {
  server = await startServer({ env: ingestEnv });
});
afterAll(async () => {
  await server.stop();
  scratch.remove();
});

/** A recipe of the guide, by what it says, at this desk's address. */
function recipe(language: string, words: string): string {
  const found = blocks.find((block) => block.language === language && block.code.includes(words));
  if (!found) throw new Error(`The guide has no recipe in ${language} with ${words}.`);
  return found.code.replaceAll("http://localhost:3000", server.url);
}

/** Runs it as the guide's reader would, from a file. */
async function follow(name: string, code: string, command: string[]) {
  const file = join(scratch.path, name);
  writeFileSync(file, code);
  const {
    out,
    err,
    code: exit,
  } = await run(
    [...command, file],
    {
      ...surroundings,
      PATH: process.env["PATH"] ?? "",
      INGEST_HMAC_SECRET: secret,
      INGEST_TOKEN: token,
      HOME: scratch.path,
    },
    scratch.path,
  );
  expect([exit, err.includes("Error")]).toEqual([0, false]);
  return JSON.parse(out);
}

/** What a recipe needs that this machine may lack: said aloud, and skipped. */
function needs(...programs: string[]): boolean {
  const missing = programs.filter((program) => Bun.which(program) === null);
  if (missing.length === 0) return true;
  process.stderr.write(
    `\nSKIPPED, LOUDLY: a signing recipe needs ${missing.join(", ")}, not installed here.\n\n`,
  );
  return false;
}

test("the recipe in JavaScript is signed as it should be", async () => {
  const answer = await follow("recipe.mjs", recipe("js", "signed in JavaScript"), [process.execPath]);
  expect(answer).toMatchObject({ status: "ok", created: true, echo: { callerNumber: "+15550100201" } });
});

test.skipIf(!needs("python3"))("the recipe in Python is signed as it should be", async () => {
  const answer = await follow("recipe.py", recipe("python", "signed in Python"), ["python3"]);
  expect(answer).toMatchObject({ status: "ok", created: true, echo: { callerNumber: "+15550100202" } });
});

test.skipIf(!needs("openssl", "curl"))("the recipe for a shell is signed as it should be", async () => {
  const answer = await follow("recipe.sh", recipe("sh", "signed in a shell"), ["sh"]);
  expect(answer).toMatchObject({ status: "ok", created: true, echo: { callerNumber: "+15550100203" } });
});

test.skipIf(!needs("curl"))(
  "the guide’s first lines open a ticket, and what they answer is what it says",
  async () => {
    const code = recipe("sh", "x-auth-token").replace(/^\. data\/\.env$/m, "");
    const answer = await follow("first.sh", code.replace(/^curl /m, "curl -sS "), ["sh"]);
    const said = JSON.parse(blocks.find(({ code: text }) => text.includes('"say"'))?.code ?? "{}");
    expect(Object.keys(answer)).toEqual(Object.keys(said));
    const { ticketId: _id, ticketUrl: _url, say: _say, requestId: _request, ...same } = said;
    expect(answer).toMatchObject(same);
    const again = await follow("again.sh", code.replace(/^curl /m, "curl -sS "), ["sh"]);
    expect(again).toMatchObject({ created: false, ticketId: answer.ticketId, matchedBy: "caller" });
  },
);
