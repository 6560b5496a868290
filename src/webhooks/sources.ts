import type { PaymentEvent } from "#domains/money/payments/payment-events.ts";
import type { PaymentProviders } from "#domains/money/payments/provider.ts";
import type { PhoneProviders } from "#domains/phone/provider.ts";
import type { PhoneEvent } from "#domains/phone/provider-events.ts";
import type { EventSource } from "#operation/event-source.ts";

/** What is heard of from outside. */
export type HouseEvent = PhoneEvent | PaymentEvent;

/** Everybody whose signed events this desk takes. */
export interface Sources {
  names(): string[];
  get(name: string): EventSource<HouseEvent> | undefined;
}

/** As the keys are now: whoever holds it always sees the present ones. */
export function createSources(phone: PhoneProviders, payments: PaymentProviders): Sources {
  return {
    names: () => [...phone.all, ...payments.all].map(({ name }) => name),
    get: (name) => phone.get(name) ?? payments.get(name),
  };
}
