import { connector } from "./connector.ts";
import { everyday } from "./default.ts";
import { chatgpt } from "./documents/chatgpt.ts";
import { crm } from "./documents/crm.ts";
import { helpdesk } from "./documents/helpdesk.ts";
import { openphone } from "./documents/openphone.ts";
import { reception } from "./documents/reception.ts";
import { assistant } from "./domains/assistant.ts";
import { calendar, money, office } from "./domains/office.ts";
import { inbox, phone } from "./domains/phone.ts";
import type { ToolEntry } from "./tool-entry.ts";

/** The lists that clients are offered, by the last part of `/mcp/<toolset>`; `default` is `/mcp`. */
export const toolsets: Record<string, readonly ToolEntry[]> = {
  default: everyday,
  reception,
  openphone,
  connector,
  crm,
  helpdesk,
  chatgpt,
  phone,
  inbox,
  office,
  calendar,
  money,
  assistant,
};
