// What the page knows of the sandbox, kept up to date by events; draws nothing and asks nothing.

const KEPT = 200; // messages of a channel that are held at once; older ones are asked for again
const EPHEMERAL = 1 << 6;
export const TEXT = 0, DIRECT = 1, CATEGORY = 4, ANNOUNCEMENT = 5, FORUM = 15;

/** Snowflakes are longer than numbers can hold; negative when `a` is older. */
export function age(a, b) {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function shorten(channel) {
  channel.messages.splice(0, channel.messages.length - KEPT);
  channel.more = true;
}

export class World {
  bot = null;
  connected = false;
  users = new Map();
  guilds = new Map();
  channels = new Map(); // of all guilds, threads and direct channels too
  me = null; // the user who reads, an id
  #read = new Map(); // channel id: the newest message that was seen there

  /** Take a whole state; what was read and what only one user sees is kept. */
  replace(state) {
    const before = this.channels;
    this.bot = state.bot;
    this.connected = state.connected;
    this.users = new Map([[state.bot.id, state.bot], ...state.users.map((user) => [user.id, user])]);
    this.guilds = new Map(state.guilds.map((guild) => [guild.id, {
      ...guild,
      roles: new Map(guild.roles.map((role) => [role.id, role])),
      members: new Map(guild.members.map((member) => [member.id, member.roles])),
    }]));
    this.channels = new Map();
    for (const channel of [...state.guilds.flatMap((guild) => guild.channels), ...state.directs]) {
      this.channels.set(channel.id, { ...channel, more: channel.messages.length >= 50 });
      const hidden = before.get(channel.id)?.messages.filter((one) => one.seen_by) ?? [];
      for (const message of hidden) this.#put(channel.id, message);
      if (!before.size) this.read(channel.id);
    }
  }

  channelsOf(guildId) {
    return [...this.channels.values()].filter((one) => one.guild_id === guildId && this.sees(one));
  }

  threadsOf(channelId) {
    return [...this.channels.values()].filter((one) => one.thread_metadata && one.parent_id === channelId)
      .sort((a, b) => age(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
  }

  /** The direct channel between the bot and who reads; undefined before its first message. */
  get direct() {
    return [...this.channels.values()].find((one) => one.recipients?.some((user) => user.id === this.me));
  }

  /** Whether who reads has the app in their account. */
  get isInstalled() {
    return Boolean(this.users.get(this.me)?.installed);
  }

  sees(channel) {
    if (channel.recipients) return channel.recipients.some((user) => user.id === this.me);
    const place = channel.thread_metadata ? this.channels.get(channel.parent_id) : channel;
    return place?.viewers?.includes(this.me) ?? false;
  }

  /** The messages of a channel that who reads may see, oldest first. */
  messagesOf(channel) {
    return channel.messages.filter((one) => !one.seen_by || one.seen_by === this.me);
  }

  /** What a channel is called, for people. */
  nameOf(channel) {
    return channel.recipients ? this.bot.username : channel.name;
  }

  /** The names behind mentions in one guild. */
  names(guildId) {
    const guild = this.guilds.get(guildId);
    return {
      users: new Map([...this.users.values()].map((one) => [one.id, one.global_name ?? one.username])),
      roles: new Map([...(guild?.roles.values() ?? [])].map((one) => [one.id, one.name.replace(/^@/, "")])),
      channels: new Map([...this.channels.values()].filter((one) => one.name).map((one) => [one.id, one])),
    };
  }

  isMentioned(message) {
    if (message.author.id === this.me) return false;
    const roles = this.guilds.get(this.channels.get(message.channel_id)?.guild_id)?.members.get(this.me) ?? [];
    return message.mention_everyone || message.mentions.some((user) => user.id === this.me)
      || message.mention_roles.some((role) => roles.includes(role));
  }

  // Reading

  /** Note that a channel was read to its end; only its newest messages are kept. */
  read(channelId) {
    const channel = this.channels.get(channelId);
    const last = channel?.messages.at(-1);
    if (!last) return;
    this.#read.set(channelId, last.id);
    if (channel.messages.length > KEPT) shorten(channel);
  }

  lastRead(channelId) {
    return this.#read.get(channelId) ?? "0";
  }

  /** How many messages are unread, and how many of them call the reader. */
  unread(channel) {
    const last = this.lastRead(channel.id);
    const fresh = this.messagesOf(channel).filter((one) => age(last, one.id) < 0 && one.author.id !== this.me);
    return { count: fresh.length, calls: fresh.filter((one) => this.isMentioned(one)).length };
  }

  // Events

  /** Take one event; says what of the page has to be drawn again. */
  apply({ event, data }) {
    switch (event) {
      case "STATE": this.replace(data); return "all";
      case "MESSAGE_CREATE": case "MESSAGE_UPDATE": return this.#put(data.channel_id, data);
      case "MESSAGE_DELETE": this.drop(data.channel_id, data.id); return "messages";
      case "THREAD_CREATE": case "THREAD_UPDATE": {
        const known = this.channels.get(data.id) ?? { messages: [], more: false };
        this.channels.set(data.id, { ...known, ...data });
        return "channels";
      }
      case "THREAD_DELETE": this.channels.delete(data.id); return "channels";
      case "COMMANDS_UPDATE": return "commands";
      case "TYPING_START": return "typing";
      case "BOT": this.connected = data.connected; return "box";
      default: return "state"; // guilds, roles, channels: rare, so everything is asked for anew
    }
  }

  #put(channelId, message) {
    const channel = this.channels.get(channelId);
    if (!channel) return "state";
    const list = channel.messages;
    const at = list.findLastIndex((one) => age(one.id, message.id) <= 0);
    if (list[at]?.id === message.id) {
      list[at] = message;
      return "messages";
    }
    list.splice(at + 1, 0, message);
    if (!(message.flags & EPHEMERAL)) channel.last_message_id = message.id;
    if (list.length > 2 * KEPT) shorten(channel);
    return "messages";
  }

  /** Put an older page before what is held. */
  prepend(channelId, page) {
    const channel = this.channels.get(channelId);
    const known = new Set(channel.messages.map((one) => one.id));
    channel.messages.unshift(...page.filter((one) => !known.has(one.id)));
    channel.more = page.length >= 50;
  }

  drop(channelId, messageId) {
    const channel = this.channels.get(channelId);
    if (channel) channel.messages = channel.messages.filter((one) => one.id !== messageId);
  }
}
