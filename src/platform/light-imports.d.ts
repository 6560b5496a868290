/** The parts of prom-client by themselves: its front door loads a cluster's and a push gateway's as well. */
declare module "prom-client/lib/registry.js" {
  export { Registry as default } from "prom-client";
}
