import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** How a server answers; the byte counts are of one answer. */
export interface Manner {
  /** Whether it knows HTTP Range. Default: yes. */
  readonly range?: boolean;
  /** It breaks the connection after so many bytes. */
  readonly cutAfter?: number;
  readonly status?: number;
  /** It says no length in advance, and ends after so many bytes as if that were all. */
  readonly endAfter?: number;
}

export interface Request {
  readonly path: string;
  readonly range: string | undefined;
}

/** An HTTP server on this machine, with files by name; a function gives the manner of each request. */
export async function mirror(files: Record<string, Uint8Array>, manner: (request: Request, n: number) => Manner) {
  const requests: Request[] = [];
  const server = createServer((incoming: IncomingMessage, answer) => {
    const path = incoming.url ?? "";
    const request = { path, range: incoming.headers.range };
    const { range = true, cutAfter, status, endAfter } = manner(request, requests.length);
    requests.push(request);
    const file = files[path.slice(path.lastIndexOf("/") + 1)];
    if (status !== undefined || file === undefined) {
      answer.writeHead(status ?? 404).end("not here");
      return;
    }
    const start = range ? Number(/^bytes=(\d+)-$/.exec(request.range ?? "")?.[1] ?? 0) : 0;
    const rest = file.subarray(start);
    if (endAfter !== undefined) {
      answer.writeHead(200).write(rest.subarray(0, endAfter));
      answer.end();
      return;
    }
    const headers = { "content-length": rest.length, "content-type": "application/octet-stream" };
    if (start > 0) {
      answer.writeHead(206, { ...headers, "content-range": `bytes ${start}-${file.length - 1}/${file.length}` });
    } else {
      answer.writeHead(200, headers);
    }
    if (cutAfter === undefined || cutAfter >= rest.length) answer.end(rest);
    else answer.write(rest.subarray(0, cutAfter), () => setTimeout(() => answer.destroy(), 20));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mnist/`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
