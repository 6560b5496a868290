/** What was read out of notes, and how sure that is, from 0 to 1. */
export interface Found {
  text: string;
  sure: number;
}

/** The notes with what was taken out of them left blank, so that nothing is read twice. */
export function without(notes: string, taken: readonly string[]): string {
  return taken.reduce((rest, each) => (each === "" ? rest : rest.split(each).join(" ; ")), notes);
}
