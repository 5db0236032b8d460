import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Secret } from '@hookswitch/connector-sdk';
import type { LogFields } from './fields.js';
import { createLogger, type Logger, type LogSettings } from './logger.js';

/** What `work` made the logger write, as text. */
function written(work: (log: Logger) => void, settings: Partial<LogSettings> = {}): string {
  const out = new PassThrough();
  work(createLogger({ logLevel: 'info', logFormat: 'json', ...settings }, out));
  return String(out.read() ?? '');
}

describe('a log line', () => {
  it('is one JSON object with level, time and message', () => {
    const line = written((log) => log.warn('slow', { topic: 'hookswitch.events.v1', partition: 3 }));
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      message: 'slow',
      topic: 'hookswitch.events.v1',
      partition: 3,
    });
  });

  it('has only fields that are on the list, and never an object', () => {
    const strange = { tenant: 'acme', headers: { authorization: 'canary' }, body: 'canary' } as LogFields;
    const nested = { status: { canary: 1 }, key: new Secret('canary') } as unknown as LogFields;
    const lines = written((log) => {
      log.info('x', strange);
      log.info('x', nested);
      log.child(strange).info('x');
    });
    expect(lines).toContain('acme');
    expect(lines).not.toContain('canary');
  });

  it('stays one escaped line of at most 8 KiB a value, whatever an event brings', () => {
    const hostile = `line\nbreak\u001b[31m${'x'.repeat(1_000_000)}`;
    const line = written((log) => log.error(hostile, { subject: hostile, error: new Error(hostile) }));
    expect(line.split('\n')).toHaveLength(2);
    expect(line).not.toContain('\u001b');
    expect(line.length).toBeLessThan(3 * 9 * 1_024);
    expect(line).toContain(`(${hostile.length} characters)`);
  });

  it('shows of an error its code and message: no stack, no cause, no request', () => {
    const error = Object.assign(new Error('refused', { cause: new Error('canary') }), {
      code: 'ECONNREFUSED',
      config: 'canary',
    });
    const line = written((log) => log.warn('x', { error }));
    expect(JSON.parse(line)).toMatchObject({ error: { code: 'ECONNREFUSED', message: 'refused' } });
    expect(line).not.toContain('canary');
    expect(line).not.toContain('logger.spec');
  });

  it.each([
    [new TypeError('no'), { code: 'TypeError', message: 'no' }],
    ['text', { message: 'text' }],
    [undefined, { message: 'a thrown undefined' }],
    [{ some: 'canary' }, { message: 'a thrown object' }],
  ])('says something of whatever was thrown (%#)', (error, shown) => {
    expect(JSON.parse(written((log) => log.error('x', { error })))).toMatchObject({ error: shown });
  });

  it('is left out below the level', () => {
    expect(written((log) => log.debug('x'))).toBe('');
    expect(written((log) => log.info('x'), { logLevel: 'warn' })).toBe('');
    expect(written((log) => log.debug('x'), { logLevel: 'debug' })).toContain('"debug"');
  });

  it('is lost when nobody takes it, and the next one is not', () => {
    const out = new PassThrough();
    const log = createLogger({ logLevel: 'info', logFormat: 'json' }, out);
    expect(() => out.emit('error', new Error('no space left on device'))).not.toThrow();
    log.info('kept');
    expect(String(out.read())).toContain('kept');
  });

  it('of a child has the fields of its parents', () => {
    const line = written((log) =>
      log.child({ service: 'rules' }).child({ tenant: 'acme' }).info('x', { tenant: 'other' }),
    );
    expect(JSON.parse(line)).toMatchObject({ service: 'rules', tenant: 'other' });
  });
});

describe('a plain line', () => {
  const plain = (work: (log: Logger) => void) => written(work, { logFormat: 'plain' });

  it('is words for a person', () => {
    const line = plain((log) =>
      log
        .child({ service: 'rules' })
        .warn('could not take records', { topic: 'e', partition: 3, error: new TypeError('no') }),
    );
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d warn {2}rules: could not take records \(topic e, partition 3, error TypeError: no\)\n$/,
    );
  });

  it('cannot move the cursor or forge another line', () => {
    const line = plain((log) => log.info('a\u001b[2Jb\r\nc\u009bd\u2028e', { subject: '\u0007' }));
    expect(line).toContain('a\\u001b[2Jb\\u000d\\u000ac\\u009bd\\u2028e (subject \\u0007)');
    expect(line.split('\n')).toHaveLength(2);
  });
});
