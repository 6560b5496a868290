/**
 * What 2025-11-25 asks of a server and this one does not do. Each has the server ask the client something
 * while a call is open, with a request of its own. The client's answer then comes in another HTTP request,
 * and what it can answer was said in a third: only a session ties them together, and none is issued. Since
 * 2026-07-28 the same questions travel inside the result (SEP-2322), and are asked there.
 */
export const notInThatEra = [
  "tools-call-sampling",
  "tools-call-elicitation",
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
];
