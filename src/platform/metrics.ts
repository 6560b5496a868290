import type { Metric } from "prom-client";
import Registry from "prom-client/lib/registry.js";
import { Counter, Gauge, Gauges, Histogram } from "./counting.ts";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

const modelLabels = [
  "gen_ai_operation_name",
  "gen_ai_provider_name",
  "gen_ai_request_model",
  "gen_ai_response_model",
] as const;

/** Everything the desk counts. One set a server, so that two servers in one test do not mix. */
export function createMetrics() {
  const metrics = {
    httpRequests: new Counter({
      name: "frontdesk_http_requests_total",
      help: "HTTP requests by route and status.",
      labelNames: ["route", "status"],
    }),
    httpSeconds: new Histogram({
      name: "frontdesk_http_request_seconds",
      help: "Time to answer, by route.",
      labelNames: ["route"],
      buckets: seconds,
    }),
    inFlight: new Gauge({
      name: "frontdesk_http_in_flight",
      help: "Requests being answered now.",
    }),
    operations: new Counter({
      name: "frontdesk_operations_total",
      help: "Operations by name, face and outcome code.",
      labelNames: ["operation", "face", "code"],
    }),
    operationSeconds: new Histogram({
      name: "frontdesk_operation_seconds",
      help: "Time from gate to outcome, by operation.",
      labelNames: ["operation"],
      buckets: seconds,
    }),
    slowOperations: new Counter({
      name: "frontdesk_operations_slow_total",
      help: "Operations that took longer than five seconds.",
      labelNames: ["operation"],
    }),
    authentications: new Counter({
      name: "frontdesk_authentications_total",
      help: "Bearer tokens presented, by result.",
      labelNames: ["result"],
    }),
    oauth: new Counter({
      name: "frontdesk_oauth_requests_total",
      help: "Requests to the authorization server by endpoint and result.",
      labelNames: ["endpoint", "result"],
    }),
    signIns: new Counter({
      name: "frontdesk_sign_ins_total",
      help: "People signing in, by method and result.",
      labelNames: ["method", "result"],
    }),
    phoneTexts: new Gauges({
      name: "frontdesk_phone_texts_month",
      help: "Texts that went out this month, by line.",
      labelNames: ["line"],
    }),
    phoneSpent: new Gauges({
      name: "frontdesk_phone_spent_month_dollars",
      help: "What texts and calls of this month cost by the price list, in US dollars, by line.",
      labelNames: ["line"],
    }),
    databaseSeconds: new Histogram({
      name: "frontdesk_database_seconds",
      help: "Time in the database: read (one query), commit (one shared commit).",
      labelNames: ["kind"],
      buckets: seconds,
    }),
    commitUnits: new Histogram({
      name: "frontdesk_database_commit_units",
      help: "Units of work that shared a commit.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    }),
    writeQueue: new Gauge({
      name: "frontdesk_database_write_queue",
      help: "Units waiting for a commit.",
    }),
    serviceCalls: new Counter({
      name: "frontdesk_service_calls_total",
      help: "Calls to outside services by service and result.",
      labelNames: ["service", "result"],
    }),
    serviceSeconds: new Histogram({
      name: "frontdesk_service_seconds",
      help: "Time outside services took.",
      labelNames: ["service"],
      buckets: seconds,
    }),
    modelSeconds: new Histogram({
      name: "gen_ai_client_operation_duration_seconds",
      help: "Time that calls of models took, by OpenTelemetry’s names.",
      labelNames: [...modelLabels, "error_type"],
      buckets: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    }),
    modelTokens: new Histogram({
      name: "gen_ai_client_token_usage_tokens",
      help: "Tokens of calls of models, by OpenTelemetry’s names.",
      labelNames: [...modelLabels, "gen_ai_token_type"],
      buckets: [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576],
    }),
    webhooks: new Counter({
      name: "frontdesk_webhooks_total",
      help: "Inbound webhooks by source and result.",
      labelNames: ["source", "result"],
    }),
    effects: new Counter({
      name: "frontdesk_effects_total",
      help: "Outside effects by operation and how they ended.",
      labelNames: ["operation", "state"],
    }),
  };
  const registry = new Registry();
  for (const metric of Object.values(metrics)) registry.registerMetric(metric as unknown as Metric);
  return { ...metrics, registry };
}

export type Metrics = ReturnType<typeof createMetrics>;
