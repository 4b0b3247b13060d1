// What the page itself says, in the reader's language, and the reader's dates and numbers.

const EN = {
  add_option: "Optional", app: "APP", at: "{day} at {time}", attach: "Choose a file",
  away: "{app} is not connected. It may still be starting.",
  between: "Must be between {low} and {high}.", cancel: "Cancel", channels: "Channels",
  choices: "Choices", commands: "Commands", directs: "Direct messages", dismiss: "Dismiss message",
  edited: "(edited)", failed_click: "This interaction failed", failed_load: "Loading options failed",
  false: "False", forum_empty: "There are no posts yet.", install: "Add to my account",
  install_note: "Add {name} to your account, and its commands are yours here and wherever you are.",
  language: "Language",
  length: "Must be {low} to {high} characters long.", loading: "Loading options…",
  lost: "The connection to the sandbox is lost. Trying again…", menu: "Apps",
  messages_one: "{n} message", messages_many: "{n} messages", new: "New",
  no_command: "No command is called that.", no_option: "No options match what you typed.",
  no_answer: "The application did not respond.", not_number: "Must be a number.", note: "All of this happens on this machine. Nothing reaches Discord.",
  only_you: "Only you can see this", optional: "{n} optional", options: "Options",
  present: "Jump to the newest", published: "Published", required: "This option is required.",
  select: "Make a selection", send: "Send", sending: "Sending command…", servers: "Servers",
  silent: "Sent without a notification", start: "This is the beginning of #{name}.",
  start_direct: "This is the beginning of your direct messages with {name}.",
  start_post: "This is the beginning of the post “{name}”.", submit: "Submit",
  thinking: "{app} is thinking…", today: "today", true: "True", typing: "{app} is typing…",
  type: "Message #{name}, or type / for commands", type_direct: "Message @{name}, or type / for commands",
  uninstall: "Remove from my account", used: "used", welcome: "Welcome to #{name}!", yesterday: "yesterday", you: "You are",
  posts_one: "{n} post", posts_many: "{n} posts", archived: "Archived", remove: "Remove this option",
  needs_command: "Type / and choose a command; in a forum nobody can just write.",
};

const FR = {
  add_option: "Facultatif", app: "APP", at: "{day} à {time}", attach: "Choisir un fichier",
  away: "{app} n’est pas connecté. Il démarre peut-être encore.",
  between: "Doit être compris entre {low} et {high}.", cancel: "Annuler", channels: "Salons",
  choices: "Choix", commands: "Commandes", directs: "Messages privés", dismiss: "Masquer le message",
  edited: "(modifié)", failed_click: "Échec de l’interaction",
  failed_load: "Le chargement des options a échoué", false: "Faux",
  forum_empty: "Il n’y a pas encore de publication.", install: "Ajouter à mon compte",
  install_note: "Ajoutez {name} à votre compte : ses commandes vous suivent ici et partout où vous êtes.",
  language: "Langue",
  length: "Doit compter de {low} à {high} caractères.", loading: "Chargement des options…",
  lost: "La connexion au bac à sable est perdue. Nouvelle tentative…", menu: "Applications",
  messages_one: "{n} message", messages_many: "{n} messages", new: "Nouveau",
  no_command: "Aucune commande ne porte ce nom.", no_option: "Aucune option ne correspond.",
  no_answer: "L’application n’a pas répondu.", not_number: "Doit être un nombre.",
  note: "Tout se passe sur cette machine. Rien ne part chez Discord.",
  only_you: "Visible uniquement par vous", optional: "{n} facultatives", options: "Options",
  present: "Aller au plus récent", published: "Publié", required: "Cette option est obligatoire.",
  select: "Faire un choix", send: "Envoyer", sending: "Envoi de la commande…", servers: "Serveurs",
  silent: "Envoyé sans notification", start: "C’est le début du salon #{name}.",
  start_direct: "C’est le début de vos messages privés avec {name}.",
  start_post: "C’est le début de la publication « {name} ».", submit: "Valider",
  thinking: "{app} réfléchit…", today: "aujourd’hui", true: "Vrai", typing: "{app} écrit…",
  type: "Écrire dans #{name}, ou taper / pour les commandes",
  type_direct: "Écrire à @{name}, ou taper / pour les commandes",
  uninstall: "Retirer de mon compte", used: "a utilisé", welcome: "Bienvenue dans #{name} !", yesterday: "hier", you: "Vous êtes",
  posts_one: "{n} publication", posts_many: "{n} publications", archived: "Archivée",
  remove: "Retirer cette option",
  needs_command: "Tapez / et choisissez une commande ; dans un forum, on n’écrit pas directement.",
};

/** Who reads: set once by the page, asked by everything that draws. */
export const reader = { locale: "en-US" };

export function say(key, values = {}) {
  const table = reader.locale.startsWith("fr") ? FR : EN;
  return table[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The singular ends where the language ends it: in French, zero is singular. */
export function count(key, n) {
  const one = new Intl.PluralRules(reader.locale).select(n) === "one";
  return say(`${key}_${one ? "one" : "many"}`, { n: n.toLocaleString(reader.locale) });
}

/** A registered name or description in the reader's language. */
export function told(thing, key = "name") {
  const all = thing[`${key}_localizations`] ?? {};
  return all[reader.locale] ?? all[reader.locale.split("-")[0]] ?? thing[key];
}

export function clock(when) {
  return when.toLocaleTimeString(reader.locale, { timeStyle: "short" });
}

export function day(when) {
  return when.toLocaleDateString(reader.locale, { dateStyle: "long" });
}

export function full(when) {
  return when.toLocaleString(reader.locale, { dateStyle: "full", timeStyle: "short" });
}

/** As beside an author's name: the time today, "yesterday at", or the date. */
export function stampOf(when, now = new Date()) {
  const time = clock(when);
  if (when.toDateString() === now.toDateString()) return time;
  const before = new Date(now);
  before.setDate(now.getDate() - 1);
  if (when.toDateString() === before.toDateString()) return say("at", { day: say("yesterday"), time });
  return `${when.toLocaleDateString(reader.locale)} ${time}`;
}

const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" },
  D: { dateStyle: "long" }, f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" }, s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

/** What `<t:…:style>` shows to this reader. */
export function timestamp(when, style) {
  if (style === "R") return relative(when);
  return new Intl.DateTimeFormat(reader.locale, STYLES[style]).format(when);
}

const UNITS = [
  ["year", 31536000], ["month", 2628000], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1],
];

export function relative(when, now = Date.now()) {
  const seconds = (when - now) / 1000;
  const [unit, length] = UNITS.find(([, long]) => Math.abs(seconds) >= long) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(Math.trunc(seconds / length), unit);
}

/** For comparing what is typed: no case, no accents. */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
