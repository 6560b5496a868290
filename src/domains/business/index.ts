export { settingList } from "./setting-list.ts";
export { settingSet } from "./setting-set.ts";
