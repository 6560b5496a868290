export { contactCreate } from "./contact-create.ts";
export { contactDelete } from "./contact-delete.ts";
export { contactEnsure } from "./contact-ensure.ts";
export { contactFindByPhone } from "./contact-find-by-phone.ts";
export { contactLookUp } from "./contact-look-up.ts";
export { contactMerge } from "./contact-merge.ts";
export { contactSearch } from "./contact-search.ts";
