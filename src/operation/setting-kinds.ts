import * as z from "zod";

export interface Kind<T> {
  schema: z.ZodType<T>;
  /** What it takes, as it is said to whoever gave something else. */
  takes: string;
}

export interface Setting<T> extends Kind<T> {
  initial: T;
  meaning: string;
}

export const setting = <T>(kind: Kind<T>, initial: NoInfer<T>, meaning: string): Setting<T> => ({
  ...kind,
  initial,
  meaning,
});

export const kind = <T>(takes: string, schema: z.ZodType<T>): Kind<T> => ({ schema, takes });

export const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as 08:00");
export const time = kind("a time of day such as 08:00", clockTime);
export const day = z
  .object({ open: clockTime, close: clockTime })
  .refine(({ open, close }) => open !== close, "a closing time that is not the opening time")
  .nullable();
export const words = (max: number) => kind(`up to ${max} characters`, z.string().max(max));
export const count = (max: number) => kind(`a whole number from 1 to ${max}`, z.int().min(1).max(max));
export const days = kind("a whole number of days; 0 for without end", z.int().min(0).max(36_500));
export const phoneNumbers = (max: number) =>
  kind(
    "numbers, such as +15550109999, +15550109998",
    z
      .array(
        z
          .string()
          .trim()
          .regex(/^[+(]?\d[\d\s().-]{5,28}$/, "not a number"),
      )
      .max(max),
  );
export const yesOrNo = kind("true or false", z.boolean());
