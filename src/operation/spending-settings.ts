import * as z from "zod";
import { kind, setting } from "./setting-kinds.ts";

/** What the owner lets the desk spend. */
export const spendingSettings = {
  "budget.per_line": setting(
    kind("a whole number of US dollars; 0 for no limit", z.int().min(0).max(1_000_000)),
    0,
    "US dollars that texts and calls of a line may cost in a month, where the line has no budget of its own.",
  ),
  "budget.lines": setting(
    kind(
      "lines, each with US dollars a month, such as +15550199000 50, +15550198000 20",
      z
        .array(
          z
            .string()
            .trim()
            .regex(/^\S{3,60} \d{1,7}$/, "not a line and dollars"),
        )
        .max(100),
    ),
    [],
    "Lines that have a budget of their own for a month.",
  ),
} as const;
