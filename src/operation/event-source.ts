/** A webhook as it came, for whoever knows its sender's way of signing. */
export interface SignedRequest {
  header(name: string): string | undefined;
  /** The public address that was called, with its query. */
  url: string;
  /** The end of the path behind the sender's name; empty where there is none. */
  hook: string;
  body: Uint8Array;
  now: number;
}

/** A webhook whose signature holds. `eventId` is the sender's own id of the event. */
export interface VerifiedEvent {
  eventId: string;
  type: string;
  /** Where one delivery carries several: each with what is stored of it. */
  parts?: readonly { eventId: string; type: string; raw: string }[];
}

/**
 * What a stored event says: nothing that is known, nothing of interest, or something that the operation
 * `<kind>.record` records.
 */
export type ReadEvent<Event extends { kind: string }> = { known: false } | { known: true; event?: Event };

/** Whoever tells the desk by signed webhooks what happens elsewhere. */
export interface EventSource<Event extends { kind: string }> {
  readonly name: string;
  /** @throws DeskError AUTH_REQUIRED when no signature of ours is on it or it is too old. */
  verify(request: SignedRequest): VerifiedEvent;
  parse(raw: string, type: string): ReadEvent<Event>;
}
