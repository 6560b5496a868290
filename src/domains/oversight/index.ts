export { authorizationGet } from "./authorization-get.ts";
