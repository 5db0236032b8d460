import { describe, expect, it } from '@jest/globals';
import { Health } from './health.js';

describe('health', () => {
  it('is good when no check has anything to say, and lists every reason otherwise', () => {
    const health = new Health();
    expect(health.readiness()).toEqual({ ok: true, reasons: {} });
    health.add('database', () => undefined);
    health.add('bus', () => 'not connected');
    health.add('workflows', () => 'not read yet');
    expect(health.readiness()).toEqual({ ok: false, reasons: { bus: 'not connected', workflows: 'not read yet' } });
  });

  it('keeps being alive and being ready apart', () => {
    const health = new Health();
    health.add('bus', () => 'not connected');
    expect(health.liveness().ok).toBe(true);
    health.addLiveness('loop', () => 'stuck');
    expect(health.liveness()).toEqual({ ok: false, reasons: { loop: 'stuck' } });
  });

  it('takes a check that throws as a reason, without what it threw', () => {
    const health = new Health();
    health.add('odd', () => {
      throw new Error('canary');
    });
    expect(health.readiness()).toEqual({ ok: false, reasons: { odd: 'the check itself failed' } });
  });

  it('names the checks of each service of a process after it', () => {
    const health = new Health();
    health.scope('rules').add('bus', () => 'a');
    const gateway = health.scope('gateway');
    gateway.add('bus', () => 'b');
    expect(health.readiness().reasons).toEqual({ 'rules: bus': 'a', 'gateway: bus': 'b' });
    gateway.remove('bus');
    expect(health.readiness().reasons).toEqual({ 'rules: bus': 'a' });
  });

  it('refuses two checks of one name', () => {
    const health = new Health();
    health.add('bus', () => undefined);
    expect(() => health.add('bus', () => undefined)).toThrow('health check bus exists already');
  });
});
