import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ListPage, PageRequest } from '@hookswitch/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { MAC_KEY } from '../core/tokens.js';
import { ApiError } from '../problem/api-error.js';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

/** What a cursor is good for. */
export interface CursorScope {
  readonly tenant: string;
  /** Name of the list and, where it has some, its filters: a cursor goes on with the list that it came from. */
  readonly list: string;
}

/** Query parameters of every list. */
export interface PageParameters {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Turns positions of lists into opaque cursors that hold tenant and filter and cannot be changed, and back. */
@Injectable()
export class Cursors {
  constructor(@Inject(MAC_KEY) private readonly key: Buffer) {}

  /** Rejects with `invalid_cursor` what was not sealed for this tenant and list. */
  request(scope: CursorScope, { limit = DEFAULT_LIMIT, cursor }: PageParameters): PageRequest {
    return cursor === undefined ? { limit } : { limit, after: this.open(scope, cursor) };
  }

  /** The body of a list's answer. */
  page<T, R>(scope: CursorScope, { items, next }: ListPage<T>, show: (item: T) => R) {
    return { items: items.map(show), ...(next !== undefined && { next: this.seal(scope, next) }) };
  }

  private seal(scope: CursorScope, position: string): string {
    const text = Buffer.from(position, 'utf8').toString('base64url');
    return `${text}.${this.mac(scope, text)}`;
  }

  private open(scope: CursorScope, cursor: string): string {
    const [text = '', mac = ''] = cursor.split('.', 2);
    const [presented, expected] = [Buffer.from(mac), Buffer.from(this.mac(scope, text))];
    const holds = presented.length === expected.length && timingSafeEqual(presented, expected);
    if (!holds || `${text}.${mac}` !== cursor) throw new ApiError('invalid_cursor');
    return Buffer.from(text, 'base64url').toString('utf8');
  }

  private mac({ tenant, list }: CursorScope, text: string): string {
    const parts = JSON.stringify(['cursor', tenant, list, text]);
    return createHmac('sha256', this.key).update(parts).digest('base64url').slice(0, 24);
  }
}
