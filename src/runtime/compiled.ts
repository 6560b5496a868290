/** True in the binary that `bun build --compile` makes: its own files live in a folder of its own. */
export const isCompiled: boolean = import.meta.url.includes("$bunfs") || import.meta.url.includes("~BUN");
