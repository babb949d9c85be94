// The gateway's WebSocket: people as binary frames, the rest as JSON; it comes back by itself.
import type { StreamMessage } from "../domain/map-frame.ts";
import { readTicket } from "./gateway.ts";
import type { Connection } from "./session.ts";

export interface StreamHandlers {
  people(octets: ArrayBuffer): void;
  message(message: StreamMessage): void;
  connection(connection: Connection): void;
}

/** Waits before another attempt, ms; the last one repeats. */
const RETRY_MS = [1000, 2000, 4000, 8000] as const;

/** Opens the stream and keeps it open until the page closes. */
export function openStream(handlers: StreamHandlers): void {
  let attempt = 0;
  let lostAt: number | undefined;
  const open = async (): Promise<void> => {
    let socket: WebSocket;
    try {
      socket = new WebSocket(addressWith(await readTicket()));
    } catch {
      comeBack();
      return;
    }
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      attempt = 0;
      lostAt = undefined;
      handlers.connection({ kind: "open" });
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data === "string") handlers.message(JSON.parse(data) as StreamMessage);
      else handlers.people(data);
    };
    socket.onclose = comeBack;
  };
  const comeBack = (): void => {
    const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]!;
    attempt++;
    const nowMs = performance.now();
    lostAt ??= nowMs;
    handlers.connection({ kind: "lost", sinceMs: lostAt, retryAtMs: nowMs + wait });
    setTimeout(() => void open(), wait);
  };
  void open();
}

function addressWith(ticket: string): URL {
  const address = new URL("api/stream", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = new URLSearchParams({ ticket }).toString();
  return address;
}
