// The gateway's HTTP side: the scene, the history, one subscriber, the clock.
import type { ClockCommand, History, Inspection } from "../domain/map-frame.ts";
import type { Scene } from "../domain/scene.ts";
import { authorization, heldToken, renewToken } from "./token.ts";

/** How far the gateway is with making its world (status 202). */
export interface Making {
  readonly phase: string;
  /** 0 to 1 */
  readonly share: number;
  /** Subscriber events so far. */
  readonly events: number;
}

/** Why a request failed, as the plate shows it. */
export class GatewayError extends Error {
  /** HTTP status, 0 when nobody answered. */
  declare readonly status: number;
  declare readonly making: Making | undefined;

  constructor(status: number, message: string, making?: Making) {
    super(message);
    this.name = "GatewayError";
    this.status = status;
    this.making = making;
  }
}

export const readScene = (): Promise<Scene> => read<Scene>("api/scene");
export const readHistory = (): Promise<History> => read<History>("api/history");
export const readSubscriber = (index: number): Promise<Inspection> =>
  read<Inspection>(`api/subscribers/${index}`);

/** A scenario of the scenarios folder, ready for the worker; undefined when there is none. */
export async function readScenario(name: string): Promise<unknown> {
  try {
    return await read<unknown>(`api/scenarios/${name}`);
  } catch (error) {
    if (error instanceof GatewayError && error.status === 404) return undefined;
    throw error;
  }
}

/** Pauses, resumes or sets the speed; the next tick shows what came of it. */
export async function commandClock(command: ClockCommand): Promise<void> {
  const answer = await ask("api/clock", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  });
  if (answer.status !== 204) throw await failureOf(answer);
}

async function read<T>(path: string): Promise<T> {
  const answer = await ask(path);
  if (answer.status !== 200) throw await failureOf(answer);
  return (await answer.json()) as T;
}

/** A ticket for the stream, good once: a WebSocket has no header for the token. */
export async function readTicket(): Promise<string> {
  const answer = await ask("api/tickets", { method: "POST" });
  if (answer.status !== 200) throw await failureOf(answer);
  return ((await answer.json()) as { ticket: string }).ticket;
}

/** Asks with the reader's token, and asks the reader for one when the gateway wants another. */
async function ask(path: string, request: RequestInit = {}): Promise<Response> {
  for (;;) {
    const token = heldToken();
    const answer = await send(path, {
      ...request,
      headers: { ...request.headers, ...authorization() },
    });
    if (answer.status !== 401) return answer;
    await renewToken(token);
  }
}

async function send(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new GatewayError(0, `${location.host} does not answer.`);
  }
}

async function failureOf(answer: Response): Promise<GatewayError> {
  const text = await answer.text();
  try {
    const { message, progress } = JSON.parse(text) as { message?: string; progress?: Making };
    if (message) return new GatewayError(answer.status, message, progress);
  } catch {
    // not JSON: the status line says all that is known
  }
  return new GatewayError(answer.status, `${answer.status} ${answer.statusText}`);
}
