import { SlowThread } from "#db/local/slow.ts";

/** Run by slow-thread.test.ts: ends threads for slow reads at every moment of their opening. */
const [path = ""] = process.argv.slice(2);
for (let wait = 0; wait < 40; wait++) {
  const thread = new SlowThread({ path, encryptionKey: undefined, addonFolder: undefined });
  const read = thread.read("SELECT count(*) FROM messages");
  await new Promise((resolve) => setTimeout(resolve, wait));
  await thread.close();
  if (JSON.stringify(await read) !== "[[0]]") process.exit(1);
}
process.stdout.write("ended");
