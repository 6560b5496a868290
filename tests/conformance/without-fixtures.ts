import type { Revision } from "./suite.ts";

interface Scenario {
  name: string;
  revisions: Revision[];
  /** Checks that call a tool only a fixture has, which the suite counts as failed where there is none. */
  untestable?: string[];
  /** Checks of what a server may leave undeclared, and this one does. */
  skipped?: string[];
  /** The only check made, where the suite goes no further without a session. */
  endsAt?: string;
}

const earlier: Revision[] = ["2025-11-25"];
const since2026: Revision[] = ["2026-07-28"];
const both: Revision[] = [...earlier, ...since2026];

/** What can be asked of any server, whatever its tools are. */
export const withoutFixtures: Scenario[] = [
  { name: "server-initialize", revisions: earlier },
  { name: "ping", revisions: earlier },
  {
    name: "server-session-lifecycle",
    revisions: earlier,
    endsAt: "server-session-lifecycle-skipped",
  },
  {
    name: "server-stateless",
    revisions: since2026,
    untestable: [
      "sep-2575-server-rejects-undeclared-capability",
      "sep-2575-missing-capability-http-400",
      "sep-2575-http-server-no-independent-requests-on-stream",
      "sep-2575-server-no-log-without-loglevel",
    ],
    skipped: [
      "sep-2575-server-sends-prompts-list-changed-on-subscription",
      "sep-2575-server-sends-tools-list-changed-on-subscription",
    ],
  },
  {
    name: "server-sse-multiple-streams",
    revisions: earlier,
    endsAt: "server-sse-multiple-streams-session",
  },
  { name: "server-sse-multiple-streams", revisions: since2026 },
  { name: "dns-rebinding-protection", revisions: both },
  { name: "http-header-validation", revisions: since2026 },
  { name: "tools-list", revisions: both },
  { name: "resources-list", revisions: both },
  { name: "prompts-list", revisions: both },
  { name: "caching", revisions: since2026 },
  { name: "sep-2164-resource-not-found", revisions: since2026 },
  { name: "input-required-result-unsupported-methods", revisions: since2026 },
];
