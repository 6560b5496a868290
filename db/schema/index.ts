export * from "./business.ts";
export * from "./contacts.ts";
export * from "./guard.ts";
export * from "./journal.ts";
export * from "./oauth.ts";
export * from "./oversight.ts";
export * from "./people.ts";
export * from "./phone.ts";
