/** One line of a metric, as the registry that writes the page takes it. */
interface Sample {
  metricName?: string;
  labels: Record<string, string>;
  value: number;
}

/** A number under some label values; whoever counts often keeps it and adds to it. */
export interface Cell {
  value: number;
}

/** What a metric is made of. */
export interface Description {
  name: string;
  help: string;
  labelNames?: readonly string[];
}

/** Values by label values, in the order of the label names. */
class Labelled<Value> {
  readonly #cells = new Map<string, { labels: Record<string, string>; value: Value }>();
  readonly #labelNames: readonly string[];
  readonly #fresh: () => Value;

  constructor(labelNames: readonly string[], fresh: () => Value) {
    this.#labelNames = labelNames;
    this.#fresh = fresh;
    if (labelNames.length === 0) this.at([]);
  }

  at(values: readonly string[]): Value {
    const key = values.length === 1 ? (values[0] ?? "") : values.join("\n");
    const known = this.#cells.get(key);
    if (known) return known.value;
    const labels = Object.fromEntries(this.#labelNames.map((name, n) => [name, values[n] ?? ""]));
    const value = this.#fresh();
    this.#cells.set(key, { labels, value });
    return value;
  }

  *[Symbol.iterator]() {
    yield* this.#cells.values();
  }
}

/**
 * Something that only grows: a number that costs an addition, put into words when the page is asked for. The
 * client library's own works the labels out anew at each count.
 */
export class Counter {
  readonly type: "counter" | "gauge" = "counter";
  readonly name: string;
  readonly help: string;
  readonly #cells: Labelled<Cell>;

  constructor({ name, help, labelNames = [] }: Description) {
    this.name = name;
    this.help = help;
    this.#cells = new Labelled(labelNames, () => ({ value: 0 }));
  }

  /** The number under these label values, in the order of the label names. */
  at(...values: string[]): Cell {
    return this.#cells.at(values);
  }

  add(...values: string[]): void {
    this.#cells.at(values).value++;
  }

  async get() {
    const values: Sample[] = [...this.#cells].map(({ labels, value: cell }) => ({
      labels,
      value: cell.value,
    }));
    return { name: this.name, help: this.help, type: this.type, values, aggregator: "sum" };
  }
}

/** Several that go up and down, under label values. */
export class Gauges extends Counter {
  override readonly type = "gauge";
}

/** Something that goes up and down; read when the page is asked for. */
export class Gauge {
  readonly type = "gauge";
  readonly name: string;
  readonly help: string;
  value = 0;

  constructor({ name, help }: Description) {
    this.name = name;
    this.help = help;
  }

  async get() {
    const values: Sample[] = [{ labels: {}, value: this.value }];
    return { name: this.name, help: this.help, type: this.type, values, aggregator: "sum" };
  }
}

/** How values spread: how many at most each bound, how many in all, and their sum. */
export class Spread {
  readonly #bounds: readonly number[];
  readonly #within: Float64Array;
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#within = new Float64Array(bounds.length);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    let at = 0;
    while (at < this.#bounds.length && value > (this.#bounds[at] ?? 0)) at++;
    if (at < this.#bounds.length) this.#within[at] = (this.#within[at] ?? 0) + 1;
  }

  samples(name: string, labels: Record<string, string>): Sample[] {
    const buckets: Sample[] = [];
    let sum = 0;
    for (const [at, bound] of this.#bounds.entries()) {
      sum += this.#within[at] ?? 0;
      buckets.push({ metricName: `${name}_bucket`, labels: { le: String(bound), ...labels }, value: sum });
    }
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: "+Inf", ...labels }, value: this.#count },
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: this.#count },
    ];
  }
}

export class Histogram {
  readonly type = "histogram";
  readonly name: string;
  readonly help: string;
  readonly #spreads: Labelled<Spread>;

  constructor({ name, help, labelNames = [], buckets }: Description & { buckets: readonly number[] }) {
    this.name = name;
    this.help = help;
    this.#spreads = new Labelled(labelNames, () => new Spread(buckets));
  }

  /** The spread under these label values, in the order of the label names. */
  at(...values: string[]): Spread {
    return this.#spreads.at(values);
  }

  async get() {
    const values = [...this.#spreads].flatMap(({ labels, value }) => value.samples(this.name, labels));
    return { name: this.name, help: this.help, type: this.type, values, aggregator: "sum" };
  }
}
