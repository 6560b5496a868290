import { existsSync } from "node:fs";
import http from "node:http";
import { connect } from "node:net";
import type { CommandResult } from "./command.ts";

/** Has the running server run a command; undefined when none listens on the socket. */
export async function runOnServer(socket: string, argv: string[]): Promise<CommandResult | undefined> {
  const answer = await askSocket(socket, "POST", JSON.stringify({ argv }));
  return answer === undefined ? undefined : (JSON.parse(answer) as CommandResult);
}

/** What the server says through its socket; undefined when none listens there. */
export async function askSocket(
  socketPath: string,
  method: "GET" | "POST",
  body = "",
): Promise<string | undefined> {
  if (!existsSync(socketPath)) return undefined;
  try {
    return await ask(socketPath, method, body);
  } catch (failure) {
    const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
    if (["ECONNREFUSED", "ENOENT", "FailedToOpenSocket", "ConnectionRefused"].includes(String(code)))
      return undefined;
    throw failure;
  }
}

function ask(socketPath: string, method: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { socketPath, path: "/", method, headers: { "content-type": "application/json" } },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolve(text));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Whether a server listens on the socket; a file that a dead one left does not. */
export function isListening(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socketPath);
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
