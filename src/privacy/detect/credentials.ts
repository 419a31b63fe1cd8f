import { type Finding, inOrder, matchesOf } from './finding'

const secretWords =
  'pass ?words?|pass ?phrases?|passwd|pass ?code|passwort|pwd|pass|pw|secret|pin|token|api[ _-]?keys?|access[ _-]?keys?|kennwort|contrase\u00f1a|clave|mot de passe|mdp|senha|wachtwoord|has\u0142o|heslo|l\u00f6senord|adgangskode|\u043f\u0430\u0440\u043e\u043b\u044c|\u5bc6\u7801|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638'
const nameWords =
  'user ?names?|user[ _-]?id|login(?: (?:name|id))?|benutzername|usuario|usu\u00e1rio|identifiant|gebruikersnaam|nom d.utilisateur|nome utente|\u043b\u043e\u0433\u0438\u043d'

/** `password: hunter2`, `login = ann / hunter2`, and of secrets alone: `my password is hunter2`. */
const named = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(${secretWords})|${nameWords}|(?:login )?cred(?:ential)?s|login info(?:rmation)?)(?:["']?\\s{0,3}(?:[:=]|=>|:=)\\s{0,3}(?<assigned>"[^"\\n]+"|'[^'\\n]+'|[^\\s\\ufffc]+(?:\\s{0,2}/\\s{0,2}[^\\s\\ufffc]+)?)|\\s(?:is|ist|lautet|es|est|\u00e8|\u00e9)(?:\\s|:){1,3}(?<quote>["'\u201c\u201e\u00ab]?)(?<said>[^\\s\\ufffc]+))`,
  'giu',
)

/** A transcript has `User: hello there`, so what follows must end there. */
const user = new RegExp(
  `(?<![\\p{L}\\p{N}])user\\s{0,2}[:=]\\s{0,3}([^\\s\\ufffc]+)(?=\\s{0,3}(?:$|[\\n,;/|]|(?:and |und )?(?:my )?(?:${secretWords})))`,
  'giu',
)

/** `my password`, in the languages of the words above. */
const ownBefore = /(?<!\p{L})(?:my|mein|meine|mi|mon|minha|mijn|mio)\s$/iu

/** What is said of a password, and is not one. */
const saidOf =
  /^(?:not|wrong|incorrect|invalid|required|expired|too|weak|strong|case|correct|being|reset|needed|the|an?|my|your|that|what|there|here|something|someone|anything|old|new|long|short|compromised|hacked|leaked|always|never|still|now|also|very|in|on|at|for|to|stored|sent|saved|lost|gone|missing|safe|secure|secret|important|nicht|falsch|abgelaufen|ung\u00fcltig|richtig|zu|incorrecta|incorrecto|inv\u00e1lida|incorrect|expir\u00e9|faux|no|pas)[.,;!?]*$/iu

/** Tokens known by their form: JSON Web Tokens, authorization headers, keys of well-known services. */
const tokens =
  /(?<![\p{L}\p{N}_-])(?:eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]+)?|(?:bearer|basic)\s{1,3}(?=[a-z.~+/=_-]*\d)[\w.~+/=-]{8,}|(?:sk|pk|rk)[_-](?:live|test|proj|ant)[\w-]{8,}|sk-[a-z0-9]{20,}|gh[pousr]_[a-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_[a-z0-9]{30,}|xox[abeprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,})|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\w\s+/=]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/giu

/** What an earlier redaction left. */
const isRedacted = /^["'\u201c\u201e\u00ab(]{0,2}[[<]\w{1,32}[\]>]/

/** Up to the last place that an earlier redaction left, whose bracket belongs to it. */
const lastRedacted = /^.*[[<]\w{1,32}[\]>]/s

/** Passwords, user names and keys, each with the word before it left in place. */
export function findCredentials(text: string): readonly Finding[] {
  const found: Finding[] = []
  for (const match of matchesOf(tokens, text)) found.push(valueIn(match, match[0]))
  for (const match of matchesOf(user, text)) {
    if (!isRedacted.test(match[1] ?? '')) found.push(valueIn(match, match[1]))
  }
  for (const match of matchesOf(named, text)) {
    const value = secretIn(match, text)
    if (value !== undefined) found.push(valueIn(match, value))
  }
  return inOrder(found)
}

function secretIn(match: RegExpExecArray, text: string): string | undefined {
  const { assigned, quote, said } = match.groups ?? {}
  const value = assigned ?? said ?? ''
  if (isRedacted.test(value)) return undefined
  if (assigned !== undefined) return assigned
  if (match[1] === undefined) return undefined
  if (quote !== '') return said
  const isOwn = ownBefore.test(text.slice(Math.max(0, match.index - 8), match.index))
  return isSecret(value, isOwn) ? said : undefined
}

function isSecret(value: string, isOwn: boolean): boolean {
  if (saidOf.test(value)) return false
  return isOwn || (value.length >= 4 && /[\d@#$%^&*+=_~]|\p{Ll}\p{Lu}/u.test(value))
}

/** The value is the last part of the match; quotes and the punctuation of the sentence are not part of it. */
function valueIn(match: RegExpExecArray, value = ''): Finding {
  const end = match.index + match[0].lastIndexOf(value) + value.length
  const leading = /^["'\u201c\u201e\u00ab(]{0,2}/u.exec(value)?.[0].length ?? 0
  const afterRedacted = value.slice(lastRedacted.exec(value)?.[0].length ?? 0)
  const trailing = /[.,;!?)\]}"'\u201d\u00bb]{0,8}$/u.exec(afterRedacted)?.[0].length ?? 0
  const isAll = leading + trailing >= value.length
  return {
    kind: 'credentials',
    start: end - value.length + (isAll ? 0 : leading),
    end: end - (isAll ? 0 : trailing),
  }
}
