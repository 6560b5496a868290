export { auditList } from "./audit-list.ts";
export { authorizationGet } from "./authorization-get.ts";
