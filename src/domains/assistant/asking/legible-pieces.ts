import { legibleText } from "#platform/visible-text.ts";

/** Makes pieces of a text legible as they come: a letter that is cut in two waits for its other half. */
export function createLegible(): { take(piece: string): string; rest(): string } {
  let half = "";
  return {
    take(piece) {
      const whole = half + piece;
      half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : "";
      return legibleText(half === "" ? whole : whole.slice(0, -1));
    },
    rest() {
      const last = half === "" ? "" : "\ufffd";
      half = "";
      return last;
    },
  };
}
