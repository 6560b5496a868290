/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";

/** What narrows a list, in one line: choices, words, and the button. */
export function FilterBar({ children, button = "Search" }: { children: Child; button?: string }) {
  return (
    <search>
      <form method="get" class="filter">
        {children}
        <button type="submit" class="second">
          {button}
        </button>
      </form>
    </search>
  );
}

/** Words that are looked for; the label is for a screen reader, the hint for the eye. */
export function Words({ name = "q", label, value }: { name?: string; label: string; value: string }) {
  return (
    <>
      <label for={name}>{label}</label>
      <input
        class="grow"
        id={name}
        name={name}
        type="search"
        value={value}
        placeholder={label}
        autocomplete="off"
      />
    </>
  );
}

/** One of several. */
export function Choice({
  name,
  label,
  value,
  options,
}: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
}) {
  return (
    <>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {options.map(([each, words]) => (
          <option value={each} selected={each === value}>
            {words}
          </option>
        ))}
      </select>
    </>
  );
}
