import { join } from 'node:path';

/** What specs need of a gateway: its own spec helper, which this app may not import by name. */
export interface Gateway {
  readonly url: string;
  /** An admin's key. */
  readonly admin: string;
  call(
    request: string,
    options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }>;
  key(body: Readonly<Record<string, unknown>>): Promise<string>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

interface Helper {
  readonly World: { create(): Promise<Gateway & { start(): Promise<unknown> }> };
}

/** A real gateway on a database of its own, which knows the connectors http, sms, slack and stt. */
export async function startGateway(): Promise<Gateway> {
  const helper = join(import.meta.dirname, '../../gateway/src/gateway.spec-helper.ts');
  const { World } = (await import(helper)) as Helper;
  const world = await World.create();
  await world.start();
  return world;
}
