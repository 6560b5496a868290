import { describe, expect, test } from "bun:test";
import { plainerThan, segmentsOf } from "#domains/phone/messages/segments.ts";

const a = (count: number) => "a".repeat(count);
/** A letter that GSM 03.38 lacks, of one UCS-2 unit. */
const ya = (count: number) => "я".repeat(count);

type Row = [what: string, text: string, encoding: "GSM-7" | "UCS-2", segments: number];

/**
 * Worked out by hand from GSM 03.38 (alphabet and its extension) and GSM 03.40 (140 octets a part, 6 of them taken by
 * the header of a text in several): 160 septets alone and 153 a part, 70 UCS-2 units alone and 67 a part.
 */
const counted: readonly Row[] = [
  ["nothing at all is a part still", "", "GSM-7", 1],
  ["one letter", "a", "GSM-7", 1],
  ["159 septets", a(159), "GSM-7", 1],
  ["160 septets fill one part", a(160), "GSM-7", 1],
  ["161 septets need a header each: 153 and 8", a(161), "GSM-7", 2],
  ["305 septets", a(305), "GSM-7", 2],
  ["306 septets are two full parts", a(306), "GSM-7", 2],
  ["307 septets", a(307), "GSM-7", 3],
  ["459 septets are three full parts", a(459), "GSM-7", 3],
  ["460 septets", a(460), "GSM-7", 4],
  ["1530 septets are ten full parts", a(1530), "GSM-7", 10],
  ["1600 septets, the longest text", a(1600), "GSM-7", 11],

  ["a letter outside the alphabet", ya(1), "UCS-2", 1],
  ["70 units fill one part", ya(70), "UCS-2", 1],
  ["71 units: 67 and 4", ya(71), "UCS-2", 2],
  ["134 units are two full parts", ya(134), "UCS-2", 2],
  ["135 units", ya(135), "UCS-2", 3],
  ["201 units are three full parts", ya(201), "UCS-2", 3],
  ["202 units", ya(202), "UCS-2", 4],
  ["1600 units, the longest text", ya(1600), "UCS-2", 24],
  ["one such letter makes all of them two bytes: 70", a(69) + ya(1), "UCS-2", 1],
  ["one such letter makes all of them two bytes: 71", a(70) + ya(1), "UCS-2", 2],
  ["a euro is one unit there", `${"€".repeat(69)}я`, "UCS-2", 1],

  ["80 euros are 160 septets", "€".repeat(80), "GSM-7", 1],
  ["81 euros are 162: 76 in 152, and 5", "€".repeat(81), "GSM-7", 2],
  ["152 euros: 76 a part", "€".repeat(152), "GSM-7", 2],
  ["153 euros are 306 septets, but no part takes the half of one", "€".repeat(153), "GSM-7", 3],
  ["158 and a euro fill one part", `${a(158)}€`, "GSM-7", 1],
  ["159 and a euro", `${a(159)}€`, "GSM-7", 2],
  ["a euro over the border goes whole to the next part", `${a(152)}€${a(151)}`, "GSM-7", 2],
  ["and takes its septet with it: 306, in three", `${a(152)}€${a(152)}`, "GSM-7", 3],
  ["a euro before the border stays", `${a(151)}€${a(153)}`, "GSM-7", 2],
  ["over the second border", `${a(305)}€`, "GSM-7", 3],
  ["over the first and the second", `${a(152)}€${a(150)}€${a(151)}`, "GSM-7", 3],
  ["each border that it is moved over costs one", `${a(152)}€${a(150)}€${a(152)}`, "GSM-7", 4],
  ["every other extension character counts two: 160", `${a(142)}^{}\\[~]|€`, "GSM-7", 1],
  ["every other extension character counts two: 161", `${a(143)}^{}\\[~]|€`, "GSM-7", 2],
  ["form feed is one of them", `${a(158)}\f`, "GSM-7", 1],
  ["form feed counts two", `${a(159)}\f`, "GSM-7", 2],

  ["an emoji is a surrogate pair: two units", `${a(68)}😀`, "UCS-2", 1],
  ["69 and an emoji are 71", `${a(69)}😀`, "UCS-2", 2],
  ["35 emoji are 70", "😀".repeat(35), "UCS-2", 1],
  ["36 emoji: 33 in 66, and 3", "😀".repeat(36), "UCS-2", 2],
  ["66 emoji: 33 a part", "😀".repeat(66), "UCS-2", 2],
  ["67 emoji are 134 units, but no pair is split", "😀".repeat(67), "UCS-2", 3],
  ["a pair over the border goes whole to the next part", `${ya(66)}😀${ya(65)}`, "UCS-2", 2],
  ["and takes its unit with it: 134, in three", `${ya(66)}😀${ya(66)}`, "UCS-2", 3],
  ["a pair before the border stays", `${ya(65)}😀${ya(67)}`, "UCS-2", 2],
  ["a heart with its selector is two units", `${a(68)}\u2764\uFE0F`, "UCS-2", 1],
  ["69 and such a heart", `${a(69)}\u2764\uFE0F`, "UCS-2", 2],
  ["a thumb with its tone is four units", `${a(66)}👍🏽`, "UCS-2", 1],
  ["67 and such a thumb", `${a(67)}👍🏽`, "UCS-2", 2],
  ["a flag is four units", `${a(66)}🇺🇸`, "UCS-2", 1],
  ["67 and a flag", `${a(67)}🇺🇸`, "UCS-2", 2],
  ["a family of three is eight units", `${a(62)}👨‍👩‍👧`, "UCS-2", 1],
  ["63 and a family", `${a(63)}👨‍👩‍👧`, "UCS-2", 2],

  ["a line feed is one septet", `${a(159)}\n`, "GSM-7", 1],
  ["CRLF is two", `${a(158)}\r\n`, "GSM-7", 1],
  ["159 and CRLF are 161", `${a(159)}\r\n`, "GSM-7", 2],
  ["80 CRLF are 160", "\r\n".repeat(80), "GSM-7", 1],
  ["81 CRLF are 162", "\r\n".repeat(81), "GSM-7", 2],
  ["CRLF is two units of UCS-2", `${ya(68)}\r\n`, "UCS-2", 1],
  ["69 and CRLF are 71", `${ya(69)}\r\n`, "UCS-2", 2],

  ["accents in the alphabet", "èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà", "GSM-7", 1],
  ["signs in the alphabet", "@£$¥_¤¡§¿!\"#%&'()*+,-./:;<=>?", "GSM-7", 1],
  ["Greek capitals in the alphabet", "ΔΦΓΛΩΠΨΣΘΞ", "GSM-7", 1],
  ["160 of the accents in it", "é".repeat(160), "GSM-7", 1],
  ["161 of them", "é".repeat(161), "GSM-7", 2],
  ["small c with cedilla is not in it: only the capital", "ç", "UCS-2", 1],
  ["acutes other than é are not", "á", "UCS-2", 1],
  ["circumflexes are not", "ê", "UCS-2", 1],
  ["tildes other than ñ are not", "ã", "UCS-2", 1],
  ["Polish letters are not", "ż", "UCS-2", 1],
  ["Greek capitals that look Latin are not", "Α", "UCS-2", 1],
  ["a grave accent by itself is not", "`", "UCS-2", 1],
  ["a tab is not", "a\tb", "UCS-2", 1],
  ["a no-break space is not", "10\u00A0am", "UCS-2", 1],
  ["a typographic apostrophe is not: 70", `${a(69)}\u2019`, "UCS-2", 1],
  ["a typographic apostrophe is not: 71", `${a(70)}\u2019`, "UCS-2", 2],
  ["an accent written as a mark of its own is not", "e\u0301", "UCS-2", 1],
  ["and is a unit: 70", `${a(68)}e\u0301`, "UCS-2", 1],
  ["and is a unit: 71", `${a(69)}e\u0301`, "UCS-2", 2],
];

describe("parts of a text", () => {
  test.each(counted)("%s", (_, text, encoding, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, segments });
  });

  test("one letter under a heap of marks is as many parts as its units fill", () => {
    expect(segmentsOf(`e${"\u0301".repeat(150)}`)).toEqual({ encoding: "UCS-2", segments: 3 });
  });
});

/** Long enough to be two parts with anything in it that is outside the alphabet, and one without. */
const long = (text: string) => `${text}${a(100)}`;

const plain: readonly [what: string, text: string, plain: string][] = [
  ["a typographic apostrophe", "We\u2019ll be there ", "We'll be there "],
  ["typographic quotes", "\u201CYes\u201D and \u2018no\u2019 ", "\"Yes\" and 'no' "],
  ["German and French quotes", "\u201EJa\u201C \u00ABoui\u00BB ", '"Ja" "oui" '],
  ["an en dash", "9\u201311 am ", "9-11 am "],
  ["an em dash", "Monday\u2014or Tuesday ", "Monday-or Tuesday "],
  ["a hyphen of its own", "twenty\u2010one ", "twenty-one "],
  ["a non-breaking hyphen", "twenty\u2011one ", "twenty-one "],
  ["a figure dash", "555\u20120100 ", "555-0100 "],
  ["an ellipsis", "Wait\u2026 ", "Wait... "],
  ["a no-break space", "10\u00A0am ", "10 am "],
  ["a narrow no-break space", "10\u202Fam ", "10 am "],
  ["a zero-width space", "a\u200Bb ", "ab "],
  ["a tab", "a\tb ", "a b "],
  ["a bullet", "\u2022 one ", "- one "],
  ["an emoji between spaces", "See 👋 you ", "See you "],
  ["an emoji after a stop", "See you. 😀 ", "See you. "],
  ["an emoji with a tone", "Thanks 👍🏽 ", "Thanks "],
  ["a heart with its selector", "Thanks \u2764\uFE0F ", "Thanks "],
  ["a family", "All 👨‍👩‍👧 of you ", "All of you "],
  ["a digit in a box", "1\uFE0F\u20E3 call ", "1 call "],
  ["an emoji at the end of a line", "Hello 😀\nyou ", "Hello\nyou "],
  [
    "Portuguese letters, of which à stays",
    "Não há ligação, você às três, põe ",
    "Nao ha ligacao, voce às tres, poe ",
  ],
  ["Portuguese letters whose marks are apart", "Sa\u0303o, voce\u0302 ", "Sao, voce "],
  ["Polish letters", "Jutro o ósmej, gęś, źdźbeń ", "Jutro o osmej, ges, zdzben "],
  ["Polish letters with a stroke", "Łódź, przyszły ", "Lodz, przyszly "],
  [
    "Spanish letters, of which ñ and é stay",
    "Mañana aquí, José, ¿qué día? ",
    "Mañana aqui, José, ¿qué dia? ",
  ],
  ["Czech letters", "Příští týden ", "Pristi tyden "],
  ["Turkish letters", "Şişli, İstanbul, ğ ", "Sisli, Istanbul, g "],
  ["a ligature", "the \uFB01rst ", "the first "],
  ["wide letters", "\uFF21\uFF22\uFF23 ", "ABC "],
];

const leftAlone: readonly [what: string, text: string][] = [
  ["Cyrillic", "Ваш визит завтра в девять "],
  ["Cyrillic with typographic quotes", "\u00ABЗавтра\u00BB \u2014 в девять\u2026 "],
  ["one Cyrillic letter that looks Latin", "P\u0430yment is due "],
  ["Greek in small letters", "Καλημέρα σας "],
  ["Chinese", "您的预约是明天上午九点。"],
  ["Japanese", "明日の午前九時です。"],
  ["Korean", "내일 아홉 시 "],
  ["Arabic", "موعدك غدا في التاسعة "],
  ["Hebrew", "התור שלך מחר "],
  ["Hindi", "आपका समय कल है "],
  ["Thai", "พรุ่งนี้เก้าโมง "],
  ["Latin letters and Arabic", "Your visit: غدا "],
  ["Arabic digits", "at ٩ "],
  ["a degree sign, which no letter stands for", "at 20°C "],
];

/** What is left of a text may not say something else. */
const sayingSomethingElse: readonly [what: string, text: string, wrong: string][] = [
  ["one and a half is not eleven halves", "It takes 1\u00BD hours ", "11/2"],
  ["two and a quarter is not twenty-one quarters", "It takes 2\u00BC hours ", "21/4"],
  ["ten to the second is not a hundred and two", "10\u00B2 of them ", "102"],
  ["unequal is not equal", "the price \u2260 the deposit ", "price = the"],
  ["a picture between two words does not make them one", "Yes👍see you ", "Yessee"],
  ["a picture between two numbers does not make them one", "from 9👉5 ", "95"],
];

describe("a text in plainer letters", () => {
  test.each(plain)("has %s made plain", (_, text, expected) => {
    expect(segmentsOf(long(text))).toEqual({ encoding: "UCS-2", segments: 2 });
    expect(plainerThan(long(text))).toBe(long(expected));
  });

  test.each(leftAlone)("is not offered for %s", (_, text) => {
    expect(segmentsOf(long(text)).encoding).toBe("UCS-2");
    expect(plainerThan(long(text))).toBeUndefined();
  });

  test.each(sayingSomethingElse)("says the same or is not offered: %s", (_, text, wrong) => {
    expect(plainerThan(long(text)) ?? "").not.toContain(wrong);
  });

  test.each([
    ["nothing", ""],
    ["plain letters", "See you at 9."],
    ["two spaces and an end of spaces", `a  b ${a(200)}  `],
    ["accents in the alphabet", `Mañana, José: à bientôt`.replace("ô", "ö") + a(200)],
    ["extension characters", "€[]{}".repeat(40)],
    ["several lines", `a\r\n\r\nb\n${a(200)}`],
  ])("is not offered for what is in the alphabet: %s", (_, text) => {
    expect(segmentsOf(text).encoding).toBe("GSM-7");
    expect(plainerThan(text)).toBeUndefined();
  });

  test.each([
    ["one part either way", "Wait\u2026"],
    ["70 units, which fit one part", `${a(69)}\u2019`],
    ["only pictures: nothing would be left", "😀".repeat(40)],
    ["ellipses, each three letters then: 70 units, 210 septets", "\u2026".repeat(70)],
    ["ellipses: two parts of units, three of septets", `${"\u2026".repeat(120)}`],
  ])("is not offered where it saves no part: %s", (_, text) => {
    expect(plainerThan(text)).toBeUndefined();
  });

  test("is offered from the 71st unit on", () => {
    expect(plainerThan(`${a(70)}\u2019`)).toBe(`${a(70)}'`);
  });

  test("is never longer than a text may be", () => {
    for (const ellipses of [100, 200, 400, 500, 533]) {
      const text = "\u2026".repeat(ellipses) + a(1600 - ellipses);
      expect(plainerThan(text)?.length ?? 0).toBeLessThanOrEqual(1600);
    }
  });

  test("is in the alphabet, shorter to send, and as plain as it gets, whatever the text", () => {
    const pieces = ["a", " ", "é", "ã", "\u2019", "\u2014", "\u2026", "😀", "€", "\n", "ż", "\u00A0", "1"];
    let seed = 7;
    const next = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed;
    };
    let offered = 0;
    for (let round = 0; round < 40; round++) {
      const length = 70 + (next() % 50);
      const text = Array.from({ length }, () => pieces[(next() >> 8) % pieces.length]).join("");
      const plainer = plainerThan(text);
      if (plainer === undefined) continue;
      offered++;
      const [was, now] = [segmentsOf(text), segmentsOf(plainer)];
      expect(now.encoding).toBe("GSM-7");
      expect(now.segments).toBeLessThan(was.segments);
      expect(plainerThan(plainer)).toBeUndefined();
    }
    expect(offered).toBeGreaterThan(10);
  });
});
