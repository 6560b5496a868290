import { settingList, settingSet } from "#domains/business/index.ts";
import { contactCreate, contactEnsure, contactFindByPhone, contactLookUp } from "#domains/contacts/index.ts";
import { authorizationGet } from "#domains/oversight/index.ts";
import { tokenCreate, tokenList, tokenRevoke } from "#domains/people/index.ts";
import {
  callList,
  callMake,
  callRecord,
  callTranscripts,
  contactPublish,
  conversationContext,
  conversationList,
  conversationLocate,
  conversationRecent,
  conversationSync,
  lineList,
  lineRecord,
  messageList,
  messageRecord,
  messageSend,
  messageSendBulk,
  transcriptRecord,
} from "#domains/phone/index.ts";
import { type Catalog, createCatalog } from "./catalog.ts";

/** Everything this desk can do. What stands here appears on every face; what does not, nowhere. */
export const catalog: Catalog = createCatalog([
  // phone
  messageSend,
  messageSendBulk,
  messageList,
  callMake,
  callList,
  callTranscripts,
  conversationContext,
  conversationList,
  conversationSync,
  lineList,
  // contacts
  contactFindByPhone,
  contactCreate,
  // oversight
  authorizationGet,
  // the owner's own
  settingList,
  settingSet,
  tokenCreate,
  tokenList,
  tokenRevoke,
  // the desk's own
  callRecord,
  contactEnsure,
  contactLookUp,
  contactPublish,
  conversationLocate,
  conversationRecent,
  lineRecord,
  messageRecord,
  transcriptRecord,
]);
