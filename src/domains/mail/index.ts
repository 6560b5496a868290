export { mailEverything } from "./mail-everything.ts";
export { mailFollowContact } from "./mail-follow-contact.ts";
export { mailList } from "./mail-list.ts";
export { mailReach } from "./mail-reach.ts";
export { mailShow } from "./mail-show.ts";
export { mailStop } from "./mail-stop.ts";
export { mailTell } from "./mail-tell.ts";
