import { commands } from "#tests/support/process.ts";

export interface StdioProcess {
  /** Whole lines of standard output so far. */
  lines: string[];
  say(message: object): void;
  /** Ends its input; gives the exit code, or says that it still runs after that many milliseconds. */
  end(milliseconds: number): Promise<number | "still running">;
}

/** `frontdesk stdio` with nothing between it and the test. */
export function startStdio(env: Record<string, string>, cwd: string): StdioProcess {
  const command = [...commands.source, "stdio"];
  const child = Bun.spawn(command, { cwd, env, stdin: "pipe", stdout: "pipe", stderr: "ignore" });
  const lines: string[] = [];
  const reading = collect(child.stdout, lines);
  return {
    lines,
    say: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    async end(milliseconds) {
      await child.stdin.end();
      const late = Bun.sleep(milliseconds).then(() => "still running" as const);
      const ended = Promise.all([child.exited, reading]).then(([code]) => code);
      return await Promise.race([ended, late]);
    },
  };
}

/** Adds each line as it comes; what follows the last line's end counts as one too. */
async function collect(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of stream) {
    const split = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = split.pop() ?? "";
    lines.push(...split);
  }
  if (rest) lines.push(rest);
}
