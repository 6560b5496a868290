import { handOverUnderKills } from "#tests/prove/handoffs.ts";
import { killUnderLoad } from "#tests/prove/kill.ts";
import { keepTheLastWord } from "#tests/prove/last-word.ts";
import { sendMalformed } from "#tests/prove/malformed.ts";
import { followSilentStreams } from "#tests/prove/silent-streams.ts";
import { installedProxies, lamentMissingProxies } from "#tests/proxies/proxy.ts";

/** `bun run prove`: what takes too long for the gate. Each proof prints what it counted. */
let passed = 0;
let failed = 0;

const kill = await killUnderLoad(100, true);
console.log(JSON.stringify(kill, null, 2));
expectNone("acknowledged webhooks lost", kill.webhooksLost.length);
expectNone("webhooks recorded twice", kill.webhooksDoubled.length);
expectNone("texts made to wait for a person", kill.sendsHeldBack.length);
expectNone("acknowledged texts lost", kill.sendsLost.length);
expectNone("texts sent twice", kill.sentTwice.length);

expectNone("sent texts still in doubt after the look-up", kill.sentAndStillInDoubt.length);

const handoffs = await handOverUnderKills(10_000, 20);
console.log(JSON.stringify(handoffs, null, 2));
expectNone("handoffs not acknowledged", 10_000 - handoffs.acknowledged);
expectNone("acknowledged handoffs lost", handoffs.lost.length);
expectNone("handoffs written down twice", handoffs.twice.length);
expectNone("handoffs in another ticket than was said", handoffs.misplaced.length);
expectNone("cases with a second ticket", handoffs.doubledCases.length);
expectNone("numbers given twice or left out", handoffs.numbersUnique && handoffs.numbersWithoutGap ? 0 : 1);

const malformed = await sendMalformed(20_000);
console.log(JSON.stringify(malformed, null, 2));
expectNone("malformed handoffs that were answered with a fault of ours", malformed.faults.length);
expectNone("malformed handoffs with an answer that is not as documented", malformed.strange.length);
expectNone("tickets and notes beyond what was acknowledged", malformed.halves);

const { failures, missing, ...lastWord } = await keepTheLastWord(100_000);
console.log(JSON.stringify(lastWord, null, 2));
expectNone("rules broken by random schedules", failures.flatMap(({ wrong }) => wrong).length);
expectNone("kinds of outcome that never came about", missing.length);
expectNone("schedules short of 100,000", Math.max(0, 100_000 - lastWord.tally.schedules));

lamentMissingProxies();
if (installedProxies.length > 0) {
  const { streams, ...end } = await followSilentStreams(130, installedProxies);
  console.log(JSON.stringify({ streams, ...end }, null, 2));
  expectNone("streams that began late", streams.filter(({ firstByteMs }) => firstByteMs > 1000).length);
  expectNone(
    "streams that told of nothing after 130 silent seconds",
    streams.filter(({ silentFor, eventMs }) => silentFor < 130 || eventMs === null).length,
  );
  expectNone(
    "streams that did not end with the desk",
    streams.filter(({ endedMs }) => endedMs === null || endedMs > 3000).length,
  );
  expectNone("exit code of the desk", end.exitCode);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function expectNone(what: string, found: number): void {
  console.log(`${found === 0 ? "ok  " : "FAIL"}  ${what}: ${found}`);
  if (found > 0) failed++;
  else passed++;
}
