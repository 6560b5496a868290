import type { TestDesk } from "./desk.ts";

/** Waits until nothing is being sent, or is due to be: where the database is at a server that takes a while longer. */
export async function sentOut({ desk, clock }: TestDesk): Promise<void> {
  for (let n = 0; n < 300; n++) {
    const [[open] = []] = await desk.database.slow.read(
      "SELECT count(*) FROM outbox WHERE state = 'trying' OR (state = 'intended' AND coalesce(due_at, 0) <= ?1)",
      [clock.now()],
    );
    if (open === 0) return;
    await Bun.sleep(10);
  }
  throw new Error("something is still being sent");
}
