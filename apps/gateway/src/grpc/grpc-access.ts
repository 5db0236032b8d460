import type { Metadata } from '@grpc/grpc-js';
import { Injectable } from '@nestjs/common';
import { Authenticator } from '../auth/authenticator.js';
import { requireScope, type Caller } from '../auth/caller.js';
import type { Scope } from '../auth/scopes.js';

/** The scope of every method; one that is missing here does not compile. */
export const GRPC_ACCESS = {
  Publish: 'events:write',
  PublishBatch: 'events:write',
  PublishStream: 'events:write',
} as const satisfies Readonly<Record<string, Scope>>;

/** Finds out who calls, by the same keys and limits as REST. */
@Injectable()
export class GrpcAccess {
  constructor(private readonly authenticator: Authenticator) {}

  async enter(method: keyof typeof GRPC_ACCESS, metadata: Metadata, peer: string): Promise<Caller> {
    const [authorization] = metadata.get('authorization');
    const caller = await this.authenticator.authenticate(authorization?.toString(), addressOf(peer));
    requireScope(caller, GRPC_ACCESS[method]);
    return caller;
  }
}

/** `ipv4:127.0.0.1:5123`, `127.0.0.1:5123` or `[::1]:5123` without the port. */
const addressOf = (peer: string): string => peer.replace(/^ipv[46]:/, '').replace(/:\d+$/, '');
