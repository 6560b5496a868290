/** A window-cleaning business that does not exist: its numbers are of the range that is kept for such (555-01XX). */

export interface DemoService {
  key: string;
  name: string;
  minutes: number;
  /** In cents. */
  price: number;
}

export const demoServices: readonly DemoService[] = [
  { key: "windows", name: "Window cleaning", minutes: 180, price: 30_000 },
  { key: "exterior", name: "Exterior windows", minutes: 120, price: 24_000 },
  { key: "screens", name: "Screen cleaning", minutes: 60, price: 9500 },
  { key: "common", name: "Common areas", minutes: 120, price: 32_000 },
  { key: "gutters", name: "Gutter cleaning", minutes: 90, price: 18_000 },
];

export interface DemoCustomer {
  key: string;
  name: string;
  phone: string;
  address: string;
  email?: string;
  notes?: string;
  tags?: string[];
}

export const demoCustomers: readonly DemoCustomer[] = [
  {
    ...{ key: "johnson", name: "Johnson Family", phone: "+16085550101" },
    ...{ address: "12 Lakeview Drive, Madison, WI 53703", email: "johnsons@example.com", tags: ["regular"] },
    notes: "Two dogs in the yard. Inside and out every month.",
  },
  {
    ...{ key: "smith", name: "Smith Dental", phone: "+16085550102" },
    ...{
      address: "800 University Avenue, Madison, WI 53715",
      email: "office@smithdental.example",
      tags: ["business"],
    },
    notes: "Ask for Dana at the front desk. Not during treatment of the first chair.",
  },
  {
    ...{ key: "garcia", name: "Maria Garcia", phone: "+16085550103" },
    ...{ address: "45 Willow Lane, Middleton, WI 53562", email: "m.garcia@example.com" },
    notes: "Screens come off from the inside. Prefers texts.",
  },
  {
    ...{ key: "park", name: "Park Place HOA", phone: "+16085550104" },
    ...{
      address: "1 Park Place, Madison, WI 53704",
      email: "board@parkplace.example",
      tags: ["business", "regular"],
    },
    notes: "Common areas after five, when the residents are home.",
  },
  {
    ...{ key: "martha", name: "Martha Whitfield", phone: "+16085550105" },
    address: "456 Oak Street, Madison, WI 53711",
    notes:
      "Elderly woman, lives alone since her husband passed last year. Large Victorian, more than 25 windows.",
  },
  {
    ...{ key: "wilson", name: "Tom Wilson", phone: "+16085550106" },
    ...{ address: "77 Hilltop Road, Verona, WI 53593", email: "tom.wilson@example.com" },
    notes: "Pays late; a friendly word helps.",
  },
  {
    ...{ key: "thompson", name: "Mary Thompson", phone: "+16085550107" },
    address: "9 Orchard Court, Fitchburg, WI 53711",
    notes: "Large home, wants a quote for the whole house.",
  },
  {
    ...{ key: "riverside", name: "Riverside Apartments", phone: "+16085550108" },
    ...{ address: "300 Riverside Drive, Madison, WI 53704", tags: ["business"] },
    notes: "Asks about a price for 40 units.",
  },
  {
    ...{ key: "nguyen", name: "Linh Nguyen", phone: "+16085550109" },
    ...{ address: "2210 Regent Street, Madison, WI 53726", tags: ["regular"] },
    notes: "Gate code with the neighbor. Allergic to ammonia: vinegar only.",
  },
  {
    ...{ key: "okafor", name: "Chidi Okafor", phone: "+16085550110" },
    address: "18 Sherman Avenue, Madison, WI 53704",
  },
  {
    ...{ key: "baker", name: "Baker Street Books", phone: "+16085550111" },
    ...{ address: "221 Baker Street, Middleton, WI 53562", tags: ["business", "regular"] },
    notes: "Shop window before ten.",
  },
  {
    ...{ key: "lindqvist", name: "Astrid Lindqvist", phone: "+16085550112" },
    address: "640 Spruce Street, Madison, WI 53715",
    notes: "Third floor, sash windows, moving out in spring.",
  },
];

export interface DemoJob {
  customer: string;
  service: string;
  /** Days from today; negative is before. */
  day: number;
  /** Minutes past midnight. */
  minute: number;
  isDone: boolean;
  /** In cents, where it is not the service's own. */
  price?: number;
}

const at = (hours: number, minutes = 0) => hours * 60 + minutes;

/** Today as the office document has it; tomorrow afternoon is free from two on. */
const theDay: DemoJob[] = [
  { customer: "johnson", service: "windows", day: 0, minute: at(9), isDone: false },
  { customer: "smith", service: "exterior", day: 0, minute: at(13), isDone: false },
  { customer: "garcia", service: "screens", day: 0, minute: at(15, 30), isDone: false },
  { customer: "park", service: "common", day: 0, minute: at(17), isDone: false },
  { customer: "baker", service: "exterior", day: 1, minute: at(9), isDone: false },
  { customer: "nguyen", service: "gutters", day: 1, minute: at(12, 30), isDone: false },
];

/** Fifteen visits to the Johnsons, a month apart: $300 each. */
const johnsons: DemoJob[] = Array.from({ length: 15 }, (_, back) => ({
  ...{ customer: "johnson", service: "windows", day: -14 - back * 28, minute: at(9), isDone: true },
}));

const rota = ["nguyen", "okafor", "baker", "lindqvist", "smith", "wilson", "garcia", "park", "thompson"];
const work = ["screens", "gutters", "exterior", "screens", "common"];

/** A month around it: two jobs on most days before, one on most days to come. */
const theMonth: DemoJob[] = Array.from({ length: 45 }, (_, step) => step - 30)
  .filter((day) => day !== 0 && day !== 1 && day % 7 !== -3 && day % 7 !== 4)
  .flatMap((day, at_) => {
    const pick = (list: readonly string[], by: number) =>
      list[(((at_ + by) % list.length) + list.length) % list.length] ?? "";
    const isDone = day < 0;
    const first = { customer: pick(rota, 0), service: pick(work, 0), day, minute: at(10), isDone };
    const second = { customer: pick(rota, 4), service: pick(work, 2), day, minute: at(13, 30), isDone };
    const isJohnsons = johnsons.some((job) => job.day === day);
    return [...(isJohnsons ? [] : [first]), ...(isDone || day % 2 === 0 ? [second] : [])];
  });

export const demoJobs: readonly DemoJob[] = [...theDay, ...johnsons, ...theMonth];

/** Who has asked and is no customer yet. */
export const demoLeads = [
  {
    ...{ customer: "thompson", urgency: "high", interest: "wants quote for large home" },
    property: "Large home on two floors",
  },
  {
    ...{ customer: "riverside", urgency: "medium", interest: "bulk pricing inquiry" },
    property: "40 units",
  },
] as const;

/** What was sent: one that is two weeks late, one that is paid, and one that has time. In cents. */
export const demoInvoices = [
  {
    ...{ customer: "johnson", number: 1233, sentDaysAgo: 56, dueDays: 30, isPaid: true },
    lines: [{ description: "Window cleaning", price: 30_000 }],
  },
  {
    ...{ customer: "smith", number: 1235, sentDaysAgo: 10, dueDays: 30, isPaid: false },
    lines: [{ description: "Exterior windows", price: 24_000 }],
  },
  {
    ...{ customer: "wilson", number: 1234, sentDaysAgo: 45, dueDays: 30, isPaid: false },
    lines: [
      { description: "Window cleaning", price: 30_000 },
      { description: "Storm windows, taken off and put back", price: 15_000 },
    ],
  },
] as const;

/** A quote that waits to be sent. */
export const demoQuotes = [
  {
    ...{ customer: "lindqvist", validDays: 30 },
    lines: [
      { description: "Exterior windows", price: 24_000 },
      { description: "Screen cleaning", price: 9500 },
    ],
  },
] as const;
