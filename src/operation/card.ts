/** A line of the card that a person decides by: what the desk itself knows, never what the caller says about it. */
export type CardLine =
  | { label: string; value: string }
  /** Shown in full, however many there are; the note says something about all of them. */
  | { label: string; values: readonly string[]; note?: string }
  /** Words that will be sent or kept: shown as they are, quoted. */
  | { label: string; quote: string }
  | { label: string; before: string | null; after: string | null };
