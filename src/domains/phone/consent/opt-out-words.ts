import { plainText } from "#platform/plain-text.ts";
import { plainWords } from "#platform/plain-words.ts";

/**
 * Whether a customer's text asks for no more texts (`out`), or for texts again (`in`), in English, Spanish or French.
 * Any reasonable way of saying it counts (47 CFR 64.1200(a)(10)); where a text says it and more, it says it. Opting in
 * takes one of a few words alone: nobody is texted again for a turn of phrase.
 */
export function consentWord(text: string): "out" | "in" | undefined {
  return wishIn(withoutSignature(text));
}

function wishIn(text: string): "out" | "in" | undefined {
  const whole = wordsOf(text);
  if (startWords.has(whole)) return "in";
  if (isKeyword(whole) || beginsOrEnds(text)) return "out";
  const sentences = plainText(text.replaceAll(/[\n\r]+/g, ". "))
    .split(/[.!?;:…¡¿]+|\s-\s/u)
    .map(wordsOf)
    .filter((sentence) => sentence !== "");
  const last = sentences.at(-1) ?? "";
  if (sentences.length > 1 && isKeyword(last) && !isExclaimed(text)) return "out";
  const isAsked = sentences.some((sentence) => asks(sentence) && !isAboutIt(sentence));
  return isAsked ? "out" : undefined;
}

/** Who signs below a text, and with which phone, says nothing of what they want. */
function withoutSignature(text: string): string {
  return text.replace(
    /\n\s*(?:--?\s|sent from\b|enviado desde\b|get outlook\b|envoy[eé] de\b)[\s\S]*$/iu,
    "",
  );
}

/** Whether a text asks for nothing but help (CTIA's HELP and INFO): a word alone, and no cry for it. */
export function isHelpWord(text: string): boolean {
  return helpWords.has(wordsOf(text)) && !text.includes("!");
}

const helpWords = new Set(["help", "info", "ayuda", "informacion", "aide"]);

/** Letters alone, small, without accents: `Arrêt` and `ARRET`, `don’t` and `dont`, `S T O P` and `stop`. */
function wordsOf(text: string): string {
  const words = plainWords(text);
  const joined = /^\p{L}(?: \p{L}){2,}$/u.test(words) ? words.replaceAll(" ", "") : words;
  // As it is typed in haste: "stopp", "unsuscribe".
  return joined
    .replace(/^stopp+$/, "stop")
    .replace(/^u?n?su?b?s?c?r+i?b+e?$/, (word) => (word.length > 6 ? "unsubscribe" : word));
}

const startWords = new Set([
  "start",
  "unstop",
  "opt in",
  "optin",
  "resubscribe",
  "iniciar",
  "comenzar",
  "empezar",
  "reprendre",
]);

/** What opts out where it stands alone, or with a polite word. */
const stopWords = new Set([
  ...[
    "stop",
    "stopall",
    "quit",
    "end",
    "revoke",
    "opt out",
    "optout",
    "cancel",
    "unsubscribe",
    "remove",
    "remove me",
  ],
  ...[
    "unsub",
    "stop stop",
    "stop stop stop",
    "no more",
    "leave me alone",
    "lose my number",
    "delete my number",
  ],
  ...[
    "alto",
    "parar",
    "pare",
    "paren",
    "para",
    "basta",
    "baja",
    "cancelar",
    "no mas",
    "ya no mas",
    "desuscribir",
  ],
  ...["desuscribirme", "darme de baja", "dar de baja", "detener", "salir", "eliminar", "dejenme en paz"],
  ...[
    "arret",
    "arreter",
    "arretez",
    "arrete",
    "desabonner",
    "desabonnement",
    "desinscrire",
    "desinscription",
  ],
  ...["me desabonner", "me desinscrire", "annuler", "laissez moi tranquille", "fin des sms"],
]);

const politeness =
  /\b(?:please|pls|plz|kindly|thanks|thank you|thx|ok|okay|hi|hello|hey|sorry|now|all|it|this|just|already|por favor|porfa|porfavor|gracias|hola|ya|s il vous plait|sil vous plait|svp|stp|merci|bonjour|maintenant|immediately|asap|asked|texting me|messaging me)\b/g;

function isKeyword(words: string): boolean {
  const plain = words.replaceAll(politeness, " ").replaceAll(/\s+/g, " ").trim();
  return stopWords.has(words) || stopWords.has(plain);
}

/** What is one wish only, whatever else a text says before or after it. */
const plainest = new Set([
  ...["stop", "stopall", "unsubscribe", "opt out", "optout", "remove me", "unsub"],
  ...["alto", "desuscribir", "arret", "arretez", "desabonner"],
]);

/** "STOP. Wrong person", "Stop" over a signature, "wrong person, stop". */
function beginsOrEnds(text: string): boolean {
  const plain = plainText(text).trim();
  const first = /^([^.,;:!?\n\r]+?)(?:[.;]\s|\s-\s|[\n\r])/u.exec(`${text.trim()} `)?.[1] ?? "";
  const cried = /^(\p{Lu}+)!/u.exec(plain)?.[1] ?? "";
  const last = /,([^.,;:!?]+)[.!]*$/u.exec(plain)?.[1] ?? "";
  return [first, cried, last].some((part) => plainest.has(wordsOf(part).replaceAll(politeness, " ").trim()));
}

/** "Stop! You are too kind": a cry, not a wish. */
function isExclaimed(text: string): boolean {
  return /^\s*\p{L}+!/u.test(text) && text.trim().split(/\s+/).length > 3;
}

/** What is sent. */
const texts =
  "(?:(?:text|sms|mms|txt|message|msg|notification|alert|reminder|update|promo|promotion|offer|ad|marketing|spam|call|robocall|communication|contact)s?|text messages?|text reminders?|(?:sending|texting?|txting?|textin|messaging|contacting|calling|bothering|spamming|writing|emailing|pestering|harassing|blasting))";
const mensajes =
  "(?:mensajes?|msjs?|mensajitos?|textos?|sms|avisos?|recordatorios?|notificaciones|promociones|publicidad|llamadas?|comunicaciones|ofertas)";
const envois =
  "(?:messages?|sms|textos?|rappels?|notifications?|alertes?|publicites?|pubs?|appels?|communications?|offres?|promos?)";
/** Between a verb and what it is about: "stop with all of these text messages". */
const some = "(?:\\w+ ){0,4}?";

/** Whole wishes, as they stand in a sentence. */
const wishes: readonly RegExp[] = [
  // English
  `^(?:please )?end (?:all |of |these |those |the |this |your )*${texts}\\b`,
  `^no (?:further |additional )?(?:texts?|text messages?|messages|sms|txts?)(?: please)?$`,
  `no (?:further|additional) ${some}${texts}\\b`,
  `no longer (?:wish|want|care|like) to (?:receive|get|hear|be) (?:${some})(?:${texts}|texted|messaged|contacted|from you)\\b`,
  `(?:stop|quit|cease|discontinue|halt|no more|cancel|block|turn off|shut off|disable|unsubscribe(?: me)? from) (?:with )?${some}${texts}\\b`,
  `(?:dont|do not|never|not to) (?:ever |you ever )?(?:text|message|msg|txt|sms|contact|call|write|bother|spam|email|reach out to)(?: (?:or|and|nor) (?:text|message|sms|contact|call|write|email))? (?:me|us|this (?:number|phone)|to me|to us|here|at)\\b`,
  `(?:dont|do not|never) (?:ever )?(?:send|want|wish|need) (?:me |us |to (?:get|receive|hear) |to be )?(?:${some})(?:${texts}|texted|messaged|contacted|called|from you)\\b`,
  `(?:dont|do not) (?:want|wish|like) (?:you )?(?:to )?(?:text|message|contact|call|hear from)\\w*\\b`,
  `(?:take|remove|delete|drop|scrub|get|erase) (?:me|us|my (?:number|phone|cell|info|contact|name)|this (?:number|phone)|the number)(?: \\w+){0,2} (?:off|out of|from) (?:of )?(?:your|ur|the|this|that|any|all|every) (?:\\w+ ){0,2}(?:lists?|database|contacts|texts?|messages|system|subscribers?|mailing|sms|distribution|records)\\b`,
  `(?:lose|delete|remove|erase|forget|block) (?:my|this) (?:number|phone number|phone|cell|contact info)\\b(?! \\d)`,
  `(?:remove|unsubscribe|unsub|opt) (?:me|us)(?: out)?(?: please| now| thanks| immediately)?$`,
  `(?:want|wish|like|need|how (?:do|can) i|how to|let me|can i|trying|asked|going) (?:to |please )?(?:opt ?out|unsubscribe|be (?:removed|taken off|unsubscribed|opted out))\\b`,
  `(?:opt|opting) (?:me )?out (?:of|from)?(?: \\w+){0,3} ?${texts}\\b`,
  `(?:opt me out|opting out|i opt out|unsubscribe me|unsubscribe us|unsubscribe from|i revoke (?:my )?consent|revoke my consent|withdraw my consent|take me off (?:your|the|this) list|put me on your do not (?:call|text|contact) list)\\b`,
  `leave (?:me|us) alone\\b(?! (?:in|with|at|for|until)\\b)`,
  `(?:not|no longer|never) (?:interested|want\\w*) (?:in )?(?:${some})${texts}\\b`,
  `(?:mind|kindly|please|appreciate (?:it if )?you(?:r)?) not (?:texting|messaging|contacting|calling|sending)\\b`,
  `(?:withdraw|revok|rescind)\\w* (?:all |any )?(?:my |of my )?consent\\b`,
  `enough (?:with|of) (?:all )?(?:the|these|your|those) (?:\\w+ )?${texts}\\b`,
  `^i (?:already |have )?(?:said|told you to|asked you to) stop$`,
  `wrong number ${some}(?:stop|remove|dont text)\\b`,
  // Español
  `(?:deja|deje|dejen|dejar|dejad|para|pare|paren|parar|basta|termina|terminen) (?:ya )?de (?:enviar|mandar|escribir|textear|mensajear|llamar|molestar|contactar)\\w*`,
  `(?:no|ya no|nunca) (?:me |nos )(?:vuelvan? a |vuelva a |vuelvas a )?(?:envi|mand|escrib|text|mensaje|llam|contact|molest)\\w*(?: (?:mas|nunca|jamas|otra vez|nada|estos|sus|tus|${mensajes})\\b|$)`,
  `(?:no|ya no) (?:quiero|queremos|deseo|quisiera|necesito) (?:recibir |que me (?:envien|manden|escriban|llamen) )?(?:ya )?(?:mas |sus |tus |estos |los |este tipo de |ningun |nada de )*${mensajes}\\b`,
  `(?:dejar|parar) de recibir (?:\\w+ ){0,2}${mensajes}\\b`,
  `(?:quit|sac|elimin|borr)\\w* de (?:la|su|tu|sus|esta) (?:lista|base)\\b`,
  `ya no (?:me |nos )?(?:mand|envi|escrib)(?:en?|es|a|an|as)\\b(?! (?:la|el|los|las|un|una)\\b)`,
  `(?:paren?|par[ae]n?le|alto|basta)(?: ya)?(?: con| a| de)?(?: todos| ya)? (?:los |sus |tus |estos |tantos )?${mensajes}\\b`,
  `(?:revoco|retiro|cancelo) (?:mi|el) consentimiento\\b`,
  `(?:dejen?|dejar|dejes) de (?:chingar|molestar|fregar|joder)\\b`,
  `dadme de baja\\b`,
  `no mas (?:\\w+ ){0,2}${mensajes}\\b`,
  `no (?:envien?|manden?|envies|mandes|escriban?|escribas|llamen?|llames) mas\\b`,
  `no quiero que (?:me|nos) (?:envi|mand|escrib|llam|contact|molest)\\w*`,
  `no (?:me |nos )?vuelv\\w+ a (?:envi|mand|escrib|llam|contact|molest)\\w*`,
  `desuscrib(?:an|a|e)(?:me|nos)\\b`,
  `(?:denme|dame|deme|darme|darnos|dense|quiero la|me doy|dar) (?:de )?baja\\b`,
  `(?:quit|elimin|borr|saqu|sac|remuev)\\w* (?:mi (?:numero|telefono|contacto)|este numero)\\b`,
  `(?:quit|elimin|borr|saqu|sac|remuev)\\w*(?:me|nos|enme|ame) de (?:la|su|tu|sus|esta) (?:lista|base)\\w*`,
  `(?:cancel|suspend|deten|anul)\\w* (?:\\w+ ){0,3}(?:${mensajes}|suscripcion)\\b`,
  `dejen?me en paz\\b`,
  // Français
  `(?:arret|cess)\\w* (?:de |avec |tous |toutes |ces |les |vos |tes )*(?:men |me |nous )?(?:voyer|envoyer|ecrire|contacter|appeler|texter|harceler|deranger|spammer|${envois})\\b`,
  `(?:arret|cess)\\w* d(?:e )?(?:m|nous )?(?:envoyer|ecrire|appeler|embeter)\\b`,
  `(?:ne|de ne) (?:plus )?(?:m|me |nous )(?:envoy|ecri|contact|appel|text|derang)\\w* (?:plus|pas|jamais)\\b`,
  `ne (?:plus|pas|jamais) (?:m|me |nous )?(?:envoyer|ecrire|contacter|appeler|recevoir|texter|deranger)\\b`,
  `(?:veux|voulons|souhaite|desire|voudrais) (?:plus|pas|etre retire|etre enleve)(?: (?:recevoir|de|vos|ces|aucun|etre contactee?|que vous mecriviez))*(?: ${envois})?(?:$| (?:de votre|de vous|svp|merci|liste))`,
  `(?:plus|assez) (?:de |d)${envois}\\b`,
  `(?:desabonn|desinscri|desinscriv)\\w* (?:moi|nous)\\b`,
  `(?:me|nous) (?:desabonner|desinscrire)\\b`,
  `(?:retir|enlev|supprim|efface|ray)\\w* (?:moi|nous|mon numero|ce numero|mes coordonnees)\\b(?! (?:une?|deux|trois|l[ae]s?|cet|cette|ces?)\\b)`,
  `stop (?:aux|au|les|vos|ces|a ces|a vos) ${envois}\\b`,
  `laissez moi tranquille\\b`,
  `(?:merci|demande|prie|priere|veuillez) (?:de )?d?arreter(?: de m\\w+| tout)?$`,
  `^cessez$`,
  `me retirer de (?:votre|vos|la|cette) (?:\\w+ )?(?:listes?|base|fichiers?|contacts)\\b`,
  `^pas de (?:sms|textos?|messages?|pubs?)(?: svp| merci)?$`,
].map((pattern) => new RegExp(`(?:^|\\b)${pattern}`, "u"));

function asks(sentence: string): boolean {
  return wishes.some((wish) => wish.test(sentence));
}

/**
 * It is spoken of, and not wished for: "please don’t stop texting me", "why did you stop texting", "reply STOP to end",
 * "stop by when you get my message", "no more calls needed today", "don’t text me before nine".
 */
const aboutIt: readonly RegExp[] = [
  /\b(?:dont|do not|never|didnt|did not|wont|will not|cant|cannot|not) (?:ever |want (?:you )?to |wish to |mean to |plan to |going to |need to |let them )?(?:stop|quit|cease|end|unsubscribe|opt ?out|cancel|lose my number|remove me|take me off|discontinue|block)\b/u,
  /\b(?:why|when|since|after|because|before|until|unless|once|if) (?:did |do |does |have |has |are |is |were |was )?(?:you|u|they|he|she|i|we|it|someone|somebody|your)(?:ve|re| have| has| had| are)? (?:guys |people )?(?:ever )?(?:stop|stopped|quit|ceased|end|ended|cancel|canceled|cancelled|unsubscribe|opt|block|blocked|text|reply|write|send)\w*\b/u,
  /\b(?:reply|text|txt|send|respond|answer|write|type|responda|envie|repondez|envoyez) (?:with )?(?:stop|arret|alto|baja)\b/u,
  /\bstop (?:by|in|at|over|off|here|there|over|around|for|and|to|on|when|before|until|the (?:car|bus|train|leak|water|noise))\b/u,
  /\b(?:bus|train|next|last|first|full|pit|tram|metro|truck|non|one|the|a|an|your|my|our|this|that) stop\b/u,
  /\barrets? (?:de |du )?(?:bus|metro|tram|train|car|travail|maladie)\b/u,
  /\b(?:text|message|contact|call|write|email|send|llam\w*|escrib\w*|mand\w*|envi\w*|m?appel\w*|m?ecri\w*|menvoy\w*)\b.*\b(?:before|after|until|between|during|while|at night|in the (?:morning|afternoon|evening)|on (?:sundays?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|weekends?)|antes|despues|hasta|durante|de noche|por la noche|por la manana|avant|apres|pendant|la nuit|le soir|le matin|le week ?end)\b/u,
  /\bend (?:the|this|our) calls?\b/u,
  /\bopt(?:ing)? out of (?:the |my |your |this |that |any )?(?!texts?\b|messages?\b|sms\b|alerts?\b|reminders?\b|promo|marketing|notif|updates?\b|offers?\b|calls?\b|list|all\b|receiving|getting|your\b|these\b|future\b)\w/u,
  /\bunsub\w* (?:me )?from (?:the |your |my )?(?:e ?mails?|newsletters?)\b/u,
  /\b(?:dar|doy|den) de baja (?:a )?(?:mi|la|el) (?!numero|telefono|celular|suscripcion|lista)\w/u,
  /\blista de espera\b/u,
  /\bno (?:me |nos )?(?:dej|par)\w+ de\b/u,
  /\bpor que ya no\b/u,
  /\bwake ?up calls?\b/u,
  /\b(?:text|message|sms|txt) (?:me|us) instead\b/u,
  /\b(?:wait|waiting|guest|cleaning|standby|shopping) ?list\b/u,
  /\bno (?:me|nos) (?:(?:envi|mand|escrib|llam|contact)\w*(?:aron|ieron|aste|iste)|mando|envio|llamo|escribio)\b/u,
  /\b(?:forget|hesitate|hesites|hesitez|olvides?|olvide|dudes?|dude|oublie[zs]?)\b/u,
  /\b(?:stopped|never got|never received|didnt get|did not get|havent gotten|have not gotten|no me llego|no recibi|nai pas recu|pas recu) /u,
  /\b(?:no more|not interested in|end|cancel|block|stop|quit) (?:\w+ ){0,4}?(?:call|contact|update|offer|ad|promotion|reminder)s? (?:needed|necessary|today|tomorrow|until|is|was|are)\b/u,
  /\bdont (?:send|need|want) (?:me |us )?(?:the |a |an |any |more )?(?:towels?|invoice|bill|receipt|key|keys|breakfast|cleaning|housekeeping|help|refund)\b/u,
  /\b(?:cancel|end|quit|stop|block) (?:my|the|our|his|her|that|this) (?:appointment|reservation|booking|order|room|stay|lease|contract|policy|visit|service call|\d)/u,
];

function isAboutIt(sentence: string): boolean {
  return aboutIt.some((pattern) => pattern.test(sentence));
}
