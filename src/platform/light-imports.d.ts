/** The parts of prom-client by themselves: its front door loads a cluster's and a push gateway's as well. */
declare module "prom-client/lib/registry.js" {
  export { Registry as default } from "prom-client";
}

/** What of pdfmake is used here; its published types bring a browser's with them. */
declare module "pdfmake/build/pdfmake.min.js" {
  const maker: {
    createPdf(definition: Record<string, unknown>): { getBuffer(): Promise<Uint8Array> };
    addVirtualFileSystem(files: Record<string, string>): void;
  };
  export default maker;
}

declare module "pdfmake/build/vfs_fonts.js" {
  const files: Record<string, string>;
  export default files;
}
