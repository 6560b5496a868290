interface Place {
  id: string;
  name: string;
  address: string;
  line: string;
}

/** The rows of the form, as they were filled in. */
export function placesGiven(form: URLSearchParams): Place[] {
  const column = (part: string) => form.getAll(`place.${part}`).map((text) => text.trim());
  const [ids, names, addresses, lines] = [column("id"), column("name"), column("address"), column("line")];
  return names.map((name, n) => ({
    id: ids[n] ?? "",
    name,
    address: addresses[n] ?? "",
    line: lines[n] ?? "",
  }));
}

/** Rows with a name; one that is new gets an id from it. */
export function placesIn(form: URLSearchParams): Record<string, string>[] {
  const given = placesGiven(form);
  const taken = new Set(given.map(({ id }) => id).filter(Boolean));
  return given.flatMap(({ id: known, name, address, line }) => {
    if (name === "") return [];
    const id = known || freeId(name, taken);
    taken.add(id);
    return [{ id, name, ...(address ? { address } : {}), ...(line ? { line } : {}) }];
  });
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  const base =
    name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 34) || "place";
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
