export { tokenCreate } from "./token-create.ts";
export { tokenList } from "./token-list.ts";
export { tokenRevoke } from "./token-revoke.ts";
