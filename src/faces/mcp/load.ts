import type { FaceParts, McpFace } from "./face.ts";

/** The SDK takes as long to load as everything else together: the first answers do not wait for it. */
export function loadMcp(parts: FaceParts): () => Promise<McpFace> {
  let face: Promise<McpFace> | undefined;
  const load = () => (face ??= import("./face.ts").then(({ createMcpFace }) => createMcpFace(parts)));
  setImmediate(load);
  return load;
}
