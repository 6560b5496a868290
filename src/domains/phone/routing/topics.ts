/** What a customer's text or call seems to be about, what is worst to overlook first: a guess. */
export const topics = ["emergency", "complaint", "maintenance", "booking", "other"] as const;
export type Topic = (typeof topics)[number];
