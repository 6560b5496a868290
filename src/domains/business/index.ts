export { recordFetch } from "./record-fetch.ts";
export { recordSearch } from "./record-search.ts";
export { settingList } from "./setting-list.ts";
export { settingSet } from "./setting-set.ts";
