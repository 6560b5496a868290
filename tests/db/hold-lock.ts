import { openNative } from "#runtime/libsql.ts";

/** A program of somebody else's that holds the database's write lock: `hold-lock.ts PATH MILLISECONDS`. */
const [path = "", milliseconds = "0"] = process.argv.slice(2);
const database = await openNative(path);
database.exec("BEGIN IMMEDIATE");
process.stdout.write("held\n");
await Bun.sleep(Number(milliseconds));
database.exec("COMMIT");
database.close();
