import { visibleText } from "#platform/visible-text.ts";
import { type DeskCommand, runOperation, table, UsageError } from "./command.ts";

interface Listed {
  policies: {
    id: string;
    operation: string;
    state: string;
    app: string | null;
    target: string[] | null;
    cap: number | null;
    daily_cap: number | null;
    uses: number;
    created_by: string;
    expires_at: string;
  }[];
}

/** `frontdesk policy list|revoke`: what was allowed always. */
export const policy: DeskCommand = {
  usage: `frontdesk policy list [--json]
frontdesk policy revoke ID

A rule is made on the page where something waits, by "Allow always".`,
  summary: "see and take back what was allowed always",
  async run(desk, [action, id], flags) {
    if (action === "revoke") {
      if (!id) throw new UsageError("policy revoke takes the id of a rule.");
      await runOperation(desk, "policy.revoke", { id });
      return { notes: [`${id} is taken back: from now on a person is asked again.`] };
    }
    if (action !== "list") throw new UsageError("policy takes list or revoke.");
    const { policies } = await runOperation<Listed>(desk, "policy.list", {});
    if (flags["json"]) return { out: JSON.stringify(policies, null, 2) };
    if (policies.length === 0) return { notes: ["Nothing is allowed always."] };
    return { out: table(policies.map(rowOf)) };
  },
};

function rowOf({
  id,
  operation,
  state,
  app,
  target,
  cap,
  daily_cap: daily,
  uses,
  expires_at: end,
}: Listed["policies"][number]) {
  const most = cap === null ? "" : `at most ${cap} at once, ${daily ?? "any number"} a day`;
  const whom = target === null ? "" : `only ${target.length === 1 ? target[0] : `${target.length} targets`}`;
  const who = app === null ? "every app" : visibleText(app, 40);
  return [
    id,
    operation,
    state,
    who,
    [most, whom].filter(Boolean).join(", "),
    `used ${uses} times`,
    `until ${end.slice(0, 10)}`,
  ];
}
