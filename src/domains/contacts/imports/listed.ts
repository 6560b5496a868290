/** A contact as a list from elsewhere has it, before anything of it is checked. */
export interface Listed {
  /** Where it stands in the list: a line, or its place. */
  line: number;
  name: string;
  phones: string[];
  emails: string[];
  addresses: { label: string; address: string }[];
  notes: string;
  tags: string[];
  attributes: Record<string, string>;
  /** What the other system calls it; empty where it says nothing. */
  externalId: string;
}
