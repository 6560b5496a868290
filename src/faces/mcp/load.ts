import type { FaceParts, McpFace } from "./face.ts";

/** MCP, once it is wanted. */
export interface LoadedMcp {
  face(): Promise<McpFace>;
  /** Undefined while it is being loaded. */
  readonly now: McpFace | undefined;
}

/** The SDK takes as long to load as everything else together: the first answers do not wait for it. */
export function loadMcp(parts: FaceParts): LoadedMcp {
  let face: Promise<McpFace> | undefined;
  let now: McpFace | undefined;
  const load = () =>
    (face ??= import("./face.ts").then(({ createMcpFace }) => {
      now = createMcpFace(parts);
      return now;
    }));
  setImmediate(load);
  return {
    face: load,
    get now() {
      return now;
    },
  };
}
