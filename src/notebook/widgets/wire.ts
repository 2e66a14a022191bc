/** The header of a Jupyter message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** Any value that a message carries as JSON. */
export interface JsonRecord {
  readonly [key: string]: unknown;
}

/** A message of Jupyter's protocol 5.3. */
export interface Message {
  /** Frames that identify the client that sent it. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Header | Record<string, never>;
  readonly metadata: JsonRecord;
  readonly content: JsonRecord;
  readonly buffers: readonly Uint8Array[];
}

const DELIMITER = Buffer.from("<IDS|MSG>");

/**
 * A header that replies to `parent`. It keeps the session, as JupyterLab drops messages of any session but the latest.
 */
export function replyHeader(type: string, parent: Header): Header {
  return {
    msg_id: crypto.randomUUID(),
    msg_type: type,
    session: parent.session,
    username: parent.username,
    date: new Date().toISOString(),
    version: "5.3",
  };
}

function signature(key: string, parts: readonly (string | Uint8Array)[]): string {
  const hash = process.getBuiltinModule("node:crypto").createHmac("sha256", key);
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** The frames of a message, signed with the kernel's key. */
export function encode(message: Message, key: string): (string | Uint8Array)[] {
  const { identities, header, parent, metadata, content, buffers } = message;
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  return [...identities, DELIMITER, signature(key, parts), ...parts, ...buffers];
}

/** The message in these frames; undefined if the signature is wrong. */
export function decode(frames: readonly Uint8Array[], key: string): Message | undefined {
  const start = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (start < 0 || frames.length < start + 6) return undefined;
  const parts = frames.slice(start + 2, start + 6);
  const given = frames[start + 1];
  const expected = Buffer.from(signature(key, parts));
  const { timingSafeEqual } = process.getBuiltinModule("node:crypto");
  if (key !== "" && !(given.length === expected.length && timingSafeEqual(given, expected))) return undefined;
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(Buffer.from(part).toString()));
  return { identities: frames.slice(0, start), header, parent, metadata, content, buffers: frames.slice(start + 6) };
}
