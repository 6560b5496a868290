/** One rule about the hours in which people may be texted or called to be sold something. */
export interface HoursRule {
  /** Region ("US", "US-FL", "CA") it holds for; the strictest of those that fit counts. */
  region: string;
  /** "HH:MM-HH:MM" local, or null: not at all that day. */
  weekday: string | null;
  saturday: string | null;
  sunday: string | null;
  /** True where nothing is allowed on the state's legal holidays. */
  closedOnHolidays: boolean;
  /** What it is about. */
  channels: readonly ("text" | "call")[];
  /** The rule's own name: statute or regulation. */
  source: string;
  url: string;
  /** When it was looked at. */
  asOf: string;
  /** True only if the rule was read at its own source (statute text or official page) on that day. */
  isChecked: boolean;
  note?: string;
}

/**
 * A legal holiday: on a date ("MM-DD"), or on the nth weekday (0 is Sunday) of a month, -1 being the last.
 * With regions it holds in those alone.
 */
export type HolidayRule = { name: string; regions?: readonly string[] } & (
  | { date: string }
  | { month: number; weekday: number; nth: 1 | 2 | 3 | 4 | -1 }
);

type Window = string | null;
type Source = Pick<HoursRule, "source" | "url" | "note"> &
  Partial<Pick<HoursRule, "closedOnHolidays" | "channels" | "isChecked">>;

const rule = (
  region: string,
  [weekday, saturday, sunday]: readonly [Window, Window, Window],
  of: Source,
): HoursRule => ({
  region,
  weekday,
  saturday,
  sunday,
  closedOnHolidays: false,
  channels: ["text", "call"],
  asOf: "2026-11-29",
  isChecked: false,
  ...of,
});

const daily = (hours: string) => [hours, hours, hours] as const;
const notSunday = (hours: string) => [hours, hours, null] as const;
const recorded: readonly "call"[] = ["call"];

/**
 * Every rule known to be in force: the federal one of each country and what is stricter. Rules about recorded
 * or machine-dialled calls alone stand under "call". Most spare people who asked to be contacted or who
 * have bought before; that is for whoever applies them to decide. In doubt the stricter reading stands.
 */
export const callingHours: readonly HoursRule[] = [
  rule("US", daily("08:00-21:00"), {
    source: "47 CFR 64.1200(c)(1)",
    url: "https://www.ecfr.gov/current/title-47/section-64.1200",
    isChecked: true,
    note: "Local time at the called party's location. Read in a stored copy of the FCC's consumer guide; the FCC treats texts as calls.",
  }),
  rule("US-AL", notSunday("08:00-20:00"), {
    source: "Ala. Admin. Code r. 770-X-5-.17(1)(b)",
    url: "https://www.law.cornell.edu/regulations/alabama/Ala-Admin-Code-r-770-X-5-.17",
    closedOnHolidays: true,
    note: "About automated solicitation calls; texts included on the stricter reading. Text read in a law publisher's copy (2024).",
  }),
  rule("US-CA", daily("09:00-21:00"), {
    source: "Cal. Pub. Util. Code 2872(c)",
    url: "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=PUC&sectionNum=2872.",
    channels: recorded,
    note: "About automatic dialing-announcing devices only. From a third party's table.",
  }),
  rule("US-CT", daily("09:00-20:00"), {
    source: "Conn. Gen. Stat. 42-288a(c), as amended by Public Act 23-98",
    url: "https://www.cga.ct.gov/current/pub/chap_743m.htm",
    note: "Texts are telephonic sales calls. Hours quoted by several law firms; the section itself was not read.",
  }),
  rule("US-FL", daily("08:00-20:00"), {
    source: "Fla. Stat. 501.616(6)(a)",
    url: "https://www.flsenate.gov/Laws/Statutes/2025/501.616",
    note: "In the called person's time zone; at most three in 24 hours on one subject. Text read in a law publisher's copy and in the Senate's bill.",
  }),
  rule("US-IL", daily("09:00-21:00"), {
    source: "815 ILCS 305/15",
    url: "https://www.ilga.gov/legislation/ilcs/documents/081503050K15.htm",
    channels: recorded,
    note: "About automatic dialers that play a recording; live calls may start at 08:00. From third parties' tables.",
  }),
  rule("US-IN", daily("09:00-20:00"), {
    source: "Ind. Code 24-5-14-8",
    url: "https://iga.in.gov/laws/current/ic/titles/24",
    channels: recorded,
    note: "About automatic dialing-announcing devices only. In doubt: neither the section nor a table was found.",
  }),
  rule("US-KY", daily("10:00-21:00"), {
    source: "KRS 367.46955",
    url: "https://lawserver.com/law/state/kentucky/ks-statutes/kentucky_statutes_367-46955",
    note: "From third parties' tables; the law covers any live or recorded communication sent by telephone.",
  }),
  rule("US-LA", notSunday("08:00-20:00"), {
    source: "La. R.S. 45:811; LPSC General Order R-29617, V(A)",
    url: "https://lpsc.louisiana.gov/DNC_Emergency",
    closedOnHolidays: true,
    note: "All solicitation also stops in a declared emergency when the Commission says so. Hours as quoted by a compliance firm.",
  }),
  rule("US-MA", daily("08:00-20:00"), {
    source: "201 CMR 12.02(2); M.G.L. c. 159C s. 3",
    url: "https://regulations.justia.com/states/massachusetts/201-cmr/title-201-cmr-12-00/section-12-02",
    note: "Local time at the consumer's location. Text read in a law publisher's copy (2024); texts included on the stricter reading.",
  }),
  rule("US-MD", daily("08:00-20:00"), {
    source: "Md. Code, Com. Law 14-4502 (Stop the Spam Calls Act of 2023)",
    url: "https://mgaleg.maryland.gov/mgawebsite/Laws/StatuteText?article=gcl&section=14-4502",
    note: "At most three in 24 hours on one subject. Hours from the press and third parties' tables.",
  }),
  rule("US-ME", ["09:00-17:00", null, null], {
    source: "10 M.R.S. 1498(3)",
    url: "https://legislature.maine.gov/statutes/10/title10sec1498.html",
    channels: recorded,
    note: "About recorded solicitation calls only. Text read in the Legislature's bill LD 392 (2003), which quotes the section.",
  }),
  rule("US-MI", daily("09:00-21:00"), {
    source: "Mich. Comp. Laws 484.125",
    url: "https://www.legislature.mi.gov/Laws/MCL?objectName=mcl-484-125",
    note: "In doubt: third parties' tables agree on the hours, not on the section.",
  }),
  rule("US-MN", daily("09:00-21:00"), {
    source: "Minn. Stat. 325E.30",
    url: "https://www.revisor.mn.gov/statutes/cite/325E.30",
    channels: recorded,
    note: "About automatic dialing-announcing devices only. From third parties' tables.",
  }),
  rule("US-MS", notSunday("08:00-20:00"), {
    source: "Miss. Code 77-3-723(1)",
    url: "https://getpocketlaw.com/law/state_mississippi/section-77-3-723-rules-for-authorized-calls_57b73fa7ff73",
    note: "Central time. The rule against holidays was repealed with the Commission's other rules in 2024. Text read in a publisher's copy.",
  }),
  rule("US-NE", ["08:00-21:00", "08:00-21:00", "13:00-21:00"], {
    source: "291 Neb. Admin. Code ch. 11, 003.01",
    url: "https://rules.nebraska.gov",
    closedOnHolidays: true,
    channels: recorded,
    note: "About automatic dialing-announcing devices only; holidays are open from 13:00, kept closed here. Text read in a publisher's copy (2024).",
  }),
  rule("US-NM", daily("09:00-21:00"), {
    source: "N.M. Stat. 57-12-22(B)(5)",
    url: "https://law.justia.com/codes/new-mexico/2006/nmrc/jd_57-12-22-13117.html",
    note: "Text read in a law publisher's copy (2006).",
  }),
  rule("US-NV", daily("09:00-20:00"), {
    source: "Nev. Rev. Stat. 597.814(2)",
    url: "https://www.leg.state.nv.us/nrs/nrs-597.html#NRS597Sec814",
    note: "In doubt: an old copy of the text says 21:00 and recorded calls only; third parties' tables say 20:00 for all. Stricter reading.",
  }),
  rule("US-OK", daily("08:00-20:00"), {
    source: "Okla. Stat. tit. 15, 775C.4 (Telephone Solicitation Act of 2022)",
    url: "https://www.oscn.net",
    note: "At most three in 24 hours on one subject. Hours as reported by compliance firms.",
  }),
  rule("US-OK", daily("09:00-21:00"), {
    source: "Okla. Stat. tit. 15, 755.1(C)(2)",
    url: "https://lexace.ai/us/statute/oklahoma/15-755.1",
    channels: recorded,
    note: "About automatic dial announcing devices only. Text read in law publishers' copies.",
  }),
  rule("US-OR", daily("08:00-20:00"), {
    source: "Oregon House Bill 3865 (2025), in force since 2026-01-01",
    url: "https://olis.oregonlegislature.gov/liz/2025R1/Measures/Overview/HB3865",
    note: "Names texts; at most three in 24 hours. Hours as reported by law firms.",
  }),
  rule("US-PA", notSunday("09:00-19:00"), {
    source: "73 P.S. 2245 (Telemarketer Registration Act), with Senate Bill 992 (2025-26)",
    url: "https://www.palegis.us/legislation/bills/2025/sb992",
    closedOnHolidays: true,
    note: "Holidays closed since 2019-12-03. In doubt: 09:00-19:00, no Sundays and texts are the Senate's version; one third party has no Sundays in force since 2026-10-18. Before: 08:00-21:00 all week.",
  }),
  rule("US-RI", ["09:00-18:00", "10:00-17:00", null], {
    source: "R.I. Gen. Laws 5-61-3.6 and 5-61-2(2)",
    url: "http://webserver.rilin.state.ri.us/Statutes/TITLE5/5-61/5-61-3.6.HTM",
    closedOnHolidays: true,
    note: "State and federal holidays. The duty was read at the Legislature's site, the hours themselves in a publisher's copy.",
  }),
  rule("US-SD", ["09:00-21:00", null, null], {
    source: "S.D. Codified Laws 37-30-28",
    url: "https://sdlegislature.gov/Statutes/37-30-28",
    isChecked: true,
    note: "About automated telephone dialing systems, weekdays only; texts included on the stricter reading. Read in a stored copy of the Legislature's page.",
  }),
  rule("US-TX", ["09:00-21:00", "09:00-21:00", "12:00-21:00"], {
    source: "Tex. Bus. & Com. Code 301.051",
    url: "https://statutes.capitol.texas.gov/Docs/BC/htm/BC.301.htm",
    note: "Texts since 2025-09-01 (SB 140) on the stricter reading. Hours as reported by a messaging company's lawyers.",
  }),
  rule("US-UT", notSunday("08:00-21:00"), {
    source: "Utah Code 13-25a-103(3)",
    url: "https://le.utah.gov/xcode/Title13/Chapter25A/13-25a-S103.html",
    closedOnHolidays: true,
    note: "Without prior express consent. Text read in a law publisher's copy (2025).",
  }),
  rule("US-WA", daily("08:00-20:00"), {
    source: "RCW 80.36.390",
    url: "https://app.leg.wa.gov/RCW/default.aspx?cite=80.36.390",
    note: "Hours as reported by law firms; the statute says call and conversation, texts included on the stricter reading.",
  }),
  rule("US-WY", daily("08:00-20:00"), {
    source: "Wyo. Stat. 40-12-302",
    url: "https://wyoleg.gov/statutes/compress/title40.pdf",
    note: "From third parties' tables.",
  }),
  rule("CA", ["09:00-21:30", "10:00-18:00", "10:00-18:00"], {
    source: "CRTC Unsolicited Telecommunications Rules, Part III",
    url: "http://www.crtc.gc.ca/eng/trules-reglest.htm",
    note: "About calls and faxes; texts included on the stricter reading. Hours as given by telephone companies and British Columbia's regulator.",
  }),
  rule("CA-BC", ["09:00-21:30", "10:00-18:00", "10:00-18:00"], {
    source: "Telemarketer Licensing Regulation (British Columbia)",
    url: "https://consumerprotectionbc.ca/2011/07/everything-you-wanted-to-know-about-telemarketers",
    closedOnHolidays: true,
    isChecked: true,
    note: "Read in stored copies of Consumer Protection BC's pages (2011, 2023).",
  }),
];

/**
 * The legal holidays of the United States, then those of single regions that close on holidays. Not here:
 * days that move otherwise (Good Friday, Mardi Gras, Election Day, Victoria Day), days that a governor
 * proclaims, and the Monday or Friday to which a state moves a holiday that falls on a weekend.
 */
export const holidayRules: readonly HolidayRule[] = [
  { name: "New Year's Day", date: "01-01" },
  { name: "Martin Luther King Jr. Day", month: 1, weekday: 1, nth: 3 },
  { name: "Presidents' Day", month: 2, weekday: 1, nth: 3 },
  { name: "Memorial Day", month: 5, weekday: 1, nth: -1 },
  { name: "Juneteenth", date: "06-19" },
  { name: "Independence Day", date: "07-04" },
  { name: "Labor Day", month: 9, weekday: 1, nth: 1 },
  { name: "Columbus Day", month: 10, weekday: 1, nth: 2 },
  { name: "Veterans Day", date: "11-11" },
  { name: "Thanksgiving Day", month: 11, weekday: 4, nth: 4 },
  { name: "Christmas Day", date: "12-25" },
  { name: "Battle of New Orleans", date: "01-08", regions: ["US-LA"] },
  { name: "Robert E. Lee Day", date: "01-19", regions: ["US-LA"] },
  { name: "All Saints' Day", date: "11-01", regions: ["US-LA"] },
  { name: "Confederate Memorial Day", month: 4, weekday: 1, nth: 4, regions: ["US-AL"] },
  { name: "Jefferson Davis' Birthday", month: 6, weekday: 1, nth: 1, regions: ["US-AL"] },
  { name: "Flag Day", date: "06-14", regions: ["US-PA"] },
  { name: "New Year's Day in British Columbia", date: "01-01", regions: ["CA-BC"] },
  { name: "Family Day", month: 2, weekday: 1, nth: 3, regions: ["CA-BC"] },
  { name: "Labour Day", month: 9, weekday: 1, nth: 1, regions: ["CA-BC"] },
  { name: "Thanksgiving in Canada", month: 10, weekday: 1, nth: 2, regions: ["CA-BC"] },
  { name: "Remembrance Day", date: "11-11", regions: ["CA-BC"] },
  { name: "Christmas Day in British Columbia", date: "12-25", regions: ["CA-BC"] },
  { name: "Canada Day", date: "07-01", regions: ["CA-BC"] },
  { name: "Pioneer Day", date: "07-24", regions: ["US-UT"] },
  { name: "British Columbia Day", month: 8, weekday: 1, nth: 1, regions: ["CA-BC"] },
  { name: "Victory Day", month: 8, weekday: 1, nth: 2, regions: ["US-RI"] },
  { name: "National Day for Truth and Reconciliation", date: "09-30", regions: ["CA-BC"] },
];
