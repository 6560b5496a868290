import {
  type Account,
  type Ask,
  answer,
  failure,
  findKnown,
  findNumber,
  missing,
  passes,
} from "./twilio-account.ts";
import { callStatusForm, recordingForm, voiceForm } from "./twilio-events.ts";
import { magic, pageOf, passesDates } from "./twilio-rules.ts";
import * as shapes from "./twilio-shapes.ts";

type Form = Record<string, string>;

export interface CallEvent {
  status: shapes.CallStatus;
  /** How long it was talked; of a completed call, 42 unless told. */
  seconds?: number;
  answeredBy?: string;
  /** More fields of the form. */
  extra?: Form;
}

const ended = ["completed", "busy", "failed", "no-answer", "canceled"];

/** What requests do to calls and recordings, and what happens to them from outside. */
export function keepCalls(account: Account) {
  const sequences = new Map<string, number>();

  function createCall({ form, refuse }: Ask): Response {
    const [to, from] = [form.get("To"), form.get("From")];
    if (!to) return refuse(21201, "No 'To' number is specified");
    if (!from) return refuse(21213, "A 'From' phone number is required");
    if (!["Url", "Twiml", "ApplicationSid"].some((name) => form.has(name)))
      return refuse(21205, "Neither Url nor Twiml nor ApplicationSid");
    const refusedTo = magic.callTo(to);
    if (refusedTo) return failure(400, refusedTo, `The number ${to} cannot be called`);
    const refusedFrom = magic.callFrom(from);
    if (refusedFrom) return failure(400, refusedFrom, `The number ${from} cannot call`);
    if (refusedFrom === undefined && !findNumber(account, from)?.capabilities.voice)
      return refuse(21210, `The source phone number ${from} is not verified for this account`);
    return answer(addCall({ to, from, direction: "outbound-api", status: "queued" }), 201);
  }

  function addCall(fields: Pick<shapes.Call, "to" | "from" | "direction" | "status">): shapes.Call {
    const ours = findNumber(account, fields.direction === "inbound" ? fields.to : fields.from);
    const call = shapes.buildCall(account.birth("CA"), { ...fields, phone_number_sid: ours?.sid ?? "" });
    account.calls.push(call);
    return call;
  }

  function listCalls({ form, path }: Ask): Response {
    const found = account.calls.filter(
      (each) =>
        passes(form, "To", each.to) &&
        passes(form, "From", each.from) &&
        passes(form, "Status", each.status) &&
        passes(form, "ParentCallSid", each.parent_call_sid) &&
        passesDates(each.start_time, form, "StartTime", "<") &&
        passesDates(each.end_time, form, "EndTime", "<"),
    );
    return answer(pageOf("calls", found.toReversed(), path, form));
  }

  function updateCall({ form, sid, refuse }: Ask): Response {
    const call = account.calls.find((each) => each.sid === sid);
    if (!call) return missing(sid);
    if (form.size === 0) return refuse(20001, "Nothing to change");
    const status = form.get("Status");
    const isWaiting = call.status === "queued" || call.status === "ringing";
    if (ended.includes(call.status) || (status === null && isWaiting))
      return failure(400, 21220, "Call is not in-progress. Cannot redirect.");
    if (status === "canceled" && isWaiting) moveCall(call, { status });
    if (status === "completed") moveCall(call, { status });
    return answer(call);
  }

  function moveCall(call: shapes.Call, { status, seconds, answeredBy }: CallEvent) {
    call.status = status;
    call.date_updated = account.stamp();
    if (answeredBy) call.answered_by = answeredBy;
    if (status === "in-progress") call.start_time ??= account.stamp();
    if (!ended.includes(status)) return;
    const lasted = seconds ?? (status === "completed" ? 42 : 0);
    call.start_time ??= shapes.formatDate(new Date(account.now().getTime() - lasted * 1000));
    call.end_time = account.stamp();
    call.duration = String(lasted);
    call.price = lasted > 0 ? "-0.01400" : null;
  }

  function listRecordings({ form, path, sid }: Ask): Response {
    const found = account.recordings.filter(
      (each) =>
        (!sid || each.call_sid === sid) &&
        passes(form, "CallSid", each.call_sid) &&
        passesDates(each.date_created, form, "DateCreated", "<="),
    );
    return answer(pageOf("recordings", found.toReversed(), path, form));
  }

  function inboundCall(call: { from: string; to: string }, extra: Form = {}): Form {
    return voiceForm(addCall({ ...call, direction: "inbound", status: "ringing" }), extra);
  }

  function callEvent(sid: string, event: CallEvent): Form {
    const call = findKnown(account.calls, sid);
    moveCall(call, event);
    const sequence = sequences.get(sid) ?? 0;
    sequences.set(sid, sequence + 1);
    return callStatusForm(call, sequence, event.extra);
  }

  function recordingEvent(callSid: string, fields: Partial<shapes.Recording> = {}): Form {
    const recording = shapes.buildRecording(account.birth("RE"), account.origin, {
      call_sid: callSid,
      ...fields,
    });
    account.recordings.push(recording);
    return recordingForm(recording);
  }

  return {
    createCall,
    listCalls,
    updateCall,
    listRecordings,
    inboundCall,
    callEvent,
    recordingEvent,
  };
}
