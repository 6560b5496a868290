/** @jsxImportSource hono/jsx */
import { faulty } from "./field.tsx";

/** One of several; what is set and not among them stands there too. */
export function Select({
  id,
  name,
  value,
  options,
  fromBrowser,
  problem,
}: {
  id: string;
  name: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  /** What of the browser's is chosen where it is known: its zone or its country. */
  fromBrowser?: "zone" | "country" | undefined;
  problem?: string | undefined;
}) {
  const isKnown = options.some(([each]) => each === value);
  return (
    <select id={id} name={name} data-from-browser={fromBrowser} {...faulty(id, problem)}>
      {isKnown ? null : (
        <option value={value} selected>
          {value}
        </option>
      )}
      {options.map(([each, words]) => (
        <option value={each} selected={each === value}>
          {words}
        </option>
      ))}
    </select>
  );
}
