export { recordFetch } from "./record-fetch.ts";
export { recordSearch } from "./record-search.ts";
export { settingList } from "./setting-list.ts";
export { settingSet } from "./setting-set.ts";
export { webhookAdd } from "./webhook-add.ts";
export { webhookList } from "./webhook-list.ts";
export { webhookRemove } from "./webhook-remove.ts";
export { webhookReplay } from "./webhook-replay.ts";
