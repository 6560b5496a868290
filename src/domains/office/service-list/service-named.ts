import * as z from "zod";
import { defineRead } from "#operation/operation.ts";
import { servicesNamed, serviceView, viewService } from "./service-view.ts";

/** The services that are meant, for operations that charge for them. @throws VALIDATION_ERROR, with those there are */
export const serviceNamed = defineRead({
  name: "service.named",
  title: "Which services are meant",
  description: "For other operations: services by name or id, in the order in which they were named.",
  scopes: [],
  exposure: "system",
  input: z.strictObject({ names: z.array(z.string()).max(100) }),
  output: z.object({ services: z.array(serviceView) }),
  summary: ({ services }) => services.map(({ name }) => name).join(", "),
  hints: { destructive: false, idempotent: true, openWorld: false },
  read: async ({ names }, ctx) => ({ services: (await servicesNamed(names, ctx)).map(viewService) }),
});
