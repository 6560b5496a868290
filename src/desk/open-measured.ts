import type { Database, OpeningOptions } from "#db/client.ts";
import { openDatabase } from "#db/open.ts";
import type { Metrics } from "#platform/metrics.ts";
import type { Config } from "./config.ts";

/** Opens the desk's database, and counts what is read and written. @throws DatabaseLockedError, MigrationError */
export async function openMeasured(
  config: Config,
  { now, maxQueue, patience }: Pick<OpeningOptions, "now" | "maxQueue" | "patience">,
  metrics: Metrics,
): Promise<Database> {
  const [commits, reads] = [metrics.databaseSeconds.at("commit"), metrics.databaseSeconds.at("read")];
  const unitsTogether = metrics.commitUnits.at();
  return await openDatabase(config.database, {
    now,
    observer: {
      commit(seconds, units) {
        commits.observe(seconds);
        unitsTogether.observe(units);
      },
      depth(units) {
        metrics.writeQueue.value = units;
      },
    },
    observeRead: (seconds) => reads.observe(seconds),
    ...(maxQueue === undefined ? {} : { maxQueue }),
    ...(patience === undefined ? {} : { patience }),
  });
}
