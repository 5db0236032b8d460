import { status as GrpcStatus } from '@grpc/grpc-js';
import { binaryHeaders, grpcEvent, type Event } from '../../harness/events.js';
import { GrpcClient } from '../../harness/grpc-client.js';
import type { Kcat } from '../../harness/kcat.js';
import type { Tenant } from '../../harness/tenant.js';

/** Hands an event over once. Resolves to a status as HTTP has it: 202 acknowledged, 0 no answer. */
export type Sender = (tenant: Tenant, event: Event) => Promise<number>;

const ANSWER_MS = 10_000;

/** To each of these gateways in turn. */
export function restSender(urls: readonly string[]): Sender {
  let turn = 0;
  return async ({ key }, event) => {
    turn += 1;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents+json' };
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const url = `${urls[turn % urls.length] ?? ''}/v1/events`;
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event), signal });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  };
}

/** Over one connection a tenant, which lasts as long as the process. */
export function grpcSender(address: string): Sender {
  const clients = new Map<string, GrpcClient>();
  return async ({ key }, event) => {
    const client = clients.get(key) ?? new GrpcClient(address, key);
    clients.set(key, client);
    try {
      await client.publish(grpcEvent(event));
      return 202;
    } catch (error) {
      return (error as { readonly code?: number }).code === GrpcStatus.INVALID_ARGUMENT ? 400 : 0;
    }
  };
}

/** Past the gateway: acknowledged once all replicas have it. */
export const kafkaSender =
  (kcat: Kcat): Sender =>
  (tenant, event) =>
    kcat
      .produce('events', {
        value: JSON.stringify(event.data),
        key: `${tenant.id}|${event.subject ?? ''}`,
        headers: binaryHeaders({ ...event, tenantid: tenant.id }, 'ce_'),
      })
      .then(
        () => 202,
        () => 0,
      );
