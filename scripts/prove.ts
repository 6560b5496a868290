import { killUnderLoad } from "#tests/prove/kill.ts";

/** `bun run prove`: what takes too long for the gate. Each proof prints what it counted. */
let failed = 0;

const kill = await killUnderLoad(100, true);
console.log(JSON.stringify(kill, null, 2));
expectNone("acknowledged webhooks lost", kill.webhooksLost.length);
expectNone("webhooks recorded twice", kill.webhooksDoubled.length);
expectNone("acknowledged texts lost", kill.sendsLost.length);
expectNone("texts sent twice", kill.sentTwice.length);

expectNone("sent texts still in doubt after the look-up", kill.sentAndStillInDoubt.length);

console.log(`${5 - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function expectNone(what: string, found: number): void {
  console.log(`${found === 0 ? "ok  " : "FAIL"}  ${what}: ${found}`);
  if (found > 0) failed++;
}
