import { describe, expect, it } from '@jest/globals';
import type { ConnectionRecord } from '@hookswitch/domain';
import { ConnectionBook, connectionRef, secretRef } from './connection-book.js';

const connection = (revision: number, change = {}): ConnectionRecord => ({
  kind: 'connection',
  tenant: 'acme',
  id: '1',
  name: 'main',
  connector: 'sms',
  revision,
  settings: { revision },
  allowedHosts: [],
  sealed: { token: `jwe ${revision}` },
  ...change,
});
const secret = (revision: number, change = {}): ConnectionRecord => ({
  kind: 'secret',
  tenant: 'acme',
  name: 'token',
  revision,
  allowedHosts: ['crm.example'],
  sealed: { sms: 'for sms', http: 'for http' },
  ...change,
});

describe('the book of connections', () => {
  it('keeps the newest revision, whatever the order of arrival', () => {
    const book = new ConnectionBook('sms');
    expect([book.put(connection(2)), book.put(connection(1)), book.put(connection(2))]).toEqual([true, false, false]);
    expect(book.connection('acme', 'main')?.settings).toEqual({ revision: 2 });
    expect(book.revision(connectionRef('acme', 'main'))).toBe(2);
  });

  it('knows tenants and kinds apart', () => {
    const book = new ConnectionBook('sms');
    book.put(connection(1));
    book.put(secret(1));
    expect(book.connection('other', 'main')).toBeUndefined();
    expect(book.connection('acme', 'token')).toBeUndefined();
    expect(book.secret('acme', 'token')?.allowedHosts).toEqual(['crm.example']);
    expect(book.sealed()).toEqual(['jwe 1', 'for sms']);
  });

  it('leaves out what is for other connector types', () => {
    const book = new ConnectionBook('sms');
    expect(book.put(connection(1, { connector: 'slack' }))).toBe(false);
    expect(book.put(secret(1, { sealed: { http: 'x' } }))).toBe(false);
    expect(book.sealed()).toEqual([]);
  });

  it('drops a secret that this type may no longer use', () => {
    const book = new ConnectionBook('sms');
    book.put(secret(1));
    expect(book.put(secret(2, { sealed: { http: 'x' } }))).toBe(true);
    expect(book.secret('acme', 'token')).toBeUndefined();
  });

  it('forgets what was deleted', () => {
    const book = new ConnectionBook('sms');
    book.put(connection(3));
    expect(book.remove(connectionRef('acme', 'main'))).toBe(true);
    expect(book.remove(secretRef('acme', 'token'))).toBe(false);
    expect(book.revision(connectionRef('acme', 'main'))).toBe(0);
  });
});
