import { InMemoryServerEventBus, type ServerEventBus } from "@modelcontextprotocol/server";
import type { Gate } from "#gate/gate.ts";
import type { EventDraft, Operation, Principal } from "#operation/operation.ts";
import { describeFailure, logOf } from "#platform/log.ts";
import { addressesOf, invoiceAddresses, today } from "./resources.ts";

export interface ChangeParts {
  gate: Gate;
  operation(name: string): Operation;
  /** Who looks up whose conversation an event belongs to. */
  as: Principal;
}

export interface Changes {
  bus: ServerEventBus;
  /** Tells who listens which resources the events have changed. */
  tell(events: readonly EventDraft[]): void;
}

/** What happens at the desk, as changes of MCP's resources. */
export function createChanges({ gate, operation, as }: ChangeParts): Changes {
  const log = logOf("mcp");
  const bus = new InMemoryServerEventBus((failure) =>
    log.error("Somebody who listens failed.", describeFailure(failure)),
  );
  return {
    bus,
    tell(events) {
      if (bus.listenerCount === 0) return;
      for (const { type, subject } of events) {
        if (/^(message|call|contact)\./.test(type)) void publish(subject);
        if (type === "invoice.changed") told(`${invoiceAddresses}${subject}`);
      }
      if (events.some(({ type }) => /^(?:appointment|invoice|lead|quote|payment)\./.test(type))) told(today);
    },
  };

  function told(uri: string): void {
    bus.publish({ kind: "resource_updated", uri });
  }

  async function publish(id: string): Promise<void> {
    const outcome = await gate.execute(operation("conversation.locate"), { id }, as, { requestId: id });
    if (outcome.kind !== "done") return;
    const { phoneNumbers } = outcome.output as { phoneNumbers: string[] };
    for (const uri of phoneNumbers.flatMap(addressesOf)) told(uri);
  }
}
