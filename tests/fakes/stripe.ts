import { createHmac } from "node:crypto";

export interface FakeSession {
  id: string;
  status: "open" | "complete" | "expired";
  payment_status: "unpaid" | "paid";
  amount_total: number;
  currency: string;
  client_reference_id: string;
  payment_intent: string | null;
  /** How the payment itself stands, where it is not paid. */
  intent_status?: "processing" | "requires_payment_method" | "canceled";
  url: string | null;
  expires_at: number;
  metadata: Record<string, string>;
}

export interface FakeRefund {
  id: string;
  payment_intent: string;
  amount: number;
  currency: string;
  status: "pending" | "succeeded" | "failed";
  metadata: Record<string, string>;
}

/** What the fake does with requests to come, for one path's beginning. */
interface Fault {
  path: string;
  how: "error" | "lost" | "refused";
  left: number;
}

/** Stripe's API as far as the desk uses it, held to its published rules: forms in brackets, idempotency, errors. */
export function startFakeStripe() {
  const key = "sk_test_frontdesk0001";
  const webhookSecret = "whsec_frontdesk_test_secret";
  const sessions = new Map<string, FakeSession>();
  const refunds = new Map<string, FakeRefund>();
  const seen = new Map<string, { body: string; answer: unknown; status: number }>();
  const asked: { method: string; path: string; idempotency: string | null }[] = [];
  const faults: Fault[] = [];
  let count = 0;

  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      const body = await request.text();
      const idempotency = request.headers.get("idempotency-key");
      asked.push({ method: request.method, path: pathname, idempotency });
      if (request.headers.get("authorization") !== `Bearer ${key}`)
        return failed(401, "invalid_request_error", "api_key_invalid");
      const fault = faults.find((each) => pathname.startsWith(each.path) && each.left > 0);
      if (fault) fault.left--;
      if (fault?.how === "error") return failed(500, "api_error", "boom");
      if (fault?.how === "refused") return failed(400, "invalid_request_error", "boom");
      const known = idempotency === null ? undefined : seen.get(idempotency);
      if (known && known.body !== body) return failed(400, "idempotency_error", "idempotency_key_in_use");
      const { status, answer } =
        known ??
        handle(request.method, pathname, request.method === "GET" ? searchParams : new URLSearchParams(body));
      if (idempotency !== null && request.method === "POST") seen.set(idempotency, { body, answer, status });
      // The answer is lost on its way: what was done is done.
      if (fault?.how === "lost") return failed(500, "api_error", "lost");
      return Response.json(answer, { status, headers: { "request-id": `req_${++count}` } });
    },
  });

  return {
    key,
    webhookSecret,
    url: `http://127.0.0.1:${server.port}`,
    sessions,
    refunds,
    asked,
    /** Lets the next requests to a path fail. */
    fail: (path: string, how: Fault["how"], times = 1) => void faults.push({ path, how, left: times }),
    /** A customer does their part on a page. */
    complete(
      id: string,
      { paid = true, amount, currency }: { paid?: boolean; amount?: number; currency?: string } = {},
    ) {
      const session = mustHave(sessions.get(id));
      if (session.status !== "open") throw new Error(`${id} is ${session.status}`);
      session.status = "complete";
      session.payment_status = paid ? "paid" : "unpaid";
      session.payment_intent = `pi_${id}`;
      session.url = null;
      if (amount !== undefined) session.amount_total = amount;
      if (currency !== undefined) session.currency = currency;
      return session;
    },
    /** An event as Stripe sends it. */
    event(type: string, object: object, id = `evt_${++count}`) {
      return { id, object: "event", type, livemode: false, created: 1, data: { object } };
    },
    signed(event: object, at: number, secret = webhookSecret) {
      const body = JSON.stringify(event);
      const t = Math.floor(at / 1000);
      const v1 = createHmac("sha256", secret).update(`${t}.${body}`).digest("hex");
      return { body, headers: { "stripe-signature": `t=${t},v1=${v1}`, "content-type": "application/json" } };
    },
    stop: () => server.stop(true),
  };

  function handle(method: string, path: string, form: URLSearchParams): { status: number; answer: unknown } {
    if (method === "POST" && path === "/v1/checkout/sessions") return created(form);
    const [, id, action] = /^\/v1\/checkout\/sessions\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    const session = id === undefined ? undefined : sessions.get(id);
    if (session && method === "POST" && action === "expire") {
      if (session.status !== "open") return error(400, "This session is not open.");
      session.status = "expired";
      session.url = null;
      return { status: 200, answer: shown(session) };
    }
    if (session && method === "GET") {
      const { payment_intent, intent_status: status = "processing" } = session;
      const isWhole = payment_intent !== null && form.get("expand[0]") === "payment_intent";
      const intent = isWhole ? { id: payment_intent, object: "payment_intent", status } : payment_intent;
      return { status: 200, answer: { ...shown(session), payment_intent: intent } };
    }
    if (method === "POST" && path === "/v1/refunds") return givenBack(form);
    if (method === "GET" && path === "/v1/refunds") {
      const of = [...refunds.values()].filter((each) => each.payment_intent === form.get("payment_intent"));
      const data = of.map((each) => ({ object: "refund", ...each }));
      return { status: 200, answer: { object: "list", data, has_more: false, url: path } };
    }
    const refund = refunds.get(/^\/v1\/refunds\/(\w+)$/.exec(path)?.[1] ?? "");
    if (refund && method === "GET") return { status: 200, answer: { object: "refund", ...refund } };
    return error(404, "No such thing.", "resource_missing");
  }

  function created(form: URLSearchParams) {
    const unit = form.get("line_items[0][price_data][unit_amount]") ?? "";
    const expires = Number(form.get("expires_at"));
    if (form.get("mode") !== "payment" || !form.get("success_url"))
      return error(400, "Missing required param.");
    if (!/^\d+$/.test(unit)) return error(400, "Invalid integer.");
    if (!form.get("line_items[0][price_data][product_data][name]")) return error(400, "Missing name.");
    if (!Number.isInteger(expires)) return error(400, "Invalid expires_at.");
    const id = `cs_test_${sessions.size + 1}`;
    const session: FakeSession = {
      ...{ id, status: "open", payment_status: "unpaid", amount_total: Number(unit), expires_at: expires },
      currency: form.get("line_items[0][price_data][currency]") ?? "",
      client_reference_id: form.get("client_reference_id") ?? "",
      payment_intent: null,
      url: `https://checkout.stripe.com/c/pay/${id}`,
      metadata: { invoice: form.get("metadata[invoice]") ?? "" },
    };
    sessions.set(id, session);
    return { status: 200, answer: shown(session) };
  }

  function givenBack(form: URLSearchParams) {
    const intent = form.get("payment_intent") ?? "";
    const session = [...sessions.values()].find(({ payment_intent }) => payment_intent === intent);
    const amount = Number(form.get("amount"));
    const before = [...refunds.values()]
      .filter(({ payment_intent, status }) => payment_intent === intent && status !== "failed")
      .reduce((all, each) => all + each.amount, 0);
    if (!session) return error(404, "No such payment_intent.", "resource_missing");
    if (amount + before > session.amount_total) return error(400, "Amount is more than what is left.");
    const refund: FakeRefund = {
      ...{ id: `re_${refunds.size + 1}`, payment_intent: intent, amount, currency: session.currency },
      ...{ status: "succeeded", metadata: { refund: form.get("metadata[refund]") ?? "" } },
    };
    refunds.set(refund.id, refund);
    return { status: 200, answer: { object: "refund", ...refund } };
  }

  function shown(session: FakeSession) {
    return { object: "checkout.session", mode: "payment", livemode: false, ...session };
  }
}

export type FakeStripe = ReturnType<typeof startFakeStripe>;

function error(status: number, message: string, code = "parameter_invalid") {
  return { status, answer: { error: { type: "invalid_request_error", code, message } } };
}

function failed(status: number, type: string, code: string): Response {
  return Response.json(
    { error: { type, code, message: code } },
    { status, headers: { "stripe-should-retry": "false" } },
  );
}

function mustHave<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("there is no such page");
  return value;
}
