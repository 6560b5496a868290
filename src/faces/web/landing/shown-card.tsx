/** @jsxImportSource hono/jsx */
import { Card, type Doing } from "#faces/web/authorizations/card.tsx";
import type { Waiting } from "#faces/web/authorizations/waiting.ts";

const asked = Date.UTC(2026, 0, 5, 9, 0);

/** A request as a person is shown it: made up, and nothing on it works. */
const request: Waiting = {
  queue_id: "shown",
  operation: "message.send_bulk",
  status: "pending",
  reason: "It texts 12 numbers; more than 5 need a person.",
  note: null,
  result: null,
  policy_id: null,
  error: null,
  replaced_by: null,
  asked_at: new Date(asked).toISOString(),
  expires_at: new Date(asked + 86_400_000).toISOString(),
  decided_at: null,
  digest: "",
  person: "Ada",
  client: "Claude",
  face: "mcp",
  reasoning: "Ada asked me to tell everybody who has booked a class for tomorrow.",
  card: [
    { label: "From", value: "+1 555 010 0100" },
    { label: "To 12 numbers", value: "Maria Garcia, +1 555 010 0200 and 11 more; no name for 2 of them" },
    { label: "Text", quote: "Tomorrow’s 9 am class begins half an hour later, at 9:30. See you there!" },
  ],
  is_whole: true,
  facts: {},
  decided_by: null,
  replaces: null,
  before: null,
};

const doing: Doing = { title: "Text many people", summary: () => "", always: undefined };

/** What a person decides, as a picture that is made of the page’s own parts. */
export function ShownCard({ business }: { business: string }) {
  return (
    <figure class="shown-card">
      <div inert>
        <Card
          request={request}
          doing={doing}
          reader={{ token: "", isStopped: false, isRecent: true, hasPassword: false }}
          now={asked + 120_000}
          isOne={false}
          isAlone
        />
      </div>
      <figcaption>
        An example. What is risky waits until somebody at {business} has seen it: whom it reaches, the very
        words, and why.
      </figcaption>
    </figure>
  );
}
